// From bytes to handlers: what is served, what is refused, and in which order answers come.

import KafkaWire
import Platform
import SegmentLog
import Testing

@testable import KafkaService

@Suite struct DispatchTests {
  /// A request for all topics.
  private let everything = MetadataRequest.with { $0.topics = nil }

  private func versions(_ response: ApiVersionsResponse) -> [Int16: ClosedRange<Int16>] {
    Dictionary(
      uniqueKeysWithValues: response.apiKeys.map { ($0.apiKey, $0.minVersion...$0.maxVersion) })
  }

  @Test(arguments: ApiVersionsRequest.api.versions)
  func whatIsServedIsWhatIsSaid(version: Int16) throws {
    let node = try NodeFixture()
    let response = try node.client().call(ApiVersionsRequest.self, version: version) {
      $0.clientSoftwareName = "test"
      $0.clientSoftwareVersion = "1"
    }
    #expect(response.errorCode == .noError)
    #expect(
      versions(response)
        == Dictionary(
          uniqueKeysWithValues: Handlers.all.map { ($0.api.key.rawValue, $0.api.versions) }))
  }

  @Test func aVersionFromTheFutureIsAnsweredInTheOldestLayout() throws {
    let node = try NodeFixture()
    let client = try node.client()
    var (bytes, pending) = try client.encode(ApiVersionsRequest(), version: 0)
    bytes[7] = 99
    try client.send(bytes: bytes)
    let response = try client.receive(pending)
    #expect(response.errorCode == .unsupportedVersion)
    #expect(versions(response)[APIKey.apiVersions.rawValue] == ApiVersionsRequest.api.versions)
    // The connection goes on.
    #expect(try client.call(ApiVersionsRequest(), version: 0).errorCode == .noError)
  }

  /// `[byte of the frame, value]` changes, the frame being a Heartbeat.
  @Test(arguments: [[5, 250], [4, 3], [7, 99]])
  func whatIsNotSpokenEndsTheConnection(change: [Int]) throws {
    let node = try NodeFixture()
    let client = try node.client()
    var (bytes, _) = try client.encode(HeartbeatRequest(), version: 0)
    bytes[change[0]] = UInt8(change[1])
    try client.send(bytes: bytes)
    #expect(client.isEnded())
  }

  @Test func bytesBehindTheLastFieldAreIgnored() throws {
    let node = try NodeFixture()
    let client = try node.client()
    var (bytes, pending) = try client.encode(ListGroupsRequest(), version: 4)
    bytes += [1, 2, 3]
    bytes[3] += 3
    try client.send(bytes: bytes)
    #expect(try client.receive(pending).errorCode == .noError)
  }

  @Test func aClientNeedsNoName() throws {
    let node = try NodeFixture()
    #expect(
      try node.client(nil).call(MetadataRequest(), version: 9).brokers.map(\.port)
        == [Int32(node.port)])
  }

  @Test func otherProtocolsEndTheirOwnConnectionOnly() throws {
    let node = try NodeFixture()
    let witness = try node.client()
    #expect(try witness.call(ApiVersionsRequest(), version: 0).errorCode == .noError)
    let http = try node.client()
    try http.send(bytes: Array("GET / HTTP/1.1\r\nHost: x\r\n\r\n".utf8))
    #expect(http.isEnded())
    let tls = try node.client()
    try tls.send(bytes: [0x16, 3, 1, 2, 0, 1, 0, 1, 0xFC, 3, 3] + Array(repeating: 7, count: 500))
    #expect(tls.isEnded())
    let negative = try node.client()
    try negative.send(bytes: [0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0])
    #expect(negative.isEnded())
    #expect(try witness.call(ApiVersionsRequest(), version: 0).errorCode == .noError)
  }

  @Test func otherBytesBehindARequestThatWaitsHoldNobodyUp() throws {
    let node = try NodeFixture { $0.loopCount = 1 }
    try node.createTopic("t")
    let (one, other) = (try node.client(), try node.client())
    let fetch = try one.send(WireClient.fetchRequest("t", waitMilliseconds: 500), version: 12)
    try one.send(bytes: Array("GET / HTTP/1.1\r\nHost: x\r\n\r\n".utf8))
    _ = try other.call(ApiVersionsRequest(), version: 0)
    // What was asked for properly is answered, then the connection ends.
    _ = try one.receive(fetch)
    #expect(one.isEnded())
  }

  @Test func noBytesBringTheServerDown() throws {
    let node = try NodeFixture()
    let witness = try node.client()
    let random = SeededRandomSource(seed: 11)
    for _ in 0..<300 {
      let client = try node.client()
      // A frame with a sound head often gets further than noise.
      var bytes = (0...random.next(below: 200)).map { _ in UInt8(random.next(below: 256)) }
      if random.next(below: 4) > 0 {
        let key = Handlers.all[random.next(below: Handlers.all.count)].api
        let version = key.versions.lowerBound + Int16(random.next(below: key.versions.count))
        bytes = [0, UInt8(key.key.rawValue), 0, UInt8(version), 0, 0, 0, 1, 0, 1, 65] + bytes
      }
      let length = bytes.count
      try client.send(bytes: [0, 0, UInt8(length >> 8), UInt8(length & 255)] + bytes)
    }
    #expect(try witness.call(ApiVersionsRequest(), version: 0).errorCode == .noError)
    #expect(try node.client().call(MetadataRequest(), version: 1).brokers.count == 1)
  }

  @Test func answersComeInTheOrderOfTheRequests() throws {
    let node = try NodeFixture()
    try node.createTopic("t")
    let client = try node.client()
    // The first waits, those behind it are quick; one of them runs on a thread.
    let fetch = try client.send(
      WireClient.fetchRequest("t", waitMilliseconds: 100), version: 12)
    let versions = try client.send(ApiVersionsRequest(), version: 0)
    let metadata = try client.send(everything, version: 1)
    let produce = try client.sendProduce(WireBatch(["a"]), to: "t")
    #expect(try client.receiveFetch(fetch).values == [])
    #expect(try client.receive(versions).errorCode == .noError)
    #expect(try client.receive(metadata).topics.map(\.name) == ["t"])
    #expect(try client.receive(produce).topics[0].partitions[0].baseOffset == 0)
  }

  @Test func framesMayComeInAnyPieces() throws {
    let node = try NodeFixture()
    try node.createTopic("t")
    let client = try node.client()
    let (first, firstPending) = try client.encode(ApiVersionsRequest(), version: 3)
    let (second, secondPending) = try client.encode(everything, version: 12)
    for byte in first + second { try client.send(bytes: [byte]) }
    #expect(try client.receive(firstPending).errorCode == .noError)
    #expect(try client.receive(secondPending).topics.count == 1)
    // Several in one, and the beginning of a third.
    let (third, thirdPending) = try client.encode(ApiVersionsRequest(), version: 0)
    let (fourth, fourthPending) = try client.encode(everything, version: 4)
    try client.send(bytes: third + fourth.dropLast(2))
    #expect(try client.receive(thirdPending).errorCode == .noError)
    try client.send(bytes: Array(fourth.suffix(2)))
    #expect(try client.receive(fourthPending).topics.count == 1)
  }

  @Test func aFrameOfMegabytesArrivesWhole() throws {
    let node = try NodeFixture { $0.frameBytesMax = 2 << 20 }
    try node.createTopic("t")
    let client = try node.client()
    let value = String(repeating: "x", count: 900_000)
    #expect(try client.produce(WireBatch([value]), to: "t").baseOffset == 0)
    #expect(try client.fetch(WireClient.fetchRequest("t")).values == [value])
    // One that is longer than frames may be ends the connection before it has come.
    try client.send(bytes: [0, 0x20, 0, 1])
    #expect(client.isEnded())
  }

  @Test func anAnswerOfMegabytesArrivesWhole() throws {
    let node = try NodeFixture()
    var configuration = TopicConfiguration()
    configuration.batchBytesMax = 8_000_000
    try node.log.createTopic("t", configuration)
    let client = try node.client()
    let value = String(repeating: "x", count: 5_000_000)
    #expect(try client.produce(WireBatch([value]), to: "t").baseOffset == 0)
    for _ in 0..<3 {
      // Larger than all limits, and still the first batch.
      let fetched = try client.fetch(WireClient.fetchRequest("t", partitionBytesMax: 100_000))
      #expect(fetched.batches.map(\.values.first?.utf8.count) == [5_000_000])
    }
  }
}
