// What clients send is checked and kept as it came.

import Platform
import TestSupport
import Testing

@testable import SegmentLog

@Suite struct ClientBatchTests {
  @Test(arguments: Compression.allCases)
  func aSoundBatchIsKeptAsItCame(_ codec: Compression) throws {
    let log = try LogFixture()
    try log.topic("t")
    let bytes = EncodedBatch.bytes(["a=1", "b=2"], codec: codec)
    #expect(try log.send(bytes, to: "t").first == 0)
    #expect(try log.send(bytes, to: "t").end == 4)
    #expect(try log.read("t") == ["0:a=1", "1:b=2", "2:a=1", "3:b=2"])
    let stored = try log.files.contents(of: log.logPath("t"))
    #expect(Array(stored[16..<bytes.count]) == Array(bytes[16...]))
    #expect(Array(stored[(bytes.count + 16)...]) == Array(bytes[16...]))
  }

  /// librdkafka writes one raw snappy block, without the framing of the Java library.
  @Test func snappyIsTakenInBothForms() throws {
    let log = try LogFixture()
    try log.topic("t")
    let framed = EncodedBatch.bytes(["a=1", "b=2"], codec: .snappy)
    try log.send(framed, to: "t")
    // Behind 16 bytes of framing and 4 of length lies the raw block.
    var raw = Array(framed[..<61]) + Array(framed[81...])
    raw = EncodedBatch.changed(raw) { BatchLayout.store($0, 8, Int32(raw.count - 12)) }
    try log.send(raw, to: "t")
    #expect(try log.read("t") == ["0:a=1", "1:b=2", "2:a=1", "3:b=2"])
  }

  @Test func everyUnsoundBatchIsRefusedByName() throws {
    let log = try LogFixture()
    try log.topic("t") { $0.batchBytesMax = 1000 }
    let sound = EncodedBatch.bytes(["a=1", "b=2"])
    func header(_ at: Int, _ value: some FixedWidthInteger) -> [UInt8] {
      EncodedBatch.changed(sound) { BatchLayout.store($0, at, value) }
    }
    var flipped = sound
    flipped[65] ^= 1
    var cases: [(bytes: [UInt8], code: LogError.Code)] = [
      ([], .invalidBatch), (Array(sound.prefix(16)), .invalidBatch),
      (Array(sound.dropLast()), .invalidBatch), (sound + [0], .invalidBatch),
      (sound + sound, .invalidBatch), (flipped, .damagedBatch),
      (
        ControlBatch.bytes(.commit, producerIdentifier: 1, producerEpoch: 0, timestamp: 0, base: 0),
        .invalidBatch
      ),
      (header(16, Int8(0)), .unsupportedFormat), (header(16, Int8(1)), .unsupportedFormat),
      (header(16, Int8(3)), .invalidBatch),
      // More offsets than records, fewer records than the bytes hold, none at all.
      (header(23, Int32(5)), .invalidBatch), (header(57, Int32(1)), .invalidBatch),
      (header(57, Int32(0)), .invalidBatch),
      (header(21, UInt16(5)), .unsupportedCompression), (header(21, UInt16(4)), .invalidBatch),
      (header(21, UInt16(1 << 6)), .invalidBatch), (header(21, UInt16(1 << 4)), .invalidBatch),
      (header(21, UInt16(1 << 3)), .invalidTimestamp),
      // A producer without an epoch and a sequence number.
      (header(43, Int64(7)), .invalidBatch),
      (
        EncodedBatch.bytes(["a=\(String(repeating: "x", count: 1000))"]), .recordTooLarge
      ),
    ]
    // A record that skips an offset: the second one's delta lies behind length, attributes and time.
    var skipping = sound
    skipping[61 + 9 + 3] = 4
    cases.append((EncodedBatch.changed(skipping) { _ in }, .invalidBatch))
    for (number, item) in cases.enumerated() {
      #expect(log.code { try log.send(item.bytes, to: "t") } == item.code, "case \(number)")
    }
    #expect(log.code { try log.send(sound, to: "u") } == .unknownTopic)
    #expect(log.code { try log.send(sound, to: "t", 1) } == .unknownPartition)
    #expect(try log.offsets("t").end == 0)
  }

  @Test func randomDamageNeverTraps() throws {
    let log = try LogFixture()
    try log.topic("t")
    let random = SeededRandomSource(seed: 3)
    for round in 0..<2000 {
      let codec = Compression.allCases[round % Compression.allCases.count]
      var bytes = EncodedBatch.bytes(["a=1", "bb=22", "=3", "d"], codec: codec)
      for _ in 0...random.next(below: 4) {
        bytes[random.next(below: bytes.count)] = UInt8(truncatingIfNeeded: random.next())
      }
      // With a right checksum, so that the checks behind it are reached.
      bytes = EncodedBatch.changed(bytes) { BatchLayout.store($0, 8, Int32(bytes.count - 12)) }
      _ = log.code { try log.send(bytes, to: "t") }
    }
    // What was taken can be read.
    _ = try log.read("t")
  }

  @Test func aBombIsRefused() throws {
    let log = try LogFixture()
    log.settings.decompressedBytesMax = 10_000
    try log.broker.close()
    try log.reopen()
    try log.topic("t")
    let zeros = "a=" + String(repeating: "0", count: 20_000)
    for codec in Compression.allCases where codec != .none {
      let bytes = EncodedBatch.bytes([zeros], codec: codec)
      #expect(log.code { try log.send(bytes, to: "t") } == .recordTooLarge, "\(codec.name)")
    }
    #expect(try log.offsets("t").end == 0)
  }

  @Test func zstdNeedsAClientThatKnowsIt() throws {
    let log = try LogFixture()
    try log.topic("t")
    let bytes = EncodedBatch.bytes(["a=1"], codec: .zstd)
    #expect(
      log.code { try log.send(bytes, to: "t", acceptsZstandard: false) }
        == .unsupportedCompression)
    #expect(log.code { try log.send(bytes, to: "t") } == nil)
  }

  @Test(arguments: Compression.allCases)
  func aTopicsCodecIsHonoured(_ wanted: Compression) throws {
    for given in Compression.allCases {
      let log = try LogFixture()
      try log.topic("t") { $0.compressionType = wanted.name }
      let bytes = EncodedBatch.bytes(["a=1", "b=2", "c"], codec: given)
      try log.send(bytes, to: "t")
      #expect(try log.read("t") == ["0:a=1", "1:b=2", "2:c"])
      let stored = try log.files.contents(of: log.logPath("t"))
      #expect(stored[22] & 7 == wanted.rawValue)
      if given == wanted { #expect(Array(stored[16...]) == Array(bytes[16...])) }
      try log.crash(.process)
      #expect(try log.read("t").count == 3)
    }
  }

  @Test func aTopicMayGiveTheTime() throws {
    let log = try LogFixture()
    try log.topic("t") { $0.timestampType = .logAppendTime }
    let result = try log.send(EncodedBatch.bytes(["a=1", "b=2"], codec: .lz4), to: "t")
    #expect(result.appendTime == 1_000_000)
    let found = try log.broker.offset(
      TopicPartition("t", 0), at: .time(1_000_000), isolation: .uncommitted)
    #expect(found == TimestampedOffset(offset: 0, timestamp: 1_000_000))
    // The time of the records does not matter then.
    try log.topic("u") {
      $0.timestampType = .logAppendTime
      $0.timestampBeforeMilliseconds = 1
    }
    #expect(log.code { try log.send(EncodedBatch.bytes(["a=1"]), to: "u") } == nil)
  }

  @Test func recordsTooFarFromTheClockAreRefused() throws {
    let log = try LogFixture()
    try log.topic("t") {
      $0.timestampBeforeMilliseconds = 100
      $0.timestampAfterMilliseconds = 50
    }
    func send(_ time: Int64) -> LogError.Code? {
      log.code { try log.send(EncodedBatch.bytes(["a=1", "b=2"], time: time), to: "t") }
    }
    #expect(send(999_900) == nil)
    #expect(send(999_899) == .invalidTimestamp)
    // The second record lies one millisecond behind the first.
    #expect(send(1_000_049) == nil)
    #expect(send(1_000_050) == .invalidTimestamp)
  }

  @Test func aCompactedTopicWantsKeys() throws {
    let log = try LogFixture()
    try log.topic("t") { $0.cleanup = .compact }
    #expect(log.code { try log.send(EncodedBatch.bytes(["a=1", "=2"]), to: "t") } == .invalidBatch)
    #expect(log.code { try log.send(EncodedBatch.bytes(["a=1", "b"]), to: "t") } == nil)
  }

  @Test func topicsOfQueriesAreClosed() throws {
    let log = try LogFixture()
    try log.topic("t") { $0.isInternal = true }
    #expect(log.code { try log.send(EncodedBatch.bytes(["a=1"]), to: "t") } == .internalTopic)
  }

  /// A header may say what it likes; the largest time in it becomes true.
  @Test func theLargestTimestampIsThatOfTheRecords() throws {
    let log = try LogFixture()
    try log.topic("t")
    let lying = EncodedBatch.changed(EncodedBatch.bytes(["a=1", "b=2"])) {
      BatchLayout.store($0, 35, Int64(999_999_999))
    }
    try log.send(lying, to: "t")
    let found = try log.broker.offset(
      TopicPartition("t", 0), at: .maxTimestamp, isolation: .uncommitted)
    #expect(found == TimestampedOffset(offset: 1, timestamp: 1001))
  }

  @Test func oneBadPartitionDoesNotTouchTheOthers() throws {
    let log = try LogFixture(durability: .fsync)
    try log.topic("t", partitions: 3)
    var batches = [
      EncodedBatch.bytes(["a=1"]), [UInt8](repeating: 7, count: 80), EncodedBatch.bytes(["c=3"]),
    ]
    var parts: [ClientRecords] = []
    for index in batches.indices {
      // Safe because the arrays are neither moved nor changed before the call.
      batches[index].withUnsafeMutableBytes {
        parts.append(ClientRecords(TopicPartition("t", index), $0))
      }
    }
    let results = withExtendedLifetime(batches) { log.broker.produce(parts) }
    #expect(results.map { (try? $0.get())?.first } == [0, nil, 0])
    #expect(try log.read("t", 0) == ["0:a=1"])
    #expect(try log.read("t", 2) == ["0:c=3"])
    // What was answered is on disk.
    try log.crash(.power)
    #expect(try log.read("t", 2) == ["0:c=3"])
  }

  @Test func settingsOfTimeAndCodecAreReadAndWritten() throws {
    var configuration = TopicConfiguration()
    #expect(try configuration.set("message.timestamp.after.max.ms", "5"))
    #expect(try configuration.set("message.timestamp.before.max.ms", "6"))
    #expect(try configuration.set("compression.type", "zstd"))
    let values = Dictionary(uniqueKeysWithValues: configuration.properties.map { ($0.0, $0.1) })
    #expect(values["message.timestamp.after.max.ms"] == "5")
    #expect(values["message.timestamp.before.max.ms"] == "6")
    #expect(throws: LogError(.invalidConfiguration, "")) {
      try configuration.set("compression.type", "brotli")
    }
  }
}
