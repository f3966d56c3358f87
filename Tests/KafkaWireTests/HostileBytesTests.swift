// Bytes made to do harm: counts and lengths that promise more than the frame holds.

import KafkaWire
import Testing

struct HostileBytesTests {
  static func error<M: WireMessage>(
    _ type: M.Type, _ version: Int16, _ bytes: [UInt8]
  ) -> WireError? {
    do {
      _ = try M.decode(bytes, version: version)
      return nil
    } catch { return error as? WireError }
  }

  /// Reading stops right behind the count: nothing has been made for the elements.
  @Test func countsBeyondTheFrameStopAtTheCount() {
    let rest = [UInt8](repeating: 0, count: 64)
    #expect(
      Self.error(MetadataRequest.self, 1, hex("7fffffff") + rest) == WireError(.truncated, at: 4))
    // 64 bytes hold at most 32 empty texts.
    #expect(Self.error(MetadataRequest.self, 1, hex("00000021") + rest)?.position == 4)
    #expect(Self.error(MetadataRequest.self, 1, hex("00000020") + rest) == nil)
    #expect(
      Self.error(MetadataRequest.self, 9, hex("ffffffff0f") + rest) == WireError(.truncated, at: 5))
    // A partition of Fetch v4 takes 16 bytes, so five do not fit into 64.
    let fetch = hex("ffffffff 00000000 00000000 00000000 00 00000001 0001 74")
    #expect(Self.error(FetchRequest.self, 4, fetch + hex("00000005") + rest)?.position == 28)
    #expect(Self.error(FetchRequest.self, 4, fetch + hex("00000004") + rest) == nil)
    // Plain integers count with their size.
    let ids = hex("00000001 0001 74")
    #expect(
      Self.error(DescribeLogDirsRequest.self, 0, ids + hex("00000011") + rest)?.position == 11)
    #expect(Self.error(DescribeLogDirsRequest.self, 0, ids + hex("00000010") + rest) == nil)
  }

  @Test func lengthsBeyondTheFrameAreErrors() {
    let rest = [UInt8](repeating: 0x61, count: 16)
    #expect(Self.error(SaslHandshakeRequest.self, 0, hex("7fff") + rest)?.code == .truncated)
    #expect(Self.error(SaslHandshakeRequest.self, 0, hex("fffe") + rest)?.code == .invalidLength)
    #expect(Self.error(SaslHandshakeRequest.self, 0, hex("ffff") + rest)?.code == .nullNotAllowed)
    #expect(Self.error(SaslAuthenticateRequest.self, 0, hex("7fffffff") + rest)?.code == .truncated)
    #expect(
      Self.error(SaslAuthenticateRequest.self, 0, hex("80000000") + rest)?.code == .invalidLength)
    #expect(
      Self.error(SaslAuthenticateRequest.self, 2, hex("ffffffff0f") + rest)?.code == .truncated)
    #expect(Self.error(SaslAuthenticateRequest.self, 2, hex("00") + rest)?.code == .nullNotAllowed)
  }

  @Test func varintsHave32Bits() {
    let rest = [UInt8](repeating: 0, count: 16)
    #expect(
      Self.error(SaslAuthenticateRequest.self, 2, hex("ffffffff10") + rest)?.code == .invalidVarint)
    #expect(
      Self.error(SaslAuthenticateRequest.self, 2, hex("808080808000") + rest)?.code
        == .invalidVarint)
    // A long way to write a one is still a one: an empty value.
    #expect(Self.error(SaslAuthenticateRequest.self, 2, hex("8180808000 00")) == nil)
  }

  @Test func aMessageHasAMillionElementsAtMost() {
    // Names of one byte (empty) and a tag section of one byte: two million bytes.
    let elements = [UInt8](repeating: 0x01, count: 0) + (0..<1_000_001).flatMap { _ in [1, 0] }
    let count: [UInt8] = [0xc2, 0x84, 0x3d]  // 1,000,001 + 1
    #expect(
      Self.error(MetadataRequest.self, 9, count + elements + [1, 0, 0, 0])?.code
        == .tooManyElements)
    let fewer: [UInt8] = [0xc1, 0x84, 0x3d]
    #expect(Self.error(MetadataRequest.self, 9, fewer + elements + [1, 0, 0, 0]) == nil)
  }

  @Test func illFormedTextIsRepaired() throws {
    let request = try SaslHandshakeRequest.decode(hex("0003 61ff62"), version: 0)
    #expect(request.mechanism == "a\u{fffd}b")
  }

  @Test func anyByteButNoughtIsTrue() throws {
    let request = try EndTxnRequest.decode(hex("0001 74 0000000000000001 0000 7f"), version: 0)
    #expect(request.committed)
  }

  @Test func otherProtocolsAreNotRequests() throws {
    let greetings = [
      "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}",
    ]
    for greeting in greetings {
      let bytes = Array(greeting.utf8)
      // As a length prefix, these are larger than any frame.
      let length = bytes[..<4].reduce(0) { $0 << 8 | Int($1) }
      #expect(length > WireLimits.frameSizeMax)
      let header = try? bytes[4...].withUnsafeBytes { try RequestHeader.decode($0) }
      #expect(header?.api == nil)
    }
  }
}
