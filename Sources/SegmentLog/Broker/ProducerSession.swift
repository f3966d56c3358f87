// One producer's open transaction: the partitions it wrote to, and the markers it still owes. The
// producer is a query's task, or a client with a transactional id: then there is a record that the
// journal keeps, and its transaction may outlive the process (`ProducerSession+Client`).
//
// A transaction is committed at the moment that its decision is in the journal. Markers only make
// that visible; one that cannot be written (disk full) stays owed, holds back the partition's last
// stable offset, and is tried again before the producer's next write and by maintenance.

import Platform

/// The state of one producer. Safe because `lock` guards the mutable fields.
final class ProducerSession: @unchecked Sendable {
  /// What an open transaction covers in one partition.
  struct Range {
    var partition: Partition
    var first: Offset
    var end: Offset
  }
  /// A decided transaction, and where its marker is missing.
  private struct Delivery {
    var type: ControlType
    var producer: Producer
    var decision: Decision?
    var partitions: [Partition]
  }

  let lock = Lock()
  private(set) var producer: Producer
  private(set) var ranges: [Range] = []
  private var owed: [Delivery] = []
  /// Set when the journal failed while a decision was written: only a start can tell what it says.
  private(set) var unknownOutcome: LogError?
  /// What the journal keeps of a client's transactional id; nil for a query's producer.
  var record: TransactionRecord? {
    didSet { if let record { producer = record.producer } }
  }
  /// Whether the transactional id expired: another session may stand under the name.
  var isForgotten = false

  init(producer: Producer) { self.producer = producer }

  /// A client's session, with what its open transaction had written before a start.
  init(record: TransactionRecord, ranges: [Range] = []) {
    producer = record.producer
    self.record = record
    self.ranges = ranges
  }

  /// Replaces the producer by one with a higher epoch, after aborting what the old one left open.
  func replace(
    _ journal: Journal, with make: (Producer) throws(LogError) -> Producer
  )
    throws(LogError) -> Producer
  {
    lock.lock()
    defer { lock.unlock() }
    try payOwed(journal)
    try abortLocked(journal)
    producer = try make(producer)
    return producer
  }

  /// Appends to the open transaction. When one of the appends fails, the transaction stays open
  /// with what was written; the owner aborts it.
  func append(
    _ batches: [(partition: Partition, run: BatchRun)], by producer: Producer, _ journal: Journal
  ) throws(LogError) -> [AppendResult] {
    lock.lock()
    defer { lock.unlock() }
    try check(producer)
    try payOwed(journal)
    return try write(batches)
  }

  /// Whether markers are missing.
  var isOwing: Bool { !owed.isEmpty }

  /// Writes a whole transaction and commits it. After an error it is aborted, unless its outcome
  /// is unknown.
  func commitWhole(
    _ batches: [(partition: Partition, run: BatchRun)], _ progress: [ProgressEntry],
    by producer: Producer, _ journal: Journal, sync: ([Partition]) throws(LogError) -> Bool
  ) throws(LogError) -> [AppendResult] {
    lock.lock()
    defer { lock.unlock() }
    try check(producer)
    try payOwed(journal)
    guard ranges.isEmpty else {
      throw LogError(
        .invalidTransaction,
        "\(producer.name) has a transaction open; decide it before committing another")
    }
    do throws(LogError) {
      let results = try write(batches)
      try decide(progress, journal, sync: sync)
      return results
    } catch {
      // What cannot be aborted now stays owed.
      if unknownOutcome == nil { try? abortLocked(journal) }
      throw error
    }
  }

  /// Commits the open transaction. Returns the partitions in which it became visible.
  func commit(
    _ progress: [ProgressEntry], by producer: Producer, _ journal: Journal,
    sync: ([Partition]) throws(LogError) -> Bool
  ) throws(LogError) -> [Partition] {
    lock.lock()
    defer { lock.unlock() }
    try check(producer)
    try payOwed(journal)
    let partitions = ranges.map(\.partition)
    try decide(progress, journal, sync: sync)
    return partitions
  }

  /// Aborts the open transaction, if there is one; nil stands for whoever holds the session.
  @discardableResult
  func abort(by producer: Producer?, _ journal: Journal) throws(LogError) -> [Partition] {
    lock.lock()
    defer { lock.unlock() }
    if let producer { try check(producer) }
    try payOwed(journal)
    let partitions = ranges.map(\.partition)
    try abortLocked(journal)
    return partitions
  }

  /// Tries to write the markers that are owed. Returns the partitions that got one.
  func pay(_ journal: Journal) throws(LogError) -> [Partition] {
    lock.lock()
    defer { lock.unlock() }
    let partitions = owed.flatMap(\.partitions)
    try payOwed(journal)
    return partitions
  }

  // MARK: - With the lock held

  private func check(_ other: Producer) throws(LogError) {
    guard other == producer else {
      throw LogError(
        .producerFenced,
        "\(other.name) was taken over with epoch \(producer.epoch), this one has "
          + "\(other.epoch); stop it, or open the producer again")
    }
  }

  func write(
    _ batches: [(partition: Partition, run: BatchRun)]
  ) throws(LogError)
    -> [AppendResult]
  {
    var results: [AppendResult] = []
    for (partition, run) in batches {
      let result = try partition.append(run, .transactional(producer))
      results.append(result)
      // What was written before is covered already.
      if result.isDuplicate { continue }
      if let index = ranges.firstIndex(where: { $0.partition === partition }) {
        ranges[index].end = result.end
      } else {
        ranges.append(Range(partition: partition, first: result.first, end: result.end))
      }
    }
    return results
  }

  func decide(
    _ progress: [ProgressEntry], _ journal: Journal, sync: ([Partition]) throws(LogError) -> Bool
  ) throws(LogError) {
    // An output that was deleted meanwhile is no reason to lose the others.
    ranges.removeAll { $0.partition.isDeleted }
    let isDurable = try sync(ranges.map(\.partition))
    let decision = try journal.decide(
      Decision(
        sequence: 0, producer: producer.identifier, epoch: producer.epoch, isDurable: isDurable,
        ranges: ranges.map { Decision.Range(key: $0.partition.key, first: $0.first, end: $0.end) },
        progress: progress))
    if isDurable {
      do throws(LogError) { try journal.sync() } catch {
        unknownOutcome = LogError(
          .closed,
          "whether the last transaction of \(producer.name) is committed is not known, because "
            + "the journal could not be synced; restart to find out", path: error.path)
        throw error
      }
    }
    owe(.commit, decision)
    // From here on the transaction is committed, whatever happens to its markers.
    try? payOwed(journal)
  }

  func abortLocked(_ journal: Journal) throws(LogError) {
    owe(.abort, nil)
    try payOwed(journal)
  }

  func owe(_ type: ControlType, _ decision: Decision?) {
    guard decision != nil || !ranges.isEmpty else { return }
    owed.append(
      Delivery(
        type: type, producer: producer, decision: decision, partitions: ranges.map(\.partition)))
    ranges.removeAll()
  }

  func payOwed(_ journal: Journal) throws(LogError) {
    if let unknownOutcome { throw unknownOutcome }
    while let delivery = owed.first {
      for partition in delivery.partitions {
        if !partition.isDeleted {
          try partition.appendMarker(
            delivery.type, producer: delivery.producer.identifier, epoch: delivery.producer.epoch)
        }
        owed[0].partitions.removeFirst()
      }
      if let decision = delivery.decision { journal.delivered(decision) }
      owed.removeFirst()
    }
  }
}
