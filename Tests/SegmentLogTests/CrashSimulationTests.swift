// Random work, a crash at a random operation, a start, a look at what must be true; again and again
// on the same data folder. One seed repeats a run.
//
// Two chained tasks copy `in` to `mid` and `mid` to `out`, each with a changelog in the same
// transaction. What must be true after every start:
//
//   - what a task committed is exactly what it read: `mid` holds the records of `in` below the
//     committed offset, in order and once, and so on for `out`
//   - changelog and output have the same records: no half transaction
//   - `in` holds what was appended, in order, without a hole; when an answer means that it
//     survives, then all that was answered

import Platform
import TestSupport
import Testing

@testable import SegmentLog

@Suite struct CrashSimulationTests {
  @Test(arguments: [
    (CrashKind.process, Durability.cache), (.power, .fsync), (.power, .cache), (.process, .fsync),
  ])
  func whatWasAnsweredSurvivesAndNothingIsHalf(_ kind: CrashKind, _ durability: Durability) throws {
    for seed in 1...40 {
      let simulation = try CrashSimulation(UInt64(seed), kind, durability)
      for _ in 0..<6 {
        try simulation.workUntilCrash()
        try simulation.restart()
        let complaint = try simulation.audit()
        #expect(complaint == nil, "seed \(seed), \(kind), \(durability)")
        if complaint != nil { return }
      }
    }
  }
}

/// One run. See the file's head.
final class CrashSimulation {
  private let log: LogFixture
  private let random: SeededRandomSource
  private let kind: CrashKind
  private let durability: Durability
  /// Per partition of `in`: what the last start left, plus what was sent since; the number of
  /// values at the front whose append was answered.
  private var sent: [[String]] = [[], []]
  private var answered = [0, 0]
  private var answeredProgress: [String: [TopicPartition: Offset]] = [:]
  private var nextValue = 0
  private var producers: [String: Producer] = [:]

  init(_ seed: UInt64, _ kind: CrashKind, _ durability: Durability) throws {
    self.kind = kind
    self.durability = durability
    random = SeededRandomSource(seed: seed &* 7919)
    log = try LogFixture(seed: seed, durability: durability)
    for name in ["in", "mid", "out", "mid-changes", "out-changes"] {
      try log.topic(name, partitions: 2) { $0.segmentBytes = 700 }
    }
    try log.broker.sync()
    try openProducers()
  }

  private func openProducers() throws {
    for task in ["mid", "out"] {
      for partition in 0..<2 {
        let name = "\(task)-\(partition)"
        producers[name] = try log.broker.openProducer(name)
      }
    }
  }

  /// Works until the machine stops at an operation that was chosen before.
  func workUntilCrash() throws {
    log.files.crash(after: 1 + random.next(below: 120))
    while !log.files.hasStopped {
      log.time.advance(milliseconds: 10)
      do {
        switch random.next(below: 20) {
        case 0: try log.broker.sync()
        case 1: try log.broker.runMaintenance()
        case 2: try openProducers()
        case 3: try abortSomething()
        case 4..<10: try appendInput()
        case 10..<15: try runTask("in", "mid", random.next(below: 2))
        default: try runTask("mid", "out", random.next(below: 2))
        }
      } catch let error as LogError {
        // Only the end of the machine is a reason to fail.
        guard log.files.hasStopped else { throw error }
      }
    }
  }

  private func appendInput() throws {
    let partition = random.next(below: 2)
    let values = (0...random.next(below: 3)).map { "k=\(nextValue + $0)" }
    nextValue += values.count
    sent[partition] += values
    _ = try log.broker.append(log.batch(values), to: TopicPartition("in", partition))
    answered[partition] = sent[partition].count
  }

  /// One turn of a task: reads on from its committed offset and commits what it read.
  private func runTask(_ source: String, _ target: String, _ partition: Int) throws {
    let name = "\(target)-\(partition)"
    let input = TopicPartition(source, partition)
    guard let producer = producers[name] else { return }
    let from = log.broker.committed(name)?.offsets[input] ?? 0
    let buffer = FetchBuffer()
    let found = try log.broker.read(
      input, from: from, maxBytes: random.next(below: 400), isolation: .committed, into: buffer)
    guard found.next > from else { return }
    let values = buffer.records.map { LogFixture.text($0) }
    let outputs = [target, "\(target)-changes"].map {
      PartitionRecords(TopicPartition($0, partition), log.batch(values))
    }
    try log.broker.commit(
      LogTransaction(producer: producer, outputs: outputs, inputs: [input: found.next]))
    answeredProgress[name, default: [:]][input] = found.next
  }

  /// A transaction that is thrown away.
  private func abortSomething() throws {
    guard let producer = producers["mid-0"] else { return }
    _ = try log.broker.append(
      [PartitionRecords(TopicPartition("mid", 0), log.batch(["void=1"]))], in: producer)
    try log.broker.abortTransaction(of: producer)
  }

  /// Starts again; sometimes the machine stops during the start too.
  func restart() throws {
    log.files.restart(after: kind)
    while random.next(below: 3) == 0 {
      log.files.crash(after: 1 + random.next(below: 30))
      do {
        try log.reopen()
        break
      } catch {
        guard log.files.hasStopped else { throw error }
        log.files.restart(after: kind)
      }
    }
    log.files.restart(after: kind)
    try log.reopen()
    try openProducers()
  }

  /// What is wrong, nil when nothing is.
  func audit() throws -> String? {
    let survives = kind == .process || durability == .fsync
    guard log.broker.recovery.failures.isEmpty else {
      return log.broker.recovery.failures.joined(separator: "; ")
    }
    if survives, log.broker.recovery.rolledBack > 0 { return "a decision was taken back" }
    for partition in 0..<2 {
      let kept = try log.entries("in", partition).map(\.text)
      guard sent[partition].starts(with: kept) else {
        return "in-\(partition) holds \(kept), sent were \(sent[partition])"
      }
      if survives, kept.count < answered[partition] {
        return "in-\(partition): \(answered[partition]) answered, \(kept.count) kept"
      }
      sent[partition] = kept
      answered[partition] = min(answered[partition], kept.count)
      for (source, target) in [("in", "mid"), ("mid", "out")] {
        if let complaint = try audit(source, target, partition, survives) { return complaint }
      }
    }
    return nil
  }

  private func audit(
    _ source: String, _ target: String, _ partition: Int, _ survives: Bool
  )
    throws -> String?
  {
    let name = "\(target)-\(partition)"
    let input = TopicPartition(source, partition)
    let committed = log.broker.committed(name)?.offsets[input] ?? 0
    if survives, committed < answeredProgress[name]?[input] ?? 0 {
      return "\(name) fell back to \(committed)"
    }
    answeredProgress[name] = [input: committed]
    let expected = try log.entries(source, partition).filter { $0.offset < committed.value }
    let outputs = try log.entries(target, partition).map(\.text)
    let changes = try log.entries("\(target)-changes", partition).map(\.text)
    if outputs != expected.map(\.text) {
      return "\(name): read \(expected.map(\.text)) below \(committed), wrote \(outputs)"
    }
    return outputs == changes ? nil : "\(name): wrote \(outputs), changelog \(changes)"
  }
}
