// Which decisions of the journal stand after a crash: a pure function of the journal's entries and
// of what the scans of the logs found.

/// The judgement over the decisions of a journal.
struct RecoveryVerdict {
  private struct TransactionKey: Hashable {
    var partition: PartitionKey
    var producer: Int64
    var first: Offset
  }

  private let decisions: [Decision]
  /// Whether there is a journal; without one, the markers in the logs are all that is known.
  private let hasJournal: Bool
  private(set) var scanned: [PartitionKey: ScannedTransactions] = [:]
  private var ends: [PartitionKey: Offset] = [:]
  private var durableEnds: [PartitionKey: Offset] = [:]
  private var foundEnds: [TransactionKey: Offset] = [:]
  /// Numbers of the decisions that do not stand.
  private(set) var rejected: Set<UInt64> = []
  /// Those of them that the journal does not list as rejected yet.
  private(set) var newlyRejected: Set<UInt64> = []
  private var committed: Set<TransactionKey> = []
  /// Producers of which a decision does not stand.
  private(set) var fallen: Set<Int64> = []

  init(entries: [JournalEntry]) {
    var decisions: [Decision] = []
    for entry in entries {
      switch entry {
      case .decision(let decision): decisions.append(decision)
      case .rejected(let sequence): rejected.insert(sequence)
      default: break
      }
    }
    self.decisions = decisions
    hasJournal = !entries.isEmpty
    rejected.formIntersection(decisions.map(\.sequence))
  }

  /// Adds what the scan of a partition found.
  mutating func add(
    _ key: PartitionKey, _ transactions: ScannedTransactions, end: Offset, durableEnd: Offset
  ) {
    scanned[key] = transactions
    ends[key] = end
    durableEnds[key] = durableEnd
    for transaction in transactions.all {
      let id = TransactionKey(
        partition: key, producer: transaction.producer, first: transaction.first)
      foundEnds[id] = transaction.end
    }
  }

  /// Judges the decisions in the order in which they were made.
  mutating func judge() {
    // Per partition, the first offset that was taken back.
    var taintedFrom: [PartitionKey: Offset] = [:]
    for decision in decisions {
      let stands =
        !rejected.contains(decision.sequence)
        && (decision.isDurable
          || (!fallen.contains(decision.producer) && isWhole(decision)
            && inputsAreThere(decision, taintedFrom)))
      if stands {
        for range in decision.ranges {
          committed.insert(
            TransactionKey(partition: range.key, producer: decision.producer, first: range.first))
        }
        continue
      }
      if rejected.insert(decision.sequence).inserted { newlyRejected.insert(decision.sequence) }
      fallen.insert(decision.producer)
      for range in decision.ranges {
        taintedFrom[range.key] = min(taintedFrom[range.key] ?? range.first, range.first)
      }
    }
  }

  /// Whether every range is there. Ranges below the durable end were synced; partitions that are
  /// gone were deleted on purpose.
  private func isWhole(_ decision: Decision) -> Bool {
    decision.ranges.allSatisfy { range in
      guard let durableEnd = durableEnds[range.key], range.end > durableEnd else { return true }
      let id = TransactionKey(
        partition: range.key, producer: decision.producer, first: range.first)
      return foundEnds[id] == range.end
    }
  }

  /// Whether every input lies below the end of its log and reads nothing that was taken back.
  private func inputsAreThere(_ decision: Decision, _ taintedFrom: [PartitionKey: Offset]) -> Bool {
    decision.progress.allSatisfy { entry in
      // What a client commits for its group need not be what it read.
      entry.details != nil
        || entry.offsets.allSatisfy { key, offset in
          guard let end = ends[key] else { return true }
          return offset <= end && offset <= taintedFrom[key] ?? offset
        }
    }
  }

  /// Whether a scanned transaction is committed: by a decision that stands, or by a marker that was
  /// durable, which its decision was before it.
  func isCommitted(_ transaction: ScannedTransaction, in key: PartitionKey) -> Bool {
    if let marker = transaction.marker, marker.type == .commit,
      !hasJournal || marker.offset < durableEnds[key] ?? 0
    {
      return true
    }
    return committed.contains(
      TransactionKey(
        partition: key, producer: transaction.producer, first: transaction.first))
  }

  /// The journal's state without the decisions that fell.
  func state(after entries: [JournalEntry]) -> JournalState {
    var state = JournalState()
    for entry in entries {
      if case .decision(let decision) = entry, rejected.contains(decision.sequence) {
        state.apply(.rejected(sequence: decision.sequence))
      } else {
        state.apply(entry)
      }
    }
    return state
  }

  /// The same, with what the logs look like now.
  func state(
    after entries: [JournalEntry], _ partitions: [Partition], now: Int64
  ) -> JournalState {
    var state = state(after: entries)
    var ends: [PartitionKey: Offset] = [:]
    for partition in partitions {
      ends[partition.key] = partition.writtenEnd
      for entry in partition.takeNotes(now: now, isForced: true) { state.apply(entry) }
    }
    state.clampProgress(to: ends)
    return state
  }
}
