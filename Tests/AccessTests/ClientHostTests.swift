import Testing

@testable import Access

struct ClientHostTests {
  @Test(arguments: [
    ("127.0.0.1", "127.0.0.1"), ("::ffff:10.0.0.7", "10.0.0.7"), ("::FFFF:a00:7", "10.0.0.7"),
    ("::1", "0:0:0:0:0:0:0:1"), ("::", "0:0:0:0:0:0:0:0"), ("fe80::1%eth0", "fe80:0:0:0:0:0:0:1"),
    ("2001:DB8:0:0:8:800:200c:417a", "2001:db8:0:0:8:800:200c:417a"),
    ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"), ("64:ff9b::1.2.3.4", "64:ff9b:0:0:0:0:102:304"),
  ])
  func addressesAreReadWhateverTheirForm(_ text: String, _ canonical: String) throws {
    #expect(ClientHost(peer: text).text == canonical)
    #expect(try ClientHost(rule: text) == ClientHost(rule: canonical))
  }

  @Test(arguments: [
    "", "localhost", "10.0.0", "10.0.0.256", "10.0.0.+1", "1.2.3.4.5", ":", ":::", "1::2::3",
    "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "12345::", "::+1", "::g", "1.2.3.4::", "10.0.0.0/8",
    "1:2:3:4:5:6:7:8::",
  ])
  func whatIsNoAddressIsRefusedInRulesAndUnknownOtherwise(_ text: String) {
    #expect(throws: AccessError.self) { try ClientHost(rule: text) }
    #expect(ClientHost(peer: text) == .unknown)
  }

  @Test func everyHostIsNoAddress() throws {
    #expect(try ClientHost(rule: "*") == .any)
    #expect(ClientHost(peer: "*") == .unknown)
    #expect(ClientHost(peer: "::") != .unknown && ClientHost(peer: "::") != .any)
  }
}
