// Compaction keeps the last record of each key, at its offset.

import Platform
import TestSupport
import Testing

@testable import SegmentLog

@Suite struct CompactionTests {
  private func fixture(
    _ change: (inout TopicConfiguration) -> Void = { _ in }
  ) throws
    -> LogFixture
  {
    let log = try LogFixture()
    try log.topic("t") {
      $0.cleanup = .compact
      $0.segmentBytes = 400
      $0.deleteRetentionMilliseconds = 10_000
      change(&$0)
    }
    return log
  }

  /// Seals the last segment, makes all durable, and compacts.
  private func compact(_ log: LogFixture) throws {
    try log.append("t", 0, "seal=\(String(repeating: "x", count: 300))")
    try log.append("t", 0, "active=\(String(repeating: "x", count: 300))")
    try log.broker.sync()
    try log.broker.runMaintenance()
  }

  private func data(_ log: LogFixture) throws -> [String] {
    try log.read("t").filter { !$0.contains("xxx") }
  }

  @Test func onlyTheLastRecordOfAKeyStaysAndKeepsItsOffset() throws {
    let log = try fixture()
    for round in 0..<6 { try log.append("t", 0, "a=\(round)", "b=\(round)", "c\(round)=1") }
    try compact(log)
    #expect(
      try data(log) == [
        "2:c0=1", "5:c1=1", "8:c2=1", "11:c3=1", "14:c4=1", "15:a=5", "16:b=5", "17:c5=1",
      ])
    // Offsets in a gap go on with the next record.
    #expect(try log.read("t", from: 3).first == "5:c1=1")
    try log.broker.close()
    try log.reopen()
    #expect(try data(log).count == 8)
  }

  @Test func aSecondPassTakesInWhatCameSince() throws {
    let log = try fixture { $0.dirtyRatioMin = 0 }
    for round in 0..<5 {
      for index in 0..<8 { try log.append("t", 0, "k\(index)=\(round)") }
      try compact(log)
    }
    #expect(try data(log).map { $0.split(separator: ":")[1] } == (0..<8).map { "k\($0)=4" })
  }

  @Test func tombstonesGoAfterTheirTime() throws {
    let log = try fixture { $0.dirtyRatioMin = 0 }
    try log.append("t", 0, "a=1", "b=1")
    try log.append("t", 0, "a")
    try compact(log)
    #expect(try data(log) == ["1:b=1", "2:a"])
    let buffer = FetchBuffer()
    _ = try log.broker.read(
      TopicPartition("t", 0), from: 2, maxBytes: 1, isolation: .committed, into: buffer)
    #expect(buffer.records[0].timestamp == 1_000_000)
    log.time.advance(milliseconds: 9999)
    try compact(log)
    #expect(try data(log) == ["1:b=1", "2:a"])
    log.time.advance(milliseconds: 2)
    try compact(log)
    #expect(try data(log) == ["1:b=1"])
  }

  @Test func whatIsTooYoungOrUndecidedIsLeftAlone() throws {
    let log = try fixture { $0.compactionLagMilliseconds = 5000 }
    for round in 0..<6 { try log.append("t", 0, "a=\(round)") }
    try compact(log)
    #expect(try data(log).count == 6)
    log.time.advance(milliseconds: 5001)
    let producer = try log.broker.openProducer("p")
    try log.broker.runMaintenance()
    #expect(try data(log) == ["5:a=5"])
    _ = try log.broker.append(
      [PartitionRecords(TopicPartition("t", 0), log.batch(["a=open"]))], in: producer)
    try compact(log)
    log.time.advance(milliseconds: 5001)
    try log.broker.runMaintenance()
    #expect(try log.read("t", 0, .uncommitted).contains { $0.hasSuffix("a=open") })
  }

  @Test func abortedRecordsSupersedeNothing() throws {
    let log = try fixture()
    try log.append("t", 0, "a=1")
    let producer = try log.broker.openProducer("p")
    _ = try log.broker.append(
      [PartitionRecords(TopicPartition("t", 0), log.batch(["a=void", "b=void"]))], in: producer)
    try log.broker.abortTransaction(of: producer)
    try compact(log)
    #expect(try data(log) == ["0:a=1"])
    #expect(!(try log.read("t", 0, .uncommitted).contains { $0.contains("void") }))
  }

  @Test(arguments: [Compression.gzip, .snappy, .lz4, .zstd])
  func compressedBatchesStayCompressed(_ codec: Compression) throws {
    let log = try fixture()
    for round in 0..<4 {
      try log.send(
        EncodedBatch.bytes(["a=\(round)", "b\(round)=1"].map { $0 }, codec: codec),
        to: "t")
    }
    try compact(log)
    #expect(try data(log) == ["1:b0=1", "3:b1=1", "5:b2=1", "6:a=3", "7:b3=1"])
  }

  @Test func recordsWithoutAKeyAreRefused() throws {
    let log = try fixture()
    let builder = RecordBatchBuilder()
    builder.append(timestamp: 0, key: nil, value: [1])
    #expect(throws: LogError(.invalidBatch, "")) {
      try log.broker.append(builder, to: TopicPartition("t", 0))
    }
    #expect(try log.read("t") == [])
  }

  @Test func anInterruptedSwapIsFinishedAtStart() throws {
    // Stop the machine at each of the operations of a pass.
    var operations = 1
    while true {
      let log = try fixture()
      for round in 0..<6 { try log.append("t", 0, "a=\(round)", "c\(round)=1") }
      try log.append("t", 0, "seal=\(String(repeating: "x", count: 300))")
      try log.append("t", 0, "active=\(String(repeating: "x", count: 300))")
      try log.broker.sync()
      let before = try data(log)
      log.files.crash(after: operations)
      let finished = (try? log.broker.runMaintenance()) != nil && !log.files.hasStopped
      try log.crash(.power)
      let after = try data(log)
      #expect(
        after == before || after == before.filter { !$0.contains("a=") || $0.contains("a=5") })
      if finished { break }
      operations += 1
    }
    #expect(operations > 8)
  }
}
