// A producer that numbers its records is answered as if every batch came once.

import Platform
import TestSupport
import Testing

@testable import SegmentLog

@Suite struct IdempotenceTests {
  private func fixture(_ durability: Durability = .cache) throws -> (LogFixture, Producer) {
    let log = try LogFixture(durability: durability)
    try log.topic("t")
    let producer = Producer(name: "", identifier: try log.broker.newProducerIdentifier(), epoch: 0)
    return (log, producer)
  }

  private func send(
    _ log: LogFixture, _ producer: Producer, _ sequence: Int32, epoch: Int16? = nil,
    count: Int = 2
  ) throws -> AppendResult {
    var producer = producer
    if let epoch { producer.epoch = epoch }
    return try log.send(
      EncodedBatch.bytes(
        (0..<count).map { "k=\(sequence)+\($0)" },
        sender: .init(
          identifier: producer.identifier, epoch: producer.epoch, sequence: sequence)),
      to: "t")
  }

  @Test func aRepeatedBatchIsAnsweredWithTheFirstAppend() throws {
    let (log, producer) = try fixture()
    let first = try send(log, producer, 0)
    _ = try send(log, producer, 2)
    let again = try send(log, producer, 0)
    #expect(!first.isDuplicate && again.isDuplicate)
    #expect(again.first == first.first && again.end == first.end)
    #expect(try log.offsets("t").end == 4)
  }

  @Test func aRepeatedBatchKeepsTheTimeThatTheLogGave() throws {
    let log = try LogFixture()
    try log.topic("t") { $0.timestampType = .logAppendTime }
    let producer = Producer(name: "", identifier: 9, epoch: 0)
    let first = try send(log, producer, 0)
    log.time.advance(milliseconds: 500)
    #expect(try send(log, producer, 0).appendTime == first.appendTime)
  }

  @Test func fiveBatchesAreRememberedAndNoMore() throws {
    let (log, producer) = try fixture()
    for index in 0..<6 { _ = try send(log, producer, Int32(index * 2)) }
    for index in 1..<6 { #expect(try send(log, producer, Int32(index * 2)).isDuplicate) }
    #expect(log.code { _ = try send(log, producer, 0) } == .outOfOrderSequence)
    // The same beginning with another length is another batch.
    #expect(log.code { _ = try send(log, producer, 10, count: 1) } == .outOfOrderSequence)
    #expect(try log.offsets("t").end == 12)
  }

  @Test func aGapIsRefusedAndTheMissingBatchMends() throws {
    let (log, producer) = try fixture()
    _ = try send(log, producer, 0)
    #expect(log.code { _ = try send(log, producer, 4) } == .outOfOrderSequence)
    _ = try send(log, producer, 2)
    _ = try send(log, producer, 4)
    #expect(try log.read("t").count == 6)
  }

  @Test func sequencesGoOnAtZeroAfterTheLargest() throws {
    let (log, producer) = try fixture()
    // Nothing is known of the producer, so any number may be the first.
    let across = try send(log, producer, Int32.max - 1, count: 3)
    #expect(across.end - across.first == 3)
    #expect(try send(log, producer, Int32.max - 1, count: 3).isDuplicate)
    #expect(log.code { _ = try send(log, producer, 0) } == .outOfOrderSequence)
    #expect(try !send(log, producer, 1).isDuplicate)
  }

  @Test func epochsFence() throws {
    let (log, producer) = try fixture()
    _ = try send(log, producer, 0)
    #expect(log.code { _ = try send(log, producer, 2, epoch: 1) } == .outOfOrderSequence)
    _ = try send(log, producer, 0, epoch: 1)
    #expect(log.code { _ = try send(log, producer, 2, epoch: 0) } == .invalidProducerEpoch)
    #expect(try !send(log, producer, 2, epoch: 1).isDuplicate)
  }

  @Test func partitionsCountForThemselves() throws {
    let log = try LogFixture()
    try log.topic("t", partitions: 2)
    let producer = Producer(name: "", identifier: 5, epoch: 0)
    for partition in 0..<2 {
      try log.send("a=1", to: "t", partition, from: producer, sequence: 0, inTransaction: false)
    }
    #expect(try log.offsets("t", 1).end == 1)
  }

  @Test func anIdleProducerIsForgotten() throws {
    let (log, producer) = try fixture()
    _ = try send(log, producer, 0)
    log.time.advance(milliseconds: 86_400_000)
    try log.broker.runMaintenance()
    #expect(try send(log, producer, 0).isDuplicate)
    log.time.advance(milliseconds: 1)
    try log.broker.runMaintenance()
    #expect(try log.broker.producers(TopicPartition("t", 0)) == [])
    // As if it had never been there: any number may come.
    #expect(try !send(log, producer, 77).isDuplicate)
    try log.broker.sync()
    try log.crash(.process)
    #expect(try send(log, producer, 77).isDuplicate)
    #expect(log.code { _ = try send(log, producer, 0) } == .outOfOrderSequence)
  }

  /// A restart in every way, with syncs and segments in between, still knows all five batches.
  @Test(arguments: [0, 1, 2, 3, 4, 5, 6, 7])
  func theWindowOutlivesEveryStop(_ variant: Int) throws {
    let (log, producer) = try fixture(variant & 4 == 0 ? .cache : .fsync)
    if variant & 2 != 0 {
      var configuration = try #require(log.broker.describe("t")?.configuration)
      configuration.segmentBytes = 300
      try log.broker.alterTopic("t", configuration)
    }
    for round in 0..<4 {
      for index in 0..<7 {
        log.time.advance(milliseconds: 700)
        _ = try send(log, producer, Int32((round * 7 + index) * 2))
        if index == round { try log.broker.sync() }
      }
      if variant & 1 == 0 {
        try log.crash(variant & 4 == 0 ? .process : .power)
      } else {
        try log.broker.close()
        try log.reopen()
      }
      let last = (round + 1) * 7 - 1
      for index in (last - 4)...last {
        #expect(try send(log, producer, Int32(index * 2)).isDuplicate, "batch \(index)")
      }
      #expect(
        log.code { _ = try send(log, producer, Int32((last - 5) * 2)) } == .outOfOrderSequence)
      #expect(
        log.code { _ = try send(log, producer, Int32((last + 2) * 2)) } == .outOfOrderSequence)
    }
    #expect(try log.offsets("t").end == 56)
  }

  /// What a power failure takes is not remembered either: the producer sends it again.
  @Test func aLostTailIsForgotten() throws {
    for seed: UInt64 in 1...20 {
      let log = try LogFixture(seed: seed)
      try log.topic("t")
      let producer = Producer(name: "", identifier: 5, epoch: 0)
      _ = try send(log, producer, 0)
      try log.broker.sync()
      for index in 1..<4 { _ = try send(log, producer, Int32(index * 2)) }
      log.time.advance(milliseconds: 20_000)
      // The journal learns of all four; then the log loses some.
      try log.broker.journal.append(
        log.broker.partition(TopicPartition("t", 0)).takeNotes(
          now: log.time.wallMilliseconds(), isForced: true))
      try log.broker.journal.sync()
      try log.crash(.power)
      let kept = try log.offsets("t").end.value / 2
      for index in 0..<4 {
        #expect(try send(log, producer, Int32(index * 2)).isDuplicate == (index < kept))
      }
      try log.crash(.process)
      #expect(try log.offsets("t").end == 8)
      for index in 0..<4 { #expect(try send(log, producer, Int32(index * 2)).isDuplicate) }
    }
  }

  @Test func compactionDoesNotForgetANumber() throws {
    let log = try LogFixture()
    try log.topic("t") {
      $0.cleanup = .compact
      $0.segmentBytes = 200
      $0.dirtyRatioMin = 0
    }
    let producer = Producer(name: "", identifier: 5, epoch: 0)
    for index in 0..<8 {
      try log.send(
        "k=\(index)", to: "t", from: producer, sequence: Int32(index), inTransaction: false)
    }
    try log.broker.sync()
    try log.broker.runMaintenance()
    try log.crash(.process)
    #expect(
      try log.send("k=7", to: "t", from: producer, sequence: 7, inTransaction: false).isDuplicate)
    #expect(
      try !log.send("k=8", to: "t", from: producer, sequence: 8, inTransaction: false).isDuplicate)
  }

  @Test func identifiersAreNeverGivenTwice() throws {
    let log = try LogFixture()
    var seen: Set<Int64> = []
    for round in 0..<6 {
      for _ in 0..<700 { #expect(seen.insert(try log.broker.newProducerIdentifier()).inserted) }
      #expect(seen.insert(try log.broker.openProducer("q\(round)").identifier).inserted)
      #expect(
        seen.insert(
          try log.broker.openTransaction("t\(round)", timeoutMilliseconds: 1000).identifier
        ).inserted)
      switch round % 3 {
      case 0: try log.crash(.process)
      case 1:
        // A query's identifier is synced with the rest of the journal.
        try log.broker.sync()
        try log.crash(.power)
      default:
        try log.broker.close()
        try log.reopen()
      }
    }
  }
}
