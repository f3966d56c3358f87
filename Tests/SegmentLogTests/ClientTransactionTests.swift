// Transactions of clients with a transactional id: the steps of Kafka's protocol, fencing, time-outs,
// restarts.

import Platform
import TestSupport
import Testing

@testable import SegmentLog

@Suite struct ClientTransactionTests {
  private let a = TopicPartition("a", 0)
  private let b = TopicPartition("b", 0)

  private func fixture(_ durability: Durability = .cache, seed: UInt64 = 1) throws -> LogFixture {
    let log = try LogFixture(seed: seed, durability: durability)
    try log.boot("first")
    try log.broker.close()
    try log.reopen()
    for name in ["a", "b", "in"] { try log.topic(name) }
    try log.broker.sync()
    return log
  }

  private func open(
    _ log: LogFixture, _ name: String = "x", timeout: Int32 = 60_000
  ) throws
    -> Producer
  {
    try log.broker.openTransaction(name, timeoutMilliseconds: timeout)
  }

  private func status(_ log: LogFixture, _ name: String = "x") -> TransactionStatus? {
    log.broker.transaction(name)?.status
  }

  @Test func recordsAndOffsetsAppearWithTheCommit() throws {
    let log = try fixture()
    let producer = try open(log)
    #expect(status(log) == .empty)
    try log.broker.enlist([a, b], in: producer)
    try log.send("k=1", to: "a", from: producer, sequence: 0)
    try log.send("k=2", to: "b", from: producer, sequence: 0)
    try log.broker.enlist(group: "g", in: producer)
    try log.broker.commitOffsets(
      "g", of: [TopicPartition("in", 0): GroupOffset(offset: 0, metadata: "m", timestamp: 7)],
      in: producer)
    #expect(status(log) == .ongoing)
    #expect(log.broker.transaction("x")?.partitions == [a, b])
    #expect(try log.read("a") == [])
    #expect(log.broker.groupOffsets("g") == nil)
    #expect(log.broker.pendingOffsets("g") == [TopicPartition("in", 0)])
    try log.broker.endTransaction(of: producer, commits: true)
    #expect(try log.read("a") == ["0:k=1"])
    #expect(try log.read("b") == ["0:k=2"])
    #expect(
      log.broker.groupOffsets("g")
        == [TopicPartition("in", 0): GroupOffset(offset: 0, metadata: "m", timestamp: 7)])
    #expect(log.broker.pendingOffsets("g") == [])
    #expect(status(log) == .committed)
    // The answer may be lost: the same end again is no error, the other one is.
    try log.broker.endTransaction(of: producer, commits: true)
    #expect(
      log.code { try log.broker.endTransaction(of: producer, commits: false) }
        == .invalidTransaction)
  }

  @Test func anAbortDropsBoth() throws {
    let log = try fixture()
    let producer = try open(log)
    #expect(
      log.code { try log.broker.endTransaction(of: producer, commits: false) }
        == .invalidTransaction, "nothing was begun")
    try log.broker.enlist([a], in: producer)
    try log.send("k=1", to: "a", from: producer, sequence: 0)
    try log.broker.enlist(group: "g", in: producer)
    try log.broker.commitOffsets(
      "g", of: [TopicPartition("in", 0): GroupOffset(offset: 0)], in: producer)
    try log.broker.endTransaction(of: producer, commits: false)
    #expect(try log.read("a") == [])
    #expect(log.broker.groupOffsets("g") == nil)
    try log.broker.endTransaction(of: producer, commits: false)
    // The next one goes on with the numbers.
    try log.broker.enlist([a], in: producer)
    try log.send("k=2", to: "a", from: producer, sequence: 1)
    try log.broker.endTransaction(of: producer, commits: true)
    #expect(try log.read("a") == ["2:k=2"])
  }

  @Test func whatIsNotPartOfTheTransactionIsRefused() throws {
    let log = try fixture()
    let producer = try open(log)
    func send(_ producer: Producer) -> LogError.Code? {
      log.code { try log.send("k=1", to: "a", from: producer, sequence: 0) }
    }
    #expect(send(producer) == .invalidTransaction)
    try log.broker.enlist([b], in: producer)
    #expect(send(producer) == .invalidTransaction)
    #expect(
      log.code {
        try log.broker.commitOffsets("g", of: [a: GroupOffset(offset: 0)], in: producer)
      } == .invalidTransaction)
    try log.broker.enlist([a], in: producer)
    var other = producer
    other.identifier += 1
    #expect(send(other) == .unknownProducer)
    other = producer
    other.epoch += 1
    #expect(send(other) == .invalidProducerEpoch)
    #expect(log.code { try log.broker.enlist([a], in: other) } == .producerFenced)
    other.name = "never"
    #expect(log.code { try log.broker.enlist([a], in: other) } == .unknownProducer)
    #expect(
      log.code { try log.broker.enlist([TopicPartition("zzz", 0)], in: producer) }
        == .unknownTopic)
    #expect(send(producer) == nil)
    // A transactional batch without a transactional id belongs nowhere.
    let sender = EncodedBatch.Sender(
      identifier: producer.identifier, epoch: producer.epoch, sequence: 1, isTransactional: true)
    #expect(
      log.code { try log.send(EncodedBatch.bytes(["k=1"], sender: sender), to: "a") }
        == .unknownProducer)
  }

  @Test func openingAgainFencesAndAborts() throws {
    let log = try fixture()
    let old = try open(log)
    try log.broker.enlist([a], in: old)
    try log.send("k=old", to: "a", from: old, sequence: 0)
    let new = try open(log)
    #expect(new.identifier == old.identifier && new.epoch == old.epoch + 1)
    #expect(try log.offsets("a").stable == 2)
    #expect(log.code { try log.broker.endTransaction(of: old, commits: true) } == .producerFenced)
    #expect(
      log.code { try log.send("k=1", to: "a", from: old, sequence: 1) } == .invalidProducerEpoch)
    try log.broker.enlist([a], in: new)
    try log.send("k=new", to: "a", from: new, sequence: 0)
    try log.broker.endTransaction(of: new, commits: true)
    #expect(try log.read("a") == ["2:k=new"])
  }

  @Test func aHolderMayAskForItsNextEpoch() throws {
    let log = try fixture()
    let first = try open(log)
    func again(_ producer: Producer) throws -> Producer {
      try log.broker.openTransaction(
        "x", timeoutMilliseconds: 1000, expected: (producer.identifier, producer.epoch))
    }
    let second = try again(first)
    #expect(second.epoch == first.epoch + 1)
    // The answer was lost: the same question gets it again.
    #expect(try again(first) == second)
    // Once the new epoch is in use, the old one is fenced.
    try log.broker.enlist([a], in: second)
    #expect(log.code { _ = try again(first) } == .producerFenced)
    #expect(try again(second).epoch == second.epoch + 1)
  }

  @Test func usedUpEpochsBringANewIdentifier() throws {
    let log = try fixture()
    var producer = try open(log)
    let first = producer.identifier
    log.broker.client("x")?.record?.producer.epoch = .max - 2
    producer = try open(log)
    #expect(producer.epoch == Int16.max - 1 && producer.identifier == first)
    try log.broker.enlist([a], in: producer)
    try log.send("k=1", to: "a", from: producer, sequence: 0)
    let next = try open(log)
    #expect(next.identifier != first && next.epoch == 0)
    #expect(try log.offsets("a").stable == 2, "the marker is the old identifier's")
    #expect(log.code { try log.broker.enlist([a], in: producer) } == .unknownProducer)
  }

  @Test func timeoutsAreChecked() throws {
    let log = try fixture()
    for timeout: Int32 in [0, -1, 900_001] {
      #expect(log.code { _ = try open(log, timeout: timeout) } == .invalidTransactionTimeout)
    }
    #expect(log.code { _ = try open(log, timeout: 900_000) } == nil)
  }

  @Test func whatIsOpenForTooLongIsAbortedAndFenced() throws {
    let log = try fixture()
    let producer = try open(log, timeout: 1000)
    #expect(try log.broker.expireTransactions() == nil)
    try log.broker.enlist([a], in: producer)
    let begun = log.time.wallMilliseconds()
    try log.send("k=1", to: "a", from: producer, sequence: 0)
    log.time.advance(milliseconds: 999)
    #expect(try log.broker.expireTransactions() == begun + 1000)
    #expect(status(log) == .ongoing)
    log.time.advance(milliseconds: 1)
    #expect(try log.broker.expireTransactions() == nil)
    #expect(status(log) == .aborted)
    #expect(try log.offsets("a").stable == 2)
    #expect(
      log.code { try log.broker.endTransaction(of: producer, commits: true) } == .producerFenced)
    // A client that knows how to recover goes on with the epoch that fenced it.
    let next = try log.broker.openTransaction(
      "x", timeoutMilliseconds: 1000, expected: (producer.identifier, producer.epoch))
    #expect(next.epoch == producer.epoch + 1)
  }

  @Test func anIdleIdentifierIsForgotten() throws {
    let log = try fixture()
    let producer = try open(log)
    let busy = try open(log, "busy", timeout: 900_000)
    try log.broker.enlist([a], in: busy)
    log.time.advance(milliseconds: 604_800_001)
    try log.broker.runMaintenance()
    #expect(log.broker.transactions().map(\.producer.name) == ["busy"])
    #expect(log.code { try log.broker.enlist([a], in: producer) } == .unknownProducer)
    let again = try open(log)
    #expect(again.identifier != producer.identifier && again.epoch == 0)
    try log.crash(.process)
    #expect(log.broker.transactions().map(\.producer) == [busy, again])
  }

  @Test func aClientsNameIsNotAQuerysName() throws {
    let log = try fixture()
    let query = try log.broker.openProducer("x")
    let client = try open(log)
    #expect(client.identifier != query.identifier)
    try log.broker.commit(LogTransaction(producer: query, outputs: [], inputs: [:]))
    // And a query's progress is no group of a client.
    #expect(
      log.code { try log.broker.commitOffsets("x", of: [a: GroupOffset(offset: 0)]) }
        == .internalGroup)
    #expect(log.code { try log.broker.enlist(group: "x", in: client) } == .internalGroup)
    #expect(log.broker.consumerGroups() == [])
    try log.broker.commitOffsets("g", of: [a: GroupOffset(offset: 0)])
    #expect(log.broker.consumerGroups() == ["g"])
  }

  // MARK: - Restarts

  @Test(arguments: [Durability.cache, .fsync], [true, false])
  func anOpenTransactionGoesOnAfterARestart(_ durability: Durability, _ isClean: Bool) throws {
    let log = try fixture(durability)
    let producer = try open(log)
    try log.broker.enlist([a, b], in: producer)
    try log.send("k=1", to: "a", from: producer, sequence: 0)
    try log.broker.enlist(group: "g", in: producer)
    try log.broker.commitOffsets(
      "g", of: [TopicPartition("in", 0): GroupOffset(offset: 0)], in: producer)
    if isClean {
      try log.broker.close()
      try log.reopen()
    } else {
      try log.crash(.process)
    }
    #expect(log.broker.recovery.kept == 1)
    #expect(try log.offsets("a").stable == 0)
    #expect(log.broker.pendingOffsets("g") == [TopicPartition("in", 0)])
    #expect(try log.send("k=1", to: "a", from: producer, sequence: 0).isDuplicate)
    try log.send("k=2", to: "b", from: producer, sequence: 0)
    try log.broker.endTransaction(of: producer, commits: true)
    #expect(try log.read("a") == ["0:k=1"])
    #expect(try log.read("b") == ["0:k=2"])
    #expect(log.broker.groupOffsets("g") != nil)
    try log.crash(.process)
    #expect(try log.read("a") == ["0:k=1"])
    try log.broker.endTransaction(of: producer, commits: true)
    #expect(try log.read("a") == ["0:k=1"])
  }

  @Test func anotherRunOfTheMachineFencesEverybody() throws {
    for seed: UInt64 in 1...10 {
      let log = try fixture(seed: seed)
      let producer = try open(log)
      try log.broker.enlist([a], in: producer)
      try log.send("k=1", to: "a", from: producer, sequence: 0)
      try log.send("k=2", to: "a", from: producer, sequence: 1)
      log.files.restart(after: .power)
      try log.boot("second")
      try log.reopen()
      let limits = try log.offsets("a")
      #expect(limits.stable == limits.end)
      #expect(try log.read("a") == [])
      #expect(
        log.code { try log.broker.endTransaction(of: producer, commits: true) } == .producerFenced)
      #expect(try open(log).epoch > producer.epoch)
    }
  }

  /// Records without a marker that the producer wrote before its present transaction began belong to
  /// an earlier one.
  @Test func onlyRecordsOfTheOpenTransactionGoOn() throws {
    let log = try fixture()
    let producer = try open(log)
    try log.broker.enlist([a], in: producer)
    try log.send("k=void", to: "a", from: producer, sequence: 0)
    let size = try log.files.contents(of: log.logPath("a")).count
    try log.broker.endTransaction(of: producer, commits: false)
    try log.broker.enlist([a], in: producer)
    try log.files.open(log.logPath("a"), .update).truncate(to: size)
    try log.crash(.process)
    #expect(log.broker.recovery.kept == 0)
    try log.broker.endTransaction(of: producer, commits: true)
    #expect(try log.read("a") == [])
  }

  @Test func theJournalKeepsTransactionsWhenItIsRewritten() throws {
    let log = try fixture()
    log.settings.journalBytesMax = 100
    try log.broker.close()
    try log.reopen()
    let producer = try open(log)
    try log.broker.enlist([a], in: producer)
    try log.send("k=1", to: "a", from: producer, sequence: 0)
    try log.broker.sync()
    try log.crash(.process)
    try log.broker.endTransaction(of: producer, commits: true)
    #expect(try log.read("a") == ["0:k=1"])
    try log.broker.sync()
    try log.crash(.process)
    #expect(status(log) == .committed)
  }

  @Test func markersThatFoundNoSpaceHoldTheNextTransactionBack() throws {
    let log = try fixture()
    let producer = try open(log)
    try log.broker.enlist([a], in: producer)
    try log.send("k=1", to: "a", from: producer, sequence: 0)
    log.files.limitSpace(1 << 40)
    let used = (1 << 40) - (try log.files.freeBytes("/"))
    // Room for the decision, not for the marker.
    log.files.limitSpace(used + 100)
    try log.broker.endTransaction(of: producer, commits: true)
    #expect(log.broker.transaction("x")?.isCompleting == true)
    #expect(try log.read("a") == [])
    #expect(log.code { try log.broker.enlist([a], in: producer) } == .concurrentTransactions)
    log.files.limitSpace(nil)
    try log.broker.enlist([a], in: producer)
    #expect(try log.read("a") == ["0:k=1"])
  }

  /// Stops the process at each operation of two transactions in turn. Whatever happened: the
  /// producer that was answered can go on where it was, and no reader sees half of anything.
  @Test func aTransactionIsWholeWhereverTheProcessEnds() throws {
    for commits in [true, false] {
      var operation = 1
      while true {
        let log = try fixture(seed: UInt64(operation))
        let producer = try open(log)
        var starts = 0
        log.files.crash(after: operation)
        var sequence: Int32 = 0
        var ended = 0
        var sent = 0
        func step(_ body: () throws -> Void) throws {
          do { try body() } catch {
            guard log.files.hasStopped else { throw error }
            starts += 1
            try log.crash(.process)
            if ended == 0 { try audit(log, commits, mayBeEnded: sent == 2) }
            // A client that got no answer asks again.
            try body()
          }
        }
        func run() throws {
          for _ in 0..<2 {
            try step { try log.broker.enlist([a, b], in: producer) }
            sent = 0
            for topic in ["a", "b"] {
              try step {
                try log.send("k=\(sequence)", to: topic, from: producer, sequence: sequence)
              }
              sent += 1
            }
            try step { try log.broker.enlist(group: "g", in: producer) }
            try step {
              try log.broker.commitOffsets("g", of: [a: GroupOffset(offset: 0)], in: producer)
            }
            try step { try log.broker.endTransaction(of: producer, commits: commits) }
            ended += 1
            sequence += 1
          }
        }
        try run()
        // Markers may fail without anybody being told.
        let stopped = starts > 0 || log.files.hasStopped
        if !stopped { log.files.restart(after: .process) }
        try log.crash(.process)
        let expected = commits ? ["k=0", "k=1"] : []
        for topic in ["a", "b"] {
          #expect(try log.entries(topic).map(\.text) == expected, "operation \(operation)")
        }
        #expect((log.broker.groupOffsets("g") != nil) == commits)
        #expect(try open(log).epoch == producer.epoch + 1)
        if !stopped { break }
        operation += 1
      }
      #expect(
        operation == 17, "two times: three records of the journal, two batches, an end, two markers"
      )
    }
  }

  /// After a stop inside the first transaction.
  private func audit(_ log: LogFixture, _ commits: Bool, mayBeEnded: Bool) throws {
    let left = try log.entries("a").map(\.text)
    let right = try log.entries("b").map(\.text)
    #expect(left == right)
    #expect(left == [] || (commits && mayBeEnded))
  }

  // MARK: - Facts

  @Test func producersOfAPartitionAreNamed() throws {
    let log = try fixture()
    let producer = try open(log)
    try log.broker.enlist([a], in: producer)
    try log.append("a", 0, "plain=1")
    try log.send("k=1", "k=2", to: "a", from: producer, sequence: 0)
    var expected = ProducerDescription(
      identifier: producer.identifier, epoch: 0, lastSequence: 1, lastTimestamp: 1001,
      transactionStart: 1)
    #expect(try log.broker.producers(a) == [expected])
    try log.broker.endTransaction(of: producer, commits: true)
    expected.transactionStart = nil
    #expect(try log.broker.producers(a) == [expected])
  }

  @Test func offsetsAreFoundForBothKindsOfReaders() throws {
    let log = try fixture()
    let producer = try open(log)
    func find(_ position: OffsetPosition, _ isolation: Isolation = .committed) throws -> Int64? {
      try log.broker.offset(a, at: position, isolation: isolation)?.offset.value
    }
    #expect(try find(.maxTimestamp) == nil)
    #expect(try find(.time(0)) == nil)
    try log.send(EncodedBatch.bytes(["p=1", "p=2"], time: 5000), to: "a")
    try log.send(EncodedBatch.bytes(["p=3"], time: 4000), to: "a")
    try log.broker.enlist([a], in: producer)
    try log.send(
      EncodedBatch.bytes(
        ["k=1"],
        sender: .init(
          identifier: producer.identifier, epoch: producer.epoch, sequence: 0,
          isTransactional: true),
        time: 9000), to: "a", transactionalId: "x")
    #expect(try find(.earliest) == 0)
    #expect(try find(.latest) == 3)
    #expect(try find(.latest, .uncommitted) == 4)
    #expect(try find(.time(5001)) == 1)
    #expect(try find(.time(6000)) == nil)
    #expect(try find(.time(6000), .uncommitted) == 3)
    #expect(try find(.maxTimestamp, .uncommitted) == 3)
    try log.broker.endTransaction(of: producer, commits: false)
    #expect(try find(.latest) == 5)
    #expect(try log.broker.byteCount(a) == log.files.contents(of: log.logPath("a")).count)
  }
}
