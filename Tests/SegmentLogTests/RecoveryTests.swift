// Starting after a crash: torn tails, transactions that were under way, decisions that must fall.

import Platform
import TestSupport
import Testing

@testable import SegmentLog

@Suite struct RecoveryTests {
  @Test func aTornTailIsCutToTheLastWholeBatchAtEveryByte() throws {
    let log = try LogFixture()
    try log.topic("t")
    try log.append("t", 0, "a=1", "b=2")
    let kept = try log.files.contents(of: log.logPath("t")).count
    try log.append("t", 0, "c=3")
    let whole = try log.files.contents(of: log.logPath("t"))
    for size in kept..<whole.count {
      // Zeros are what a file system may lengthen a file with.
      let lengthened: UInt8 = size == kept ? 0 : 0xAB
      for tail in [[], [UInt8](repeating: lengthened, count: 100)] {
        let file = try log.files.open(log.logPath("t"), .replace)
        try (Array(whole.prefix(size)) + tail).withUnsafeBytes { try file.write([$0], at: 0) }
        try log.crash(.process)
        #expect(try log.read("t") == ["0:a=1", "1:b=2"])
        #expect(try log.files.contents(of: log.logPath("t")).count == kept)
        let next = try log.append("t", 0, "d=4")
        #expect(next.first == 2)
      }
    }
  }

  @Test func garbageInASegmentNeverTraps() throws {
    let random = SeededRandomSource(seed: 17)
    let log = try LogFixture()
    try log.topic("t") { $0.segmentBytes = 500 }
    for index in 0..<20 { try log.append("t", 0, "k=\(index)") }
    let path = try "/data/topics/t/0/" + #require(log.segments("t").first)
    let sound = try log.files.contents(of: path)
    for _ in 0..<300 {
      var bytes = sound
      for _ in 0...random.next(below: 5) {
        bytes[random.next(below: bytes.count)] = UInt8(truncatingIfNeeded: random.next())
      }
      let file = try log.files.open(path, .replace)
      try bytes.withUnsafeBytes { try file.write([$0], at: 0) }
      try log.crash(.process)
      do {
        for record in try log.read("t") { #expect(record.contains(":k=")) }
      } catch let error as LogError {
        // The first start synced what it found, so later damage is no torn tail.
        #expect(error == LogError(.corrupt, ""))
      }
    }
  }

  @Test func damageBeforeTheLastSyncIsNotCut() throws {
    let log = try LogFixture()
    try log.topic("t")
    try log.topic("u")
    for index in 0..<5 { try log.append("t", 0, "k=\(index)") }
    try log.append("u", 0, "a=1")
    try log.broker.sync()
    let size = try log.files.contents(of: log.logPath("t")).count
    log.files.damage(log.logPath("t"), at: 16, [0xFF])
    try log.crash(.process)
    #expect(log.broker.recovery.failures.count == 1)
    #expect(throws: LogError(.corrupt, "")) { try log.read("t") }
    #expect(throws: LogError(.corrupt, "")) { try log.append("t", 0, "k=5") }
    #expect(try log.files.contents(of: log.logPath("t")).count == size)
    #expect(try log.read("u") == ["0:a=1"])
  }

  @Test func transactionsWithoutADecisionAreAborted() throws {
    let log = try LogFixture()
    try log.topic("t")
    let producer = try log.broker.openProducer("p")
    _ = try log.broker.append(
      [PartitionRecords(TopicPartition("t", 0), log.batch(["a=1"]))], in: producer)
    try log.append("t", 0, "b=2")
    try log.crash(.process)
    #expect(log.broker.recovery == report(aborted: 1))
    #expect(try log.read("t") == ["1:b=2"])
    try log.broker.close()
    try log.reopen()
    #expect(try log.read("t") == ["1:b=2"])
  }

  private func report(
    completed: Int = 0, aborted: Int = 0, rolledBack: Int = 0
  )
    -> RecoveryReport
  {
    var report = RecoveryReport()
    report.wasClean = false
    report.completed = completed
    report.aborted = aborted
    report.rolledBack = rolledBack
    return report
  }

  /// Runs one commit of two outputs and stops the machine at each of its operations in turn.
  @Test func aCommitIsWholeWhereverTheProcessEnds() throws {
    var operation = 1
    var sawAborted = false
    var sawCompleted = false
    while true {
      let log = try LogFixture(seed: UInt64(operation))
      for name in ["in", "out", "changes"] { try log.topic(name) }
      try log.append("in", 0, "a=1")
      let producer = try log.broker.openProducer("q")
      log.files.crash(after: operation)
      let transaction = LogTransaction(
        producer: producer,
        outputs: ["out", "changes"].map {
          PartitionRecords(TopicPartition($0, 0), log.batch(["\($0)=1"]))
        }, inputs: [TopicPartition("in", 0): 1])
      let answered = (try? log.broker.commit(transaction)) != nil
      let stopped = log.files.hasStopped
      try log.crash(.process)
      let isCommitted = log.broker.committed("q") != nil
      #expect(isCommitted || !answered)
      #expect(try log.read("out").count == (isCommitted ? 1 : 0))
      #expect(try log.read("changes").count == (isCommitted ? 1 : 0))
      sawAborted = sawAborted || log.broker.recovery.aborted > 0
      sawCompleted = sawCompleted || log.broker.recovery.completed > 0
      #expect(log.broker.recovery.rolledBack == 0, "an ended process takes no decision back")
      if !stopped { break }
      operation += 1
    }
    #expect(operation == 6, "two appends, a decision, two markers")
    #expect(sawAborted && sawCompleted)
  }

  @Test func aDecisionWhoseDataIsGoneFallsWithAllThatRestsOnIt() throws {
    let log = try LogFixture()
    for name in ["in", "mid", "out", "other"] { try log.topic(name) }
    try log.append("in", 0, "a=1", "b=2")
    let first = try log.broker.openProducer("first")
    let second = try log.broker.openProducer("second")
    let third = try log.broker.openProducer("third")
    func commit(
      _ producer: Producer, _ topic: String, _ record: String, _ input: String, _ to: Offset
    )
      throws
    {
      try log.broker.commit(
        LogTransaction(
          producer: producer,
          outputs: [PartitionRecords(TopicPartition(topic, 0), log.batch([record]))],
          inputs: [TopicPartition(input, 0): to]))
    }
    try commit(first, "mid", "m=1", "in", 1)
    try log.broker.sync()
    let kept = try log.files.contents(of: log.logPath("mid")).count
    try commit(first, "mid", "m=2", "in", 2)
    try commit(second, "out", "o=2", "mid", 4)
    try commit(third, "other", "t=1", "in", 1)
    // What a power failure may take: the last bytes of one log.
    try log.files.open(log.logPath("mid"), .update).truncate(to: kept)
    try log.crash(.process)
    #expect(log.broker.recovery.rolledBack == 2)
    #expect(try log.read("mid") == ["0:m=1"])
    #expect(try log.read("out") == [])
    #expect(try log.read("other") == ["0:t=1"])
    #expect(log.broker.committed("first")?.offsets == [TopicPartition("in", 0): 1])
    #expect(log.broker.committed("second") == nil)
    // The verdict stays, although the logs have grown past the old ranges.
    for _ in 0..<5 { try log.append("mid", 0, "m=new") }
    try log.crash(.process)
    #expect(try log.read("out") == [])
    #expect(log.broker.committed("first")?.offsets == [TopicPartition("in", 0): 1])
    #expect(log.broker.recovery.rolledBack == 0)
  }

  @Test func progressBehindAnEndThatFellBackIsLowered() throws {
    let log = try LogFixture()
    try log.topic("t")
    try log.append("t", 0, "a=1")
    let kept = try log.files.contents(of: log.logPath("t")).count
    try log.append("t", 0, "b=2", "c=3")
    try log.broker.commitOffsets("g", [TopicPartition("t", 0): 3])
    try log.files.open(log.logPath("t"), .update).truncate(to: kept)
    try log.crash(.process)
    #expect(log.broker.committed("g")?.offsets == [TopicPartition("t", 0): 1])
  }

  /// One topic promises disk, its source does not: an answered commit must take its source along.
  @Test func aPromiseOfOneTopicHoldsForWhatItsCommitsRestOn() throws {
    for seed: UInt64 in 1...30 {
      let log = try LogFixture(seed: seed)
      try log.topic("in")
      try log.topic("out") { $0.flushRecords = 1 }
      try log.append("in", 0, "a=1", "b=2")
      let producer = try log.broker.openProducer("q")
      try log.broker.commit(
        LogTransaction(
          producer: producer,
          outputs: [PartitionRecords(TopicPartition("out", 0), log.batch(["o=1"]))],
          inputs: [TopicPartition("in", 0): 2]))
      try log.append("out", 0, "plain=1")
      try log.crash(.power)
      #expect(try log.read("in") == ["0:a=1", "1:b=2"])
      #expect(try log.read("out") == ["0:o=1", "2:plain=1"])
      #expect(log.broker.committed("q")?.offsets == [TopicPartition("in", 0): 2])
    }
  }

  @Test func withoutAJournalTheMarkersInTheLogsCount() throws {
    let log = try LogFixture()
    try log.topic("t") { $0.segmentBytes = 200 }
    let producer = try log.broker.openProducer("p")
    let records = { PartitionRecords(TopicPartition("t", 0), log.batch([$0])) }
    try log.broker.commit(
      LogTransaction(producer: producer, outputs: [records("a=1")], inputs: [:]))
    _ = try log.broker.append([records("b=void")], in: producer)
    try log.broker.abortTransaction(of: producer)
    try log.append("t", 0, "c=3")
    _ = try log.broker.append([records("d=open")], in: producer)
    try log.broker.sync()
    log.files.restart(after: .power)
    try log.files.removeDirectory("/data/journal")
    try log.reopen()
    #expect(try log.read("t") == ["0:a=1", "4:c=3"])
    #expect(try log.offsets("t").stable == 7)
  }

  @Test func aSyncBoundsWhatIsScanned() throws {
    let log = try LogFixture()
    try log.topic("t") { $0.segmentBytes = 300 }
    for index in 0..<20 { try log.append("t", 0, "k=\(index)") }
    try log.broker.sync()
    try log.append("t", 0, "k=20")
    try log.crash(.process)
    let scanned = try log.broker.partition(TopicPartition("t", 0)).segments.filter {
      $0.firstTimestamp != nil
    }
    #expect(scanned.count <= 2)
    #expect(try log.read("t").count == 21)
  }
}
