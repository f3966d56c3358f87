import Foundation
import KafkaWire
import Testing

struct SupportedAPIsTests {
  @Test func everyKeyHasARequest() {
    #expect(SupportedAPIs.all.map(\.key.rawValue) == APIKey.allCases.map(\.rawValue).sorted())
  }

  @Test func everyFileOfMessagesIsInTheList() throws {
    let folder = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Sources/KafkaWire/Messages")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(
      files.sorted() == SupportedAPIs.requests.map { "\($0)".dropLast(7) + ".swift" }.sorted())
  }

  @Test func everyAPIBeginsAtVersionNought() {
    // librdkafka before 2.11 looks for old versions to find out what a broker can do.
    #expect(SupportedAPIs.all.allSatisfy { $0.versions.lowerBound == 0 })
  }

  @Test func theAnswerListsEveryAPIAndNoTags() throws {
    let response = ApiVersionsResponse.offering { $0 != .saslHandshake }
    #expect(response.apiKeys.count == SupportedAPIs.all.count - 1)
    #expect(!response.apiKeys.contains { $0.apiKey == APIKey.saslHandshake.rawValue })
    let produce = response.apiKeys.first { $0.apiKey == 0 }
    #expect(produce?.minVersion == 0)
    #expect(produce?.maxVersion == 11)
    // The tag section at the very end is empty.
    #expect(try response.body(version: 3).last == 0)
    #expect(try response.body(version: 3).count == 2 + 1 + response.apiKeys.count * 7 + 4 + 1)
  }

  @Test func anUnknownVersionOfApiVersionsIsAnsweredInTheFirstLayout() throws {
    let header = try hex("0012 0063 00000007 0002 6b70 00").withUnsafeBytes {
      try RequestHeader.decode($0)
    }
    #expect(header.api == nil)
    #expect(header.asksForVersions)
    #expect(header.correlationID == 7)
    let frame = try ApiVersionsResponse.unsupportedVersion(correlationID: 7)
    #expect(frame.bytes[4..<10] == hex("00000007 0023")[...])
    let response = try ApiVersionsResponse.decode(frame.bytes[8...], version: 0)
    #expect(response.apiKeys == ApiVersionsResponse.offering().apiKeys)
  }

  @Test func whatIsNotSpokenHasNoAPI() throws {
    for bytes in [
      "0000 000c 00000001", "0000 ffff 00000001", "ffff 0000 00000001",
      "7fff 0000 00000001", "0004 0000 00000001", "0044 0000 00000001",
    ] {
      let header = try hex(bytes).withUnsafeBytes { try RequestHeader.decode($0) }
      #expect(header.api == nil)
      #expect(!header.asksForVersions)
    }
    #expect(SupportedAPIs.find(key: 0, version: 11) == ProduceRequest.api)
  }

  @Test func headersMayHaveNoClientAndUnknownTags() throws {
    // ApiVersions v3 with a null client id and tag 5 of two bytes in the header.
    let bytes = hex("0012 0003 00000001 ffff 01 05 02 abcd 02 61 02 62 00")
    try bytes.withUnsafeBytes { raw in
      let header = try RequestHeader.decode(raw)
      #expect(header.clientID == nil)
      #expect(header.bodyStart == 15)
      #expect(try ApiVersionsRequest.decode(raw, header).clientSoftwareName == "a")
    }
  }

  @Test func shortHeadersAreErrors() {
    let bytes = hex("0012 0003 00000001 0002 6b70 00")
    for length in 0..<bytes.count {
      #expect(throws: WireError.self) {
        try bytes[..<length].withUnsafeBytes { try RequestHeader.decode($0) }
      }
    }
  }
}
