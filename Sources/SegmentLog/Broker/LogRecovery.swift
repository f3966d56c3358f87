// A start after an unclean stop, step by step: scan the logs, judge the decisions, write the verdict,
// then give every transaction in the logs the end that the verdict says. `RecoveryVerdict` judges;
// here is what is done about it.

import Platform

/// One recovery. Used once.
struct LogRecovery {
  private let partitions: [Partition]
  private let entries: [JournalEntry]
  /// Whether the machine ran on since the journal was begun, so that nothing written is lost.
  private let isSameBoot: Bool
  private var verdict: RecoveryVerdict
  /// Clients' transactional ids as the decisions that stand leave them.
  private var records: [Int64: TransactionRecord] = [:]
  /// What the transactions of clients that stay open cover, by producer.
  private(set) var open: [Int64: [ProducerSession.Range]] = [:]
  private(set) var report: RecoveryReport

  init(
    partitions: [Partition], entries: [JournalEntry], isSameBoot: Bool, report: RecoveryReport
  ) {
    self.partitions = partitions
    self.entries = entries
    self.isSameBoot = isSameBoot
    self.report = report
    verdict = RecoveryVerdict(entries: entries)
  }

  /// Repairs logs and journal; returns the state to go on with.
  mutating func run(
    _ folder: DataFolder, _ environment: LogEnvironment, _ number: Int64
  ) throws(LogError) -> JournalState {
    var known = JournalState()
    for entry in entries { known.apply(entry) }
    for partition in partitions {
      let scanned = try Broker.load(partition, known, isClean: false, &report)
      let (end, durableEnd) = partition.state.withLock {
        (partition.end, known.checkpoints[partition.key]?.durableEnd ?? 0)
      }
      verdict.add(partition.key, scanned, end: end, durableEnd: durableEnd)
    }
    verdict.judge()
    report.rolledBack = verdict.rejected.count
    // The verdict is durable before any log is changed.
    var kept = entries
    if !verdict.newlyRejected.isEmpty {
      kept += verdict.newlyRejected.sorted().map { .rejected(sequence: $0) }
      try Journal.replace(in: folder.journal, environment.fileSystem, number: number, kept)
    }
    let fenced = fenceClients(verdict.state(after: kept))
    for partition in partitions where partition.state.withLock({ partition.failure == nil }) {
      let transactions = verdict.scanned[partition.key]?.all ?? []
      for transaction in transactions { try settle(transaction, of: partition) }
      // The new journal has no decisions, so the markers have to be on disk. Where the scan found
      // nothing there is nothing to wait for: thousands of idle partitions open at once.
      if partition.hasUnsyncedRecords || !transactions.isEmpty {
        try partition.sync(upTo: partition.writtenEnd)
      }
    }
    var state = verdict.state(
      after: kept, partitions, now: environment.time.wallMilliseconds())
    for record in fenced { state.apply(.transaction(record)) }
    return state
  }

  /// Decides which clients may go on. Returns the records of those that may not.
  private mutating func fenceClients(_ state: JournalState) -> [TransactionRecord] {
    var fenced: [TransactionRecord] = []
    for var record in state.transactions.values {
      if !isSameBoot || verdict.fallen.contains(record.producer.identifier) {
        if record.status == .ongoing { record.end(.aborted) }
        record.fence()
        fenced.append(record)
      }
      records[record.producer.identifier] = record
    }
    return fenced
  }

  /// Gives one transaction the end that the verdict says.
  private mutating func settle(
    _ transaction: ScannedTransaction, of partition: Partition
  ) throws(LogError) {
    let isCommitted = verdict.isCommitted(transaction, in: partition.key)
    if let marker = transaction.marker {
      if marker.type == .commit, !isCommitted { try partition.revoke(transaction) }
      return
    }
    if !isCommitted, goesOn(transaction, in: partition.key) {
      open[transaction.producer, default: []].append(
        ProducerSession.Range(
          partition: partition, first: transaction.first, end: transaction.end))
      report.kept += 1
      return
    }
    try partition.appendMarker(
      isCommitted ? .commit : .abort, producer: transaction.producer, epoch: transaction.epoch)
    if isCommitted { report.completed += 1 } else { report.aborted += 1 }
  }

  /// Whether a transaction without an end is the one that its client has open.
  private func goesOn(_ transaction: ScannedTransaction, in key: PartitionKey) -> Bool {
    guard let record = records[transaction.producer], record.status == .ongoing else {
      return false
    }
    return record.partitions.contains { $0.key == key && $0.from <= transaction.first }
  }
}
