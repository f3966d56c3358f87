// The transaction of a client with a transactional id, step by step as Kafka's protocol has it: opened,
// partitions and groups enlisted, records and offsets added, ended. Every step but a commit writes
// the whole record to the journal before it does anything else; a commit is its decision.
//
// An abort is in the journal before its first marker, so that a start never goes on with a
// transaction of which one partition is aborted already.

import Platform

extension ProducerSession {
  /// Hands the transactional id to a new holder: what was open is aborted, and earlier holders are
  /// fenced. With `expected`, only the holder itself may do so; one whose last answer was lost gets
  /// it again.
  func reopen(
    timeout: Int32, expected: TransactionRecord.Holder?, now: Int64, _ journal: Journal,
    newIdentifier: () throws(LogError) -> Int64
  ) throws(LogError) -> (producer: Producer, aborted: [Partition]) {
    lock.lock()
    defer { lock.unlock() }
    var next = try held()
    if let expected, expected != next.holder {
      guard expected == next.previous, next.status != .ongoing else { throw fenced(expected.epoch) }
      return (next.producer, [])
    }
    try payOrWait(journal)
    next.previous = next.holder
    if next.producer.epoch < Int16.max - 1 {
      next.producer.epoch += 1
    } else {
      next.producer.identifier = try newIdentifier()
      next.producer.epoch = 0
    }
    next.timeoutMilliseconds = timeout
    next.end(.empty)
    next.changed = now
    let aborted = try void(as: next, journal)
    return (next.producer, aborted)
  }

  /// Adds partitions to the transaction, beginning one if there is none.
  func enlist(
    _ partitions: [Partition], by producer: Producer, now: Int64, _ journal: Journal
  ) throws(LogError) {
    lock.lock()
    defer { lock.unlock() }
    var next = try ready(for: producer, now: now, journal)
    let known = Set(next.partitions.map(\.key))
    for partition in partitions where !known.contains(partition.key) {
      next.partitions.append(
        TransactionRecord.Enlisted(key: partition.key, from: partition.writtenEnd))
    }
    try store(next, now: now, journal)
  }

  /// Adds a group whose offsets the transaction will commit.
  func enlist(
    group: String, by producer: Producer, now: Int64, _ journal: Journal
  )
    throws(LogError)
  {
    lock.lock()
    defer { lock.unlock() }
    var next = try ready(for: producer, now: now, journal)
    if !next.groups.contains(group) { next.groups.append(group) }
    try store(next, now: now, journal)
  }

  /// Adds offsets that become visible with the commit.
  func add(
    _ entry: ProgressEntry, by producer: Producer, now: Int64, _ journal: Journal
  )
    throws(LogError)
  {
    lock.lock()
    defer { lock.unlock() }
    var next = try held()
    try check(producer, next)
    guard next.status == .ongoing, next.groups.contains(entry.group) else {
      throw LogError(
        .invalidTransaction,
        "group \(entry.group) takes no part in a transaction of \(producer.name); add it first")
    }
    next.add(entry)
    try store(next, now: now, journal)
  }

  /// Appends a batch to the open transaction.
  func append(
    _ run: BatchRun, to partition: Partition, by producer: Producer
  )
    throws(LogError) -> AppendResult
  {
    lock.lock()
    defer { lock.unlock() }
    let record = try held()
    do throws(LogError) { try check(producer, record) } catch {
      guard error.code == .producerFenced else { throw error }
      throw LogError(.invalidProducerEpoch, error.sentence)
    }
    guard record.status == .ongoing, record.partitions.contains(where: { $0.key == partition.key })
    else {
      throw LogError(
        .invalidTransaction,
        "\(partition.name) takes no part in a transaction of \(producer.name); add it first")
    }
    return try write([(partition, run)])[0]
  }

  /// Ends the transaction. Asking again for the end that it had succeeds. Returns the partitions in
  /// which something became visible.
  func end(
    commits: Bool, by producer: Producer, now: Int64, _ journal: Journal,
    sync: ([Partition]) throws(LogError) -> Bool
  ) throws(LogError) -> [Partition] {
    lock.lock()
    defer { lock.unlock() }
    var next = try held()
    try check(producer, next)
    guard next.status == .ongoing else {
      guard next.status == (commits ? .committed : .aborted) else {
        throw LogError(
          .invalidTransaction,
          "\(producer.name) has no transaction open to \(commits ? "commit" : "abort")")
      }
      // The end is decided; markers that cannot be written now are written later.
      try? payOwed(journal)
      return []
    }
    next.changed = now
    guard commits else {
      next.end(.aborted)
      return try void(as: next, journal)
    }
    if let unknownOutcome { throw unknownOutcome }
    let partitions = ranges.map(\.partition)
    let pending = next.pending
    next.end(.committed)
    // Without a decision it is as open as before.
    try decide(pending, journal, sync: sync)
    record = next
    return partitions
  }

  /// Aborts the transaction if it was begun too long ago, and fences its holder. Returns the
  /// partitions that got a marker, nil when nothing was due.
  func expire(now: Int64, _ journal: Journal) throws(LogError) -> [Partition]? {
    lock.lock()
    defer { lock.unlock() }
    guard var next = record, !isForgotten, let deadline = next.deadline, deadline <= now else {
      return nil
    }
    next.end(.aborted)
    next.fence()
    next.changed = now
    return try void(as: next, journal)
  }

  /// Forgets the transactional id if it was not used since a moment; true when it is gone.
  func forget(idleSince limit: Int64, _ journal: Journal) throws(LogError) -> Bool {
    lock.lock()
    defer { lock.unlock() }
    guard let record, !isForgotten, record.status != .ongoing, !isOwing, record.changed < limit
    else { return false }
    try journal.append([.forgottenTransaction(name: record.producer.name)])
    isForgotten = true
    return true
  }

  /// The record, and whether markers are missing.
  var snapshot: (record: TransactionRecord, isOwing: Bool)? {
    lock.lock()
    defer { lock.unlock() }
    guard let record, !isForgotten else { return nil }
    return (record, isOwing)
  }

  // MARK: - With the lock held

  private func held() throws(LogError) -> TransactionRecord {
    guard let record, !isForgotten else {
      throw LogError(
        .unknownProducer,
        "transactional id \(producer.name) was not used for too long; open it again")
    }
    return record
  }

  private func check(_ other: Producer, _ record: TransactionRecord) throws(LogError) {
    guard other.identifier == record.producer.identifier else {
      throw LogError(
        .unknownProducer,
        "producer \(other.identifier) does not hold transactional id \(other.name); open it again")
    }
    guard other.epoch == record.producer.epoch else { throw fenced(other.epoch) }
  }

  private func fenced(_ epoch: Int16) -> LogError {
    LogError(
      .producerFenced,
      "transactional id \(producer.name) was taken over or timed out: its epoch is "
        + "\(producer.epoch), this producer has \(epoch); stop it, or open it again")
  }

  /// The record with a transaction open in it.
  private func ready(
    for producer: Producer, now: Int64, _ journal: Journal
  ) throws(LogError)
    -> TransactionRecord
  {
    var next = try held()
    try check(producer, next)
    try payOrWait(journal)
    if next.status != .ongoing {
      next.end(.ongoing)
      next.begun = now
    }
    return next
  }

  /// Writes the markers that are owed, or asks the client to come again.
  private func payOrWait(_ journal: Journal) throws(LogError) {
    do throws(LogError) { try payOwed(journal) } catch {
      if let unknownOutcome { throw unknownOutcome }
      throw LogError(
        .concurrentTransactions,
        "the last transaction of \(producer.name) is not completed yet: \(error.sentence)",
        isRetryable: true)
    }
  }

  private func store(
    _ next: TransactionRecord, now: Int64, _ journal: Journal
  ) throws(LogError) {
    var next = next
    next.changed = now
    try journal.append([.transaction(next)])
    record = next
  }

  /// Writes a record that voids what is open, then the markers; those that cannot be written stay
  /// owed. Returns the partitions that are concerned.
  private func void(
    as next: TransactionRecord, _ journal: Journal
  ) throws(LogError)
    -> [Partition]
  {
    if let unknownOutcome { throw unknownOutcome }
    try journal.append([.transaction(next)])
    let partitions = ranges.map(\.partition)
    // The markers carry the identifier under which the records were written.
    owe(.abort, nil)
    record = next
    try? payOwed(journal)
    return partitions
  }
}

extension TransactionRecord {
  /// When the open transaction is aborted if it is not ended before.
  var deadline: Int64? {
    guard status == .ongoing else { return nil }
    return begun.addingClamped(Int64(timeoutMilliseconds))
  }
}

extension Int64 {
  /// The sum, at most `Int64.max`.
  func addingClamped(_ other: Int64) -> Int64 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? (self < 0 ? .min : .max) : sum
  }
}
