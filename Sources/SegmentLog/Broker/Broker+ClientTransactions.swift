// Transactions of clients with a transactional id, on the machinery of the queries' commits. A
// client's identifiers are a name space of their own: it can never fence a query.

import Platform

/// A client's transactional id, as it can be asked for.
package struct TransactionDescription: Hashable, Sendable {
  /// Its producer; the name is the transactional id.
  package var producer: Producer
  package var status: TransactionStatus
  /// Whether markers of the last transaction are still to be written.
  package var isCompleting: Bool
  package var timeoutMilliseconds: Int32
  /// When the transaction began, in wall milliseconds; -1 when none is open.
  package var begun: Int64
  /// The partitions that take part.
  package var partitions: [TopicPartition]
}

extension Broker {
  /// A producer identifier for a client without a transactional id. Never given twice.
  package func newProducerIdentifier() throws(LogError) -> Int64 { try identifiers.next() }

  /// Opens a transactional id: its former holder is fenced, what that one left open is aborted.
  /// `expected` is the identifier and epoch that the client says it has: then it is given the next
  /// epoch only if that is so, or if only the last answer was lost.
  package func openTransaction(
    _ name: String, timeoutMilliseconds timeout: Int32,
    expected: (identifier: Int64, epoch: Int16)? = nil
  ) throws(LogError) -> Producer {
    guard (1...environment.settings.transactionTimeoutMillisecondsMax).contains(timeout) else {
      throw LogError(
        .invalidTransactionTimeout,
        "a transaction cannot have \(timeout) ms; choose 1 to "
          + "\(environment.settings.transactionTimeoutMillisecondsMax) (transaction.timeout.ms)")
    }
    let holder = expected.map {
      TransactionRecord.Holder(identifier: $0.identifier, epoch: $0.epoch)
    }
    let producer = try open(name, timeout, holder)
    // Who was told an epoch must not meet another holder of it after a power failure.
    try journal.sync()
    return producer
  }

  private func open(
    _ name: String, _ timeout: Int32, _ expected: TransactionRecord.Holder?
  ) throws(LogError) -> Producer {
    let now = environment.time.wallMilliseconds()
    if let session = client(name) {
      let (producer, aborted) = try session.reopen(
        timeout: timeout, expected: expected, now: now, journal
      ) { () throws(LogError) in try identifiers.next() }
      for partition in aborted { partition.listeners.wake() }
      return producer
    }
    let producer = Producer(name: name, identifier: try identifiers.next(), epoch: 0)
    let session = ProducerSession(
      record: TransactionRecord(producer: producer, timeoutMilliseconds: timeout, changed: now))
    let winner = try journal.append { (_) throws(LogError) -> (JournalEntry, ProducerSession) in
      // Inside the journal's lock, so that the entry of who comes first is the first.
      let winner = insert(client: session, name)
      return (winner === session ? .transaction(session.record!) : .opened, winner)
    }
    guard winner !== session else { return producer }
    return try winner.reopen(timeout: timeout, expected: expected, now: now, journal) {
      () throws(LogError) in try identifiers.next()
    }.producer
  }

  func session(ofClient producer: Producer) throws(LogError) -> ProducerSession {
    guard let session = client(producer.name) else {
      throw LogError(
        .unknownProducer,
        "transactional id '\(producer.name)' was never opened, or not used for too long; open it")
    }
    return session
  }

  /// Adds partitions to the transaction of a client, beginning one if there is none.
  package func enlist(
    _ partitions: [TopicPartition], in producer: Producer
  ) throws(LogError) {
    var targets: [Partition] = []
    for name in partitions { targets.append(try partition(name)) }
    try session(ofClient: producer).enlist(
      targets, by: producer, now: environment.time.wallMilliseconds(), journal)
  }

  /// Adds a group whose offsets the transaction will commit.
  package func enlist(group: String, in producer: Producer) throws(LogError) {
    try checkIsOpen(group: group)
    try session(ofClient: producer).enlist(
      group: group, by: producer, now: environment.time.wallMilliseconds(), journal)
  }

  /// Offsets of a group that become visible when the transaction commits. Returns the partitions
  /// that do not exist; theirs are left out.
  @discardableResult
  package func commitOffsets(
    _ group: String, of offsets: [TopicPartition: GroupOffset], in producer: Producer
  ) throws(LogError) -> [TopicPartition] {
    let (entry, unknown) = progress(of: group, offsets)
    try session(ofClient: producer).add(
      entry, by: producer, now: environment.time.wallMilliseconds(), journal)
    return unknown
  }

  /// Commits or aborts the transaction of a client. Asking for the same end again succeeds.
  package func endTransaction(of producer: Producer, commits: Bool) throws(LogError) {
    let partitions = try session(ofClient: producer).end(
      commits: commits, by: producer, now: environment.time.wallMilliseconds(), journal
    ) { (outputs) throws(LogError) in try syncBeforeDecision(outputs) }
    for partition in partitions { partition.listeners.wake() }
  }

  /// Aborts transactions that are open for longer than they may be, and fences their producers.
  /// Returns when to call again, in wall milliseconds; nil when no transaction is open.
  package func expireTransactions() throws(LogError) -> Int64? {
    let now = environment.time.wallMilliseconds()
    var next: Int64?
    var failure: LogError?
    for session in allClients {
      do throws(LogError) {
        if let aborted = try session.expire(now: now, journal) {
          for partition in aborted { partition.listeners.wake() }
        } else if let deadline = session.snapshot?.record.deadline {
          next = min(next ?? deadline, deadline)
        }
      } catch {
        failure = failure ?? error
      }
    }
    if let failure { throw failure }
    return next
  }

  /// Forgets transactional ids that nobody used for long.
  func forgetIdleTransactions(now: Int64) throws(LogError) {
    let limit = now.subtractingClamped(environment.settings.transactionalIdleMilliseconds)
    for session in allClients {
      guard let name = session.snapshot?.record.producer.name else { continue }
      if try session.forget(idleSince: limit, journal) { remove(client: session, name) }
    }
  }

  /// All transactional ids, sorted.
  package func transactions() -> [TransactionDescription] {
    allClients.compactMap { describe($0) }.sorted { $0.producer.name < $1.producer.name }
  }

  /// One transactional id, nil when there is none.
  package func transaction(_ name: String) -> TransactionDescription? {
    client(name).flatMap { describe($0) }
  }

  private func describe(_ session: ProducerSession) -> TransactionDescription? {
    guard let (record, isOwing) = session.snapshot else { return nil }
    return TransactionDescription(
      producer: record.producer, status: record.status, isCompleting: isOwing,
      timeoutMilliseconds: record.timeoutMilliseconds,
      begun: record.status == .ongoing ? record.begun : -1,
      partitions: record.partitions.compactMap { name(of: $0.key) }.sorted())
  }
}
