// Transactions: visible together or not at all, fenced by epochs, with progress.

import Platform
import TestSupport
import Testing

@testable import SegmentLog

@Suite struct TransactionTests {
  private func fixture(_ durability: Durability = .cache) throws -> LogFixture {
    let log = try LogFixture(durability: durability)
    for name in ["in", "out", "changes"] { try log.topic(name) }
    try log.append("in", 0, "a=1", "b=2", "c=3")
    return log
  }

  private func outputs(
    _ log: LogFixture, _ out: [String], _ changes: [String]
  )
    -> [PartitionRecords]
  {
    [
      PartitionRecords(TopicPartition("out", 0), log.batch(out)),
      PartitionRecords(TopicPartition("changes", 0), log.batch(changes)),
    ]
  }

  @Test(arguments: [Durability.cache, .fsync])
  func aCommitShowsOutputsAndProgressTogether(_ durability: Durability) throws {
    let log = try fixture(durability)
    let producer = try log.broker.openProducer("q-0")
    let result = try log.broker.commit(
      LogTransaction(
        producer: producer, outputs: outputs(log, ["x=1", "y=2"], ["s=1"]),
        inputs: [TopicPartition("in", 0): 2], metadata: [9, 9]))
    #expect(result.outputs.map(\.first) == [0, 0])
    #expect(result.outputs.map(\.end) == [2, 1])
    #expect(try log.read("out") == ["0:x=1", "1:y=2"])
    #expect(try log.offsets("out") == PartitionOffsets(start: 0, stable: 3, readable: 3, end: 3))
    #expect(
      log.broker.committed("q-0")
        == CommittedProgress(offsets: [TopicPartition("in", 0): 2], metadata: [9, 9]))
    #expect(log.broker.committed("q-1") == nil)
    #expect(log.broker.groups() == ["q-0"])
  }

  @Test func aCommitWithoutOutputsMovesProgressOnly() throws {
    let log = try fixture()
    let producer = try log.broker.openProducer("q-0")
    let result = try log.broker.commit(
      LogTransaction(
        producer: producer, outputs: outputs(log, [], []), inputs: [TopicPartition("in", 0): 3]))
    #expect(result.outputs == [])
    #expect(log.broker.committed("q-0")?.offsets == [TopicPartition("in", 0): 3])
    #expect(try log.offsets("out").end == 0)
  }

  @Test func anOpenTransactionHoldsCommittedReadersBack() throws {
    let log = try fixture()
    let producer = try log.broker.openProducer("p")
    _ = try log.broker.append(outputs(log, ["x=1"], ["s=1"]), in: producer)
    try log.append("out", 0, "plain=1")
    #expect(try log.read("out") == [])
    #expect(try log.read("out", 0, .uncommitted) == ["0:x=1", "1:plain=1"])
    #expect(try log.offsets("out").stable == 0)
    _ = try log.broker.append(outputs(log, ["x=2"], []), in: producer)
    try log.broker.commitTransaction(
      of: producer, progress: ["g": [TopicPartition("in", 0): 1]])
    #expect(try log.read("out") == ["0:x=1", "1:plain=1", "2:x=2"])
    #expect(log.broker.committed("g")?.offsets == [TopicPartition("in", 0): 1])
  }

  @Test func abortedRecordsAreSkippedAndNamed() throws {
    let log = try fixture()
    let producer = try log.broker.openProducer("p")
    _ = try log.broker.append(outputs(log, ["x=1"], ["s=1"]), in: producer)
    try log.append("out", 0, "plain=1")
    try log.broker.abortTransaction(of: producer)
    _ = try log.broker.append(outputs(log, ["x=2"], []), in: producer)
    try log.broker.commitTransaction(of: producer, progress: [:])
    #expect(try log.read("out") == ["1:plain=1", "3:x=2"])
    #expect(try log.read("out", 0, .uncommitted).count == 3)
    #expect(try log.read("changes") == [])

    let found = try log.broker.encodedRecords(
      TopicPartition("out", 0), from: 0, maxBytes: 1 << 20, isolation: .committed)
    #expect(found.offsets.stable == 5)
    let bytes = found.stretches.flatMap { Array($0.bytes) }
    #expect(bytes == (try log.files.contents(of: log.logPath("out"))))
    #expect(found.byteCount == bytes.count)
    #expect(
      found.aborted == [AbortedTransaction(producerIdentifier: producer.identifier, first: 0)])
    // A batch that does not fit is given only to a reader that would be stuck without it.
    for (isFirst, count) in [(false, 0), (true, 1)] {
      let small = try log.broker.encodedRecords(
        TopicPartition("out", 0), from: 0, maxBytes: 1, alwaysFirst: isFirst,
        isolation: .uncommitted)
      #expect(small.stretches.count == count)
    }
    // Also after a restart.
    try log.broker.close()
    try log.reopen()
    #expect(try log.read("out") == ["1:plain=1", "3:x=2"])
  }

  @Test func aNewEpochFencesTheOldHolder() throws {
    let log = try fixture()
    let old = try log.broker.openProducer("q-0")
    _ = try log.broker.append(outputs(log, ["x=old"], []), in: old)
    let new = try log.broker.openProducer("q-0")
    #expect(new.identifier == old.identifier)
    #expect(new.epoch == old.epoch + 1)
    #expect(try log.read("out") == [])
    #expect(try log.offsets("out").stable == 2)
    let late = LogTransaction(
      producer: old, outputs: outputs(log, ["x=late"], []), inputs: [:])
    #expect(throws: LogError(.producerFenced, "")) { try log.broker.commit(late) }
    #expect(throws: LogError(.producerFenced, "")) {
      try log.broker.append(outputs(log, ["x=late"], []), in: old)
    }
    #expect(throws: LogError(.producerFenced, "")) { try log.broker.abortTransaction(of: old) }
    try log.broker.commit(
      LogTransaction(producer: new, outputs: outputs(log, ["x=new"], []), inputs: [:]))
    #expect(try log.read("out") == ["2:x=new"])
    // The epoch outlives the process; the next holder is a later one.
    try log.broker.close()
    try log.reopen()
    #expect(try log.broker.openProducer("q-0").epoch == new.epoch + 1)
  }

  @Test func aProducerThatWasOpenBeforeTheRestartGoesOn() throws {
    let log = try fixture()
    let producer = try log.broker.openProducer("q-0")
    try log.broker.close()
    try log.reopen()
    try log.broker.commit(
      LogTransaction(producer: producer, outputs: outputs(log, ["x=1"], []), inputs: [:]))
    #expect(try log.read("out") == ["0:x=1"])
    let stranger = Producer(name: "never", identifier: 99, epoch: 0)
    #expect(throws: LogError(.unknownProducer, "")) {
      try log.broker.abortTransaction(of: stranger)
    }
  }

  @Test func aFailedCommitLeavesNothingVisible() throws {
    let log = try fixture()
    let producer = try log.broker.openProducer("q-0")
    log.files.limitSpace(try space(log) + 150)
    #expect(throws: LogError(.diskFull, "")) {
      try log.broker.commit(
        LogTransaction(
          producer: producer,
          outputs: outputs(log, ["x=1"], ["s=\(String(repeating: "x", count: 300))"]),
          inputs: [TopicPartition("in", 0): 1]))
    }
    #expect(try log.read("out") == [])
    #expect(log.broker.committed("q-0") == nil)
    log.files.limitSpace(nil)
    try log.broker.commit(
      LogTransaction(
        producer: producer, outputs: outputs(log, ["x=2"], ["s=2"]),
        inputs: [TopicPartition("in", 0): 1]))
    #expect(try log.read("out").map { $0.split(separator: ":")[1] } == ["x=2"])
    #expect(try log.read("changes").map { $0.split(separator: ":")[1] } == ["s=2"])
  }

  private func space(_ log: LogFixture) throws -> Int {
    // The free space for a limit that is larger than everything tells what is used.
    log.files.limitSpace(1 << 40)
    return (1 << 40) - (try log.files.freeBytes("/"))
  }

  @Test func markersThatFoundNoSpaceAreWrittenLater() throws {
    let log = try fixture()
    let producer = try log.broker.openProducer("q-0")
    // Room for the records and the decision, not for the markers.
    let decision = 250
    log.files.limitSpace(try space(log) + 2 * 75 + decision)
    try log.broker.commit(
      LogTransaction(
        producer: producer, outputs: outputs(log, ["x=1"], ["s=1"]),
        inputs: [TopicPartition("in", 0): 1]))
    #expect(log.broker.committed("q-0")?.offsets == [TopicPartition("in", 0): 1])
    #expect(try log.read("changes") == [])
    log.files.limitSpace(nil)
    try log.broker.sync()
    #expect(try log.read("out") == ["0:x=1"])
    #expect(try log.read("changes") == ["0:s=1"])
  }

  @Test func progressOfGroupsIsKeptAndForgotten() throws {
    let log = try fixture()
    try log.broker.commitOffsets("g", [TopicPartition("in", 0): 1])
    try log.broker.commitOffsets("g", [TopicPartition("out", 0): 0])
    try log.broker.close()
    try log.reopen()
    #expect(
      log.broker.committed("g")?.offsets
        == [TopicPartition("in", 0): 1, TopicPartition("out", 0): 0])
    try log.broker.deleteTopic("out")
    #expect(log.broker.committed("g")?.offsets == [TopicPartition("in", 0): 1])
    try log.broker.deleteGroup("g")
    #expect(log.broker.groups() == [])
    #expect(throws: LogError(.unknownGroup, "")) { try log.broker.deleteGroup("g") }
    #expect(throws: LogError(.unknownTopic, "")) {
      try log.broker.commitOffsets("g", [TopicPartition("out", 0): 0])
    }
  }

  @Test func theJournalIsRewrittenWhenItHasGrown() throws {
    let log = try fixture()
    log.settings.journalBytesMax = 2000
    try log.broker.close()
    try log.reopen()
    let producer = try log.broker.openProducer("q-0")
    for index in 0..<200 {
      try log.broker.commit(
        LogTransaction(
          producer: producer, outputs: outputs(log, ["x=\(index)"], []),
          inputs: [TopicPartition("in", 0): 3], metadata: [UInt8(index)]))
    }
    try log.broker.commitOffsets("g", [TopicPartition("in", 0): 2])
    #expect(log.broker.journal.byteCount > 10_000)
    try log.broker.sync()
    #expect(log.broker.journal.byteCount < 2000)
    try log.broker.commit(
      LogTransaction(producer: producer, outputs: outputs(log, ["x=last"], []), inputs: [:]))
    try log.crash(.process)
    #expect(log.broker.committed("g")?.offsets == [TopicPartition("in", 0): 2])
    #expect(log.broker.committed("q-0")?.offsets == [TopicPartition("in", 0): 3])
    #expect(try log.read("out").count == 201)
    #expect(log.broker.recovery.rolledBack == 0)
  }
}
