// Clients that number their records, and transactions of clients, over stops at random operations.
// What is not answered is sent again, as clients do. What must be true at the end:
//
//   - the log of the plain producer holds every batch once and in order
//   - both partitions of the transactional producer hold the same records: those of the transactions
//     that were answered with a commit, each once and in order, and the group's offset says how many

import Platform
import TestSupport
import Testing

@testable import SegmentLog

@Suite struct ClientCrashSimulationTests {
  @Test(arguments: [
    (CrashKind.process, Durability.cache), (.power, .fsync), (.process, .fsync),
  ])
  func everythingIsThereOnce(_ kind: CrashKind, _ durability: Durability) throws {
    for seed: UInt64 in 1...12 {
      let simulation = try ClientSimulation(seed, kind, durability)
      for _ in 0..<8 { try simulation.workUntilCrash() }
      let complaint = try simulation.audit()
      #expect(complaint == nil, "seed \(seed), \(kind), \(durability)")
      if complaint != nil { return }
    }
  }
}

/// One run. See the file's head.
final class ClientSimulation {
  private let log: LogFixture
  private let random: SeededRandomSource
  private let kind: CrashKind
  private var boots = 0
  /// The plain producer: what it sends, batches that are not answered yet.
  private let plain: Producer
  private var nextSequence: Int32 = 0
  private var unanswered: [(sequence: Int32, count: Int)] = []
  /// The transactional producer.
  private var producer: Producer
  private var sequences: [Int32] = [0, 0]
  private var committed: [String] = []
  private var transactions = 0

  init(_ seed: UInt64, _ kind: CrashKind, _ durability: Durability) throws {
    self.kind = kind
    random = SeededRandomSource(seed: seed &* 104_729)
    log = try LogFixture(seed: seed, durability: durability)
    try log.boot("boot 0")
    try log.broker.close()
    try log.reopen()
    for name in ["plain", "left", "right"] { try log.topic(name) { $0.segmentBytes = 700 } }
    try log.broker.sync()
    plain = Producer(name: "", identifier: try log.broker.newProducerIdentifier(), epoch: 0)
    producer = try log.broker.openTransaction("x", timeoutMilliseconds: 60_000)
  }

  func workUntilCrash() throws {
    log.files.crash(after: 1 + random.next(below: 150))
    while !log.files.hasStopped {
      log.time.advance(milliseconds: Int64(random.next(below: 3_000)))
      do {
        switch random.next(below: 12) {
        case 0: try log.broker.sync()
        case 1: try log.broker.runMaintenance()
        case 2..<8: try sendPlain()
        default: try runTransaction()
        }
      } catch let error as LogError {
        guard log.files.hasStopped else { throw error }
      }
    }
    if kind == .power { boots += 1 }
    log.files.restart(after: kind)
    try log.boot("boot \(boots)")
    try log.reopen()
    try settle()
  }

  // MARK: - The plain producer

  private func sendPlain() throws {
    while unanswered.count < 5, random.next(below: 3) > 0 {
      let count = 1 + random.next(below: 3)
      unanswered.append((nextSequence, count))
      nextSequence += Int32(count)
    }
    try resend()
  }

  /// Sends all that is not answered, in order; answers may be lost.
  private func resend() throws {
    var answered = 0
    defer { unanswered.removeFirst(answered) }
    for batch in unanswered {
      _ = try log.send(
        EncodedBatch.bytes(
          (0..<batch.count).map { "k=\(batch.sequence + Int32($0))" },
          sender: .init(identifier: plain.identifier, epoch: 0, sequence: batch.sequence)),
        to: "plain")
      // Sometimes the batch is written, and the answers to it and the later ones do not arrive.
      if random.next(below: 4) > 0, answered == unanswered.firstIndex(where: { $0 == batch }) {
        answered += 1
      }
    }
  }

  // MARK: - The transactional producer

  /// One transaction; every step is repeated after a stop until it is answered, or until the
  /// producer is fenced: then the transaction never was.
  private func runTransaction() throws {
    transactions += 1
    let name = "k=\(transactions)"
    let commits = random.next(below: 4) > 0
    let isWhole = try attempt {
      let left = TopicPartition("left", 0)
      try self.step {
        try self.log.broker.enlist([left, TopicPartition("right", 0)], in: self.producer)
      }
      for (index, topic) in ["left", "right"].enumerated() {
        try self.step {
          try self.log.send(name, to: topic, from: self.producer, sequence: self.sequences[index])
        }
        self.sequences[index] += 1
      }
      try self.step { try self.log.broker.enlist(group: "g", in: self.producer) }
      try self.step {
        try self.log.broker.commitOffsets(
          "g", of: [left: GroupOffset(offset: 0, metadata: name)], in: self.producer)
      }
      try self.step { try self.log.broker.endTransaction(of: self.producer, commits: commits) }
    }
    if isWhole, commits { committed.append(name) }
  }

  /// Runs a step; after a stop, starts again and repeats it.
  private func step(_ body: () throws -> Void) throws {
    do { try body() } catch {
      guard log.files.hasStopped else { throw error }
      if kind == .power { boots += 1 }
      log.files.restart(after: kind)
      try log.boot("boot \(boots)")
      try log.reopen()
      // The stop of this round is used up.
      defer { log.files.crash(after: 1 + random.next(below: 150)) }
      try body()
    }
  }

  /// False when the producer was fenced on the way; it is a new one then, and whether the
  /// transaction was committed shows in the group's offset.
  private func attempt(_ body: () throws -> Void) throws -> Bool {
    do {
      try body()
      return true
    } catch let error as LogError
      where error.code == .producerFenced || error.code == .invalidProducerEpoch
    {
      try reopenProducer()
      return log.broker.groupOffsets("g")?.values.first?.metadata == "k=\(transactions)"
    }
  }

  private func reopenProducer() throws {
    producer = try log.broker.openTransaction("x", timeoutMilliseconds: 60_000)
    sequences = [0, 0]
  }

  /// After a start: what was under way in the round that stopped is brought to an end.
  private func settle() throws {
    try resend()
    guard let state = log.broker.transaction("x"), state.producer == producer else {
      return try reopenProducer()
    }
  }

  // MARK: - Audit

  func audit() throws -> String? {
    while !unanswered.isEmpty { try resend() }
    let sent = (0..<nextSequence).map { "k=\($0)" }
    let found = try log.entries("plain").map(\.text)
    if found != sent { return "plain: \(found.count) of \(sent.count) records, or another order" }
    for topic in ["left", "right"] {
      let found = try log.entries(topic).map(\.text)
      if found != committed { return "\(topic): \(found), committed were \(committed)" }
    }
    let metadata = log.broker.groupOffsets("g")?.values.first?.metadata
    return metadata == committed.last ? nil : "the group is at \(metadata ?? "nothing")"
  }
}
