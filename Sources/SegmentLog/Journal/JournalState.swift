// What the journal adds up to: producers with their epochs, clients' transactions, progress of tasks
// and groups, and what is known of each partition.

/// The sum of journal entries.
struct JournalState {
  /// Progress under one name.
  struct Progress: Equatable {
    var offsets: [PartitionKey: Offset] = [:]
    /// What a consumer group said about its offsets; empty for tasks.
    var details: [PartitionKey: OffsetDetails] = [:]
    var metadata: [UInt8] = []
    /// What a group said about itself; nil for tasks and for groups that never had members.
    var note: GroupNote?

    /// Whether it belongs to a consumer group.
    var isGroup: Bool { !details.isEmpty || note != nil }
  }

  private(set) var producers: [String: Producer] = [:]
  /// By transactional id.
  private(set) var transactions: [String: TransactionRecord] = [:]
  /// Transactional ids by the identifier of their producer.
  private var transactionNames: [Int64: String] = [:]
  private(set) var progress: [String: Progress] = [:]
  private(set) var checkpoints: [PartitionKey: PartitionCheckpoint] = [:]
  private(set) var aborted: [PartitionKey: [AbortedRange]] = [:]
  private(set) var idempotence: [PartitionKey: ProducerCheckpoint] = [:]
  private(set) var nextProducerIdentifier: Int64 = 1
  private(set) var nextSequence: UInt64 = 1
  /// What told the machine's run apart when the journal was begun.
  private(set) var boot: String?
  /// Whether the last entry says that the stop was clean.
  private(set) var isClean = false

  mutating func apply(_ entry: JournalEntry) {
    isClean = false
    switch entry {
    case .producer(let producer):
      producers[producer.name] = producer
      reserve(producer.identifier)
    case .decision(let decision):
      nextSequence = max(nextSequence, decision.sequence + 1)
      for entry in decision.progress { merge(entry) }
      if let name = transactionNames[decision.producer] { transactions[name]?.end(.committed) }
    case .rejected(let sequence): nextSequence = max(nextSequence, sequence + 1)
    case .progress(let entry): merge(entry)
    case .forgotten(let group): progress[group] = nil
    case .checkpoint(let key, let checkpoint, let ranges):
      checkpoints[key] = checkpoint
      guard !ranges.isEmpty || aborted[key] != nil else { return }
      aborted[key] = ((aborted[key] ?? []) + ranges).filter { $0.last >= checkpoint.start }
    case .deleted(let topic): forget(topic)
    case .opened: break
    case .closed: isClean = true
    case .producers(let key, let checkpoint): merge(checkpoint, of: key)
    case .transaction(let record): replace(record)
    case .identifiers(let next): nextProducerIdentifier = max(nextProducerIdentifier, next)
    case .forgottenOffsets(let group, let keys):
      for key in keys {
        progress[group]?.offsets[key] = nil
        progress[group]?.details[key] = nil
      }
    case .boot(let text): boot = text
    case .groupNote(let group, let note): progress[group, default: Progress()].note = note
    case .forgottenTransaction(let name):
      if let record = transactions.removeValue(forKey: name) {
        transactionNames[record.producer.identifier] = nil
      }
    }
  }

  private mutating func reserve(_ identifier: Int64) {
    nextProducerIdentifier = max(nextProducerIdentifier, identifier + 1)
  }

  private mutating func replace(_ record: TransactionRecord) {
    if let old = transactions[record.producer.name] {
      transactionNames[old.producer.identifier] = nil
    }
    transactions[record.producer.name] = record
    transactionNames[record.producer.identifier] = record.producer.name
    reserve(record.producer.identifier)
  }

  /// The transactional id whose producer has this identifier.
  func transaction(of producer: Int64) -> TransactionRecord? {
    transactionNames[producer].flatMap { transactions[$0] }
  }

  private mutating func merge(_ entry: ProgressEntry) {
    // In place: a group may have offsets in thousands of partitions.
    Self.merge(entry, into: &progress[entry.group, default: Progress()])
  }

  private static func merge(_ entry: ProgressEntry, into current: inout Progress) {
    for (key, offset) in entry.offsets { current.offsets[key] = offset }
    if let details = entry.details {
      for (offset, details) in zip(entry.offsets, details) { current.details[offset.key] = details }
    } else if !current.details.isEmpty {
      for (key, _) in entry.offsets { current.details[key] = nil }
    }
    if let metadata = entry.metadata { current.metadata = metadata }
  }

  private mutating func merge(_ checkpoint: ProducerCheckpoint, of key: PartitionKey) {
    guard !checkpoint.isWhole, var merged = idempotence.removeValue(forKey: key) else {
      idempotence[key] = checkpoint
      return
    }
    merged.upTo = checkpoint.upTo
    merged.windows.merge(checkpoint.windows) { $1 }
    idempotence[key] = merged
  }

  private mutating func forget(_ topic: TopicIdentifier) {
    for (group, entry) in progress where entry.offsets.contains(where: { $0.key.topic == topic }) {
      progress[group]?.offsets = entry.offsets.filter { $0.key.topic != topic }
      progress[group]?.details = entry.details.filter { $0.key.topic != topic }
    }
    checkpoints = checkpoints.filter { $0.key.topic != topic }
    aborted = aborted.filter { $0.key.topic != topic }
    idempotence = idempotence.filter { $0.key.topic != topic }
  }

  /// Lowers progress that points behind the end of a log.
  mutating func clampProgress(to ends: [PartitionKey: Offset]) {
    for (group, entry) in progress {
      for (key, offset) in entry.offsets {
        if let end = ends[key], offset > end { progress[group]?.offsets[key] = end }
      }
    }
  }

  /// Entries that add up to this state, for a journal that begins anew.
  var entries: [JournalEntry] {
    var entries: [JournalEntry] = producers.values.sorted { $0.name < $1.name }.map {
      .producer($0)
    }
    entries.append(.identifiers(next: nextProducerIdentifier))
    entries += transactions.values.sorted { $0.producer.name < $1.producer.name }.map {
      .transaction($0)
    }
    // The sequence goes on where it was: a rejection of no decision carries it.
    if nextSequence > 1 { entries.append(.rejected(sequence: nextSequence - 1)) }
    for (group, progress) in progress.sorted(by: { $0.key < $1.key }) {
      entries += Self.entries(of: progress, group)
    }
    for (key, checkpoint) in checkpoints {
      entries.append(.checkpoint(key, checkpoint, aborted: aborted[key] ?? []))
    }
    for (key, checkpoint) in idempotence {
      entries.append(
        .producers(
          key,
          ProducerCheckpoint(upTo: checkpoint.upTo, isWhole: true, windows: checkpoint.windows)))
    }
    if let boot { entries.append(.boot(boot)) }
    return entries
  }

  /// A group's offsets with and without details are two entries.
  private static func entries(of progress: Progress, _ group: String) -> [JournalEntry] {
    var entries: [JournalEntry] = []
    let plain = progress.offsets.filter { progress.details[$0.key] == nil }
    let detailed = progress.offsets.filter { progress.details[$0.key] != nil }
    entries.append(
      .progress(
        ProgressEntry(
          group: group, offsets: plain.map { (key: $0.key, offset: $0.value) },
          metadata: progress.metadata)))
    if !detailed.isEmpty {
      entries.append(
        .progress(
          ProgressEntry(
            group: group, offsets: detailed.map { (key: $0.key, offset: $0.value) },
            details: detailed.compactMap { progress.details[$0.key] })))
    }
    if let note = progress.note { entries.append(.groupNote(group: group, note)) }
    return entries
  }
}
