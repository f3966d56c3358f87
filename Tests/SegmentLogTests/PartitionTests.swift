// Appending and reading one partition: offsets, rolling, indexes, time look-up, limits.

import Platform
import TestSupport
import Testing

@testable import SegmentLog

@Suite struct PartitionTests {
  @Test func offsetsCountRecordsFromZero() throws {
    let log = try LogFixture()
    try log.topic("t")
    let first = try log.append("t", 0, "a=1", "b=2")
    let second = try log.append("t", 0, "c=3")
    #expect(first == AppendResult(partition: TopicPartition("t", 0), first: 0, end: 2))
    #expect(second.first == 2)
    #expect(try log.read("t") == ["0:a=1", "1:b=2", "2:c=3"])
    #expect(try log.offsets("t") == PartitionOffsets(start: 0, stable: 3, readable: 3, end: 3))
  }

  @Test func anAppendOfNoRecordsWritesNothing() throws {
    let log = try LogFixture()
    try log.topic("t")
    try log.append("t", 0, "a=1")
    let empty = try log.broker.append(RecordBatchBuilder(), to: TopicPartition("t", 0))
    #expect(empty == AppendResult(partition: TopicPartition("t", 0), first: 1, end: 1))
    #expect(try log.read("t") == ["0:a=1"])
  }

  @Test func aReadBeginsInTheMiddleOfABatchAndStopsAtItsBudget() throws {
    let log = try LogFixture()
    try log.topic("t")
    for index in 0..<10 { try log.append("t", 0, "a=\(index)", "b=\(index)") }
    #expect(try log.read("t", from: 17) == ["17:b=8", "18:a=9", "19:b=9"])
    let buffer = FetchBuffer()
    let one = try log.broker.read(
      TopicPartition("t", 0), from: 3, maxBytes: 1, isolation: .committed, into: buffer)
    #expect(one.count == 1)
    #expect(one.next == 4)
    #expect(try log.read("t", maxBytes: 200).count == 20)
  }

  @Test func anOffsetOutsideTheLogIsAnError() throws {
    let log = try LogFixture()
    try log.topic("t")
    try log.append("t", 0, "a=1")
    #expect(try log.read("t", from: 1) == [])
    for offset: Offset in [-1, 2] {
      #expect(throws: LogError(.offsetOutOfRange, "")) { try log.read("t", from: offset) }
    }
  }

  @Test func segmentsRollBySizeAndReadsCrossThem() throws {
    let log = try LogFixture()
    try log.topic("t") { $0.segmentBytes = 500 }
    for index in 0..<50 { try log.append("t", 0, "key=\(index)") }
    #expect(try log.segments("t").count > 5)
    #expect(try log.read("t").count == 50)
    #expect(try log.read("t", from: 37).first == "37:key=37")
  }

  @Test func oneAppendMaySpanSegments() throws {
    let log = try LogFixture()
    try log.topic("t") { $0.segmentBytes = 1000 }
    let builder = RecordBatchBuilder(batchBytesMax: 300)
    for index in 0..<100 {
      builder.append(timestamp: Int64(index), key: [1], value: Array("\(index)".utf8))
    }
    let result = try log.broker.append(builder, to: TopicPartition("t", 0))
    #expect(result.end == 100)
    #expect(try log.segments("t").count > 1)
    #expect(try log.entries("t").map(\.offset) == Array(0..<100))
  }

  @Test func segmentsRollByTime() throws {
    let log = try LogFixture()
    try log.topic("t") { $0.segmentMilliseconds = 1000 }
    try log.append("t", 0, "a=1")
    log.time.advance(milliseconds: 999)
    try log.append("t", 0, "a=2")
    #expect(try log.segments("t").count == 1)
    log.time.advance(milliseconds: 2)
    try log.append("t", 0, "a=3")
    #expect(try log.segments("t").count == 2)
    log.time.advance(milliseconds: 1001)
    try log.broker.runMaintenance()
    #expect(try log.segments("t").count == 3)
    #expect(try log.read("t").count == 3)
  }

  @Test func everyOffsetIsFoundThroughTheIndexAfterRestart() throws {
    let log = try LogFixture()
    try log.topic("t") { $0.segmentBytes = 60_000 }
    let padding = String(repeating: "x", count: 700)
    for index in 0..<200 { try log.append("t", 0, "k=\(index)\(padding)") }
    try log.broker.close()
    try log.reopen()
    #expect(log.broker.recovery.wasClean)
    #expect(try log.segments("t").count == 3)
    for offset in stride(from: 0, to: 200, by: 7) {
      let found = try log.read("t", from: Offset(Int64(offset)), maxBytes: 10)
      #expect(found.first?.hasPrefix("\(offset):k=\(offset)x") == true)
    }
  }

  @Test func missingAndSenselessIndexesAreRebuilt() throws {
    let log = try LogFixture()
    try log.topic("t") { $0.segmentBytes = 20_000 }
    let padding = String(repeating: "x", count: 700)
    for index in 0..<100 {
      try log.append("t", 0, "k=\(index)\(padding)")
      log.time.advance(milliseconds: 10)
    }
    try log.broker.close()
    let path = SegmentName.index(of: log.logPath("t"))
    #expect(log.files.exists(path))
    // Positions that rise and lie inside the file, but at no batch.
    log.files.damage(path, at: 7, [0xFF])
    try log.files.remove(SegmentName.timeIndex(of: log.logPath("t", 26)))
    try log.reopen()
    #expect(try log.read("t").count == 100)
    for offset in 0..<100 {
      let found = try log.read("t", from: Offset(Int64(offset)), maxBytes: 10)
      #expect(found.first?.hasPrefix("\(offset):") == true)
    }
    let found = try log.broker.offset(TopicPartition("t", 0), forTimestamp: 1_000_305)
    #expect(found == TimestampedOffset(offset: 31, timestamp: 1_000_310))
  }

  @Test func aTimestampFindsTheFirstRecordThatIsNotOlder() throws {
    let log = try LogFixture()
    try log.topic("t") { $0.segmentBytes = 3000 }
    let builder = RecordBatchBuilder()
    // Times rise by ten, except that every fifth record is late.
    let times: [Int64] = (0..<500).map { (index: Int64) in index * 10 - (index % 5 == 4 ? 45 : 0) }
    for time in times {
      builder.reset()
      builder.append(timestamp: time, key: [1], value: [2])
      _ = try log.broker.append(builder, to: TopicPartition("t", 0))
    }
    for wanted: Int64 in [-5, 0, 1, 10, 2495, 2500, 4979, 4980] {
      let expected = times.firstIndex { $0 >= wanted }
      let found = try log.broker.offset(TopicPartition("t", 0), forTimestamp: wanted)
      #expect(found?.offset.value == expected.map(Int64.init), "\(wanted)")
    }
    #expect(try log.broker.offset(TopicPartition("t", 0), forTimestamp: 5000) == nil)
  }

  @Test func logAppendTimeReplacesTheRecordsOwn() throws {
    let log = try LogFixture()
    try log.topic("t") { $0.timestampType = .logAppendTime }
    let builder = RecordBatchBuilder()
    builder.append(timestamp: 5, key: [1], value: [2])
    let result = try log.broker.append(builder, to: TopicPartition("t", 0))
    #expect(result.appendTime == 1_000_000)
    let buffer = FetchBuffer()
    _ = try log.broker.read(
      TopicPartition("t", 0), from: 0, maxBytes: 100, isolation: .committed, into: buffer)
    #expect(buffer.records[0].timestamp == 1_000_000)
  }

  @Test func aFullDiskFailsByNameAndReadsGoOn() throws {
    let log = try LogFixture()
    try log.topic("t")
    try log.append("t", 0, "a=1")
    let used = try log.files.contents(of: log.logPath("t")).count
    log.files.limitSpace(2000)
    var count = 1
    let error = #expect(throws: LogError.self) {
      while true {
        try log.append("t", 0, "a=1")
        count += 1
      }
    }
    #expect(error?.code == .diskFull)
    #expect(error?.isRetryable == true)
    #expect(try log.files.contents(of: log.logPath("t")).count == used * count)
    #expect(try log.read("t").count == count)
    log.files.limitSpace(nil)
    try log.append("t", 0, "b=2")
    #expect(try log.read("t").last == "\(count):b=2")
  }

  @Test func aDamagedBatchIsReportedWithItsPlace() throws {
    let log = try LogFixture()
    try log.topic("t")
    try log.append("t", 0, "a=1")
    let size = try log.files.contents(of: log.logPath("t")).count
    try log.append("t", 0, "b=2")
    log.files.damage(log.logPath("t"), at: size + 65, [0xFF])
    let error = #expect(throws: LogError.self) { try log.read("t", from: 1) }
    #expect(error?.code == .corrupt)
    #expect(error?.sentence.contains("byte \(size) of \(log.logPath("t"))") == true)
  }

  @Test func listenersAreWokenAfterTheRecordsCanBeRead() throws {
    let log = try LogFixture()
    try log.topic("t")
    let seen = Counter()
    let broker = log.broker
    let subscription = try broker.subscribe(TopicPartition("t", 0)) {
      seen.value = (try? broker.offsets(TopicPartition("t", 0)).stable.value) ?? -1
    }
    try log.append("t", 0, "a=1", "b=2")
    #expect(seen.value == 2)
    subscription.cancel()
    try log.append("t", 0, "c=3")
    #expect(seen.value == 2)
  }

  @Test func moreSegmentsThanMayBeOpenAreAllReadable() throws {
    let log = try LogFixture()
    log.settings.openFilesMax = 4
    try log.broker.close()
    try log.reopen()
    try log.topic("t", partitions: 20) { $0.segmentBytes = 150 }
    for round in 0..<5 {
      for partition in 0..<20 { try log.append("t", partition, "k=\(round)") }
    }
    for partition in 0..<20 { #expect(try log.read("t", partition).count == 5) }
  }
}

/// A number that a callback may set.
final class Counter: @unchecked Sendable {
  // Safe because the tests that use it run their callbacks on their own thread.
  var value: Int64 = 0
}
