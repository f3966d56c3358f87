// What goes: old segments, large logs, deleted records.

import Platform
import TestSupport
import Testing

@testable import SegmentLog

@Suite struct RetentionTests {
  /// Ten segments of one record each, a second apart, all on disk.
  private func filled(_ change: (inout TopicConfiguration) -> Void) throws -> LogFixture {
    let log = try LogFixture()
    try log.topic("t") {
      $0.segmentBytes = 80
      change(&$0)
    }
    for index in 0..<10 {
      try log.append("t", 0, "k=\(index)")
      log.time.advance(milliseconds: 1000)
    }
    try log.broker.sync()
    return log
  }

  @Test func segmentsGoWhenTheirNewestRecordIsTooOld() throws {
    let log = try filled { $0.retentionMilliseconds = 5000 }
    try log.broker.runMaintenance()
    #expect(try log.offsets("t").start == 5)
    #expect(try log.read("t").map { $0.prefix(1) } == ["5", "6", "7", "8", "9"])
    #expect(throws: LogError(.offsetOutOfRange, "")) { try log.read("t", from: 4) }
  }

  @Test func evenTheLastSegmentGoesByAge() throws {
    let log = try filled { $0.retentionMilliseconds = 5000 }
    log.time.advance(milliseconds: 60_000)
    try log.broker.runMaintenance()
    try log.broker.sync()
    try log.broker.runMaintenance()
    #expect(try log.offsets("t").start == 10)
    #expect(try log.read("t") == [])
    try log.append("t", 0, "k=new")
    #expect(try log.read("t") == ["10:k=new"])
  }

  @Test func segmentsGoWhileTheRestIsLargeEnough() throws {
    let log = try filled { $0.retentionBytes = 300 }
    let size = try log.files.contents(of: log.logPath("t", 9)).count
    try log.broker.runMaintenance()
    let kept = try log.read("t").count
    #expect(kept * size >= 300)
    #expect((kept - 1) * size < 300)
  }

  @Test func withoutLimitsNothingGoes() throws {
    let log = try filled { $0.retentionMilliseconds = -1 }
    log.time.advance(milliseconds: 1 << 40)
    try log.broker.runMaintenance()
    #expect(try log.read("t").count == 10)
  }

  @Test func deletedRecordsStayDeleted() throws {
    let log = try filled { _ in }
    try log.broker.deleteRecords(TopicPartition("t", 0), before: 7)
    #expect(try log.offsets("t").start == 7)
    #expect(try log.segments("t").count == 3)
    #expect(throws: LogError(.offsetOutOfRange, "")) {
      try log.broker.deleteRecords(TopicPartition("t", 0), before: 11)
    }
    try log.broker.close()
    try log.reopen()
    #expect(try log.offsets("t").start == 7)
    #expect(try log.read("t").map { $0.prefix(1) } == ["7", "8", "9"])
  }

  @Test func recordsInsideASegmentCanBeDeletedToo() throws {
    let log = try LogFixture()
    try log.topic("t")
    try log.append("t", 0, "a=1", "b=2", "c=3")
    try log.broker.deleteRecords(TopicPartition("t", 0), before: 2)
    #expect(try log.read("t") == ["2:c=3"])
    try log.broker.close()
    try log.reopen()
    #expect(try log.read("t") == ["2:c=3"])
  }

  @Test func aReadThatHoldsASegmentOutlivesIt() throws {
    let log = try filled { $0.retentionMilliseconds = 5000 }
    let buffer = FetchBuffer()
    _ = try log.broker.read(
      TopicPartition("t", 0), from: 0, maxBytes: 1, isolation: .committed, into: buffer)
    try log.broker.runMaintenance()
    try log.broker.deleteTopic("t")
    #expect(LogFixture.text(buffer.records[0]) == "k=0")
  }
}
