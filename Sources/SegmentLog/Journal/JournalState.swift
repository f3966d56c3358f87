// What the journal adds up to: producers with their epochs, progress of tasks and groups, and what
// is known of each partition.

/// The sum of journal entries.
struct JournalState {
  /// Progress under one name.
  struct Progress: Equatable {
    var offsets: [PartitionKey: Offset] = [:]
    var metadata: [UInt8] = []
  }

  private(set) var producers: [String: Producer] = [:]
  private(set) var progress: [String: Progress] = [:]
  private(set) var checkpoints: [PartitionKey: PartitionCheckpoint] = [:]
  private(set) var aborted: [PartitionKey: [AbortedRange]] = [:]
  private(set) var nextProducerIdentifier: Int64 = 1
  private(set) var nextSequence: UInt64 = 1
  /// Whether the last entry says that the stop was clean.
  private(set) var isClean = false

  mutating func apply(_ entry: JournalEntry) {
    isClean = false
    switch entry {
    case .producer(let producer):
      producers[producer.name] = producer
      nextProducerIdentifier = max(nextProducerIdentifier, producer.identifier + 1)
    case .decision(let decision):
      nextSequence = max(nextSequence, decision.sequence + 1)
      for entry in decision.progress { apply(entry) }
    case .rejected(let sequence): nextSequence = max(nextSequence, sequence + 1)
    case .progress(let entry): apply(entry)
    case .forgotten(let group): progress[group] = nil
    case .checkpoint(let key, let checkpoint, let ranges):
      checkpoints[key] = checkpoint
      guard !ranges.isEmpty || aborted[key] != nil else { return }
      aborted[key] = ((aborted[key] ?? []) + ranges).filter { $0.last >= checkpoint.start }
    case .deleted(let topic): forget(topic)
    case .opened: break
    case .closed: isClean = true
    }
  }

  private mutating func apply(_ entry: ProgressEntry) {
    var current = progress[entry.group] ?? Progress()
    for (key, offset) in entry.offsets { current.offsets[key] = offset }
    if let metadata = entry.metadata { current.metadata = metadata }
    progress[entry.group] = current
  }

  private mutating func forget(_ topic: TopicIdentifier) {
    for (group, var entry) in progress {
      entry.offsets = entry.offsets.filter { $0.key.topic != topic }
      progress[group] = entry
    }
    checkpoints = checkpoints.filter { $0.key.topic != topic }
    aborted = aborted.filter { $0.key.topic != topic }
  }

  /// Lowers progress that points behind the end of a log.
  mutating func clampProgress(to ends: [PartitionKey: Offset]) {
    for (group, var entry) in progress {
      for (key, offset) in entry.offsets {
        if let end = ends[key], offset > end { entry.offsets[key] = end }
      }
      progress[group] = entry
    }
  }

  /// Entries that add up to this state, for a journal that begins anew.
  var entries: [JournalEntry] {
    var entries: [JournalEntry] = producers.values.sorted { $0.name < $1.name }.map {
      .producer($0)
    }
    // The sequence goes on where it was: a rejection of no decision carries it.
    if nextSequence > 1 { entries.append(.rejected(sequence: nextSequence - 1)) }
    for (group, progress) in progress.sorted(by: { $0.key < $1.key }) {
      entries.append(
        .progress(
          ProgressEntry(
            group: group, offsets: progress.offsets.map { (key: $0.key, offset: $0.value) },
            metadata: progress.metadata)))
    }
    for (key, checkpoint) in checkpoints {
      entries.append(.checkpoint(key, checkpoint, aborted: aborted[key] ?? []))
    }
    return entries
  }
}
