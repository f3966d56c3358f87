// Progress of tasks and of consumer groups: one table, one kind of entry in the journal. What only
// groups say (text, leader epoch, time) stands beside the offsets.

extension Broker {
  package func committed(_ group: String) -> CommittedProgress? {
    guard let progress = journal.read({ $0.progress[group] }) else { return nil }
    var offsets: [TopicPartition: Offset] = [:]
    for (key, offset) in progress.offsets {
      if let name = name(of: key) { offsets[name] = offset }
    }
    return CommittedProgress(offsets: offsets, metadata: progress.metadata)
  }

  package func commitOffsets(
    _ group: String, _ offsets: [TopicPartition: Offset]
  )
    throws(LogError)
  {
    let entry = ProgressEntry(group: group, offsets: try keyed(offsets), metadata: nil)
    try journal.append([.progress(entry)])
    if environment.settings.durability == .fsync { try journal.sync() }
  }

  package func groups() -> [String] {
    journal.read { $0.progress.keys.sorted() }
  }

  package func deleteGroup(_ group: String) throws(LogError) {
    try journal.append { (state) throws(LogError) in
      guard state.progress[group] != nil else {
        throw LogError(
          .unknownGroup, "there is no progress of \(group); check the name of the group")
      }
      return (JournalEntry.forgotten(group: group), ())
    }
  }

  // MARK: - Consumer groups

  /// The names under which consumer groups, and not tasks of queries, keep something, sorted.
  package func consumerGroups() -> [String] {
    journal.read { state in
      state.progress.keys.filter { state.producers[$0] == nil }.sorted()
    }
  }

  /// Whether clients may use a name: it does not belong to a query's task.
  package func isOpen(group: String) -> Bool { journal.read { $0.producers[group] == nil } }

  /// Fails when a name belongs to a query's task, whose progress clients may not touch.
  package func checkIsOpen(group: String) throws(LogError) {
    guard isOpen(group: group) else {
      throw LogError(
        .internalGroup, "\(group) is the progress of a query; choose another name for the group")
    }
  }

  /// What a group committed; nil when nothing was ever kept under the name.
  package func groupOffsets(_ group: String) -> [TopicPartition: GroupOffset]? {
    guard let progress = journal.read({ $0.progress[group] }) else { return nil }
    var offsets: [TopicPartition: GroupOffset] = [:]
    for (key, offset) in progress.offsets {
      guard let name = name(of: key) else { continue }
      let details = progress.details[key]
      offsets[name] = GroupOffset(
        offset: offset, leaderEpoch: details?.leaderEpoch ?? -1,
        metadata: details?.metadata ?? "", timestamp: details?.timestamp ?? -1)
    }
    return offsets
  }

  /// Commits offsets of a group outside a transaction. Returns the partitions that do not exist;
  /// theirs are left out. May be answered only after `syncOffsets`.
  @discardableResult
  package func commitOffsets(
    _ group: String, of offsets: [TopicPartition: GroupOffset]
  ) throws(LogError) -> [TopicPartition] {
    try checkIsOpen(group: group)
    let (entry, unknown) = progress(of: group, offsets)
    if !entry.offsets.isEmpty { try journal.append([.progress(entry)]) }
    return unknown
  }

  /// Waits for the disk, where answers mean that.
  package func syncOffsets() throws(LogError) {
    if environment.settings.durability == .fsync { try journal.sync() }
  }

  /// Forgets what a group committed before a moment, in wall milliseconds, and the group itself when
  /// nothing else is left; true when it is gone. Offsets without a time, and those that an open
  /// transaction is about to change, stay.
  package func expireOffsets(_ group: String, before limit: Int64) throws(LogError) -> Bool {
    func isOld(_ details: OffsetDetails) -> Bool {
      details.timestamp >= 0 && details.timestamp < limit
    }
    let hasOld = journal.read { state in
      state.progress[group].map { $0.offsets.isEmpty || $0.details.values.contains(where: isOld) }
    }
    guard hasOld == true else { return false }
    let pending = Set(pendingOffsets(group).compactMap { name in (try? partition(name))?.key })
    // Chosen with the journal's lock held, so that a commit at the same moment is not lost.
    return try journal.append { (state) throws(LogError) -> (JournalEntry, Bool) in
      let progress = state.progress[group] ?? JournalState.Progress()
      let old = progress.details.filter { isOld($0.value) && !pending.contains($0.key) }
      guard old.count == progress.offsets.count else {
        return (.forgottenOffsets(group: group, Array(old.keys)), false)
      }
      return (.forgotten(group: group), true)
    }
  }

  /// The partitions of a group whose offsets an open transaction is about to change.
  package func pendingOffsets(_ group: String) -> Set<TopicPartition> {
    let keys = journal.read { state in
      state.transactions.values.flatMap { record in
        record.pending.filter { $0.group == group }.flatMap { $0.offsets.map(\.key) }
      }
    }
    return Set(keys.compactMap { name(of: $0) })
  }

  /// Forgets what a group committed for some partitions.
  package func forgetOffsets(_ group: String, _ partitions: [TopicPartition]) throws(LogError) {
    var keys: [PartitionKey] = []
    for name in partitions {
      if let partition = try? partition(name) { keys.append(partition.key) }
    }
    guard !keys.isEmpty else { return }
    try journal.append([.forgottenOffsets(group: group, keys)])
  }

  /// What a group's coordinator left for the next start.
  package func note(ofGroup group: String) -> GroupNote? {
    journal.read { $0.progress[group]?.note }
  }

  /// Keeps what a group's coordinator wants to find again.
  package func keep(_ note: GroupNote, ofGroup group: String) throws(LogError) {
    try checkIsOpen(group: group)
    try journal.append([.groupNote(group: group, note)])
  }

  /// An entry for offsets of a group, and the partitions that do not exist.
  func progress(
    of group: String, _ offsets: [TopicPartition: GroupOffset]
  ) -> (entry: ProgressEntry, unknown: [TopicPartition]) {
    var entry = ProgressEntry(group: group, offsets: [], details: [])
    var unknown: [TopicPartition] = []
    for (name, committed) in offsets {
      guard let key = (try? partition(name))?.key else {
        unknown.append(name)
        continue
      }
      entry.offsets.append((key, committed.offset))
      entry.details?.append(
        OffsetDetails(
          leaderEpoch: committed.leaderEpoch, timestamp: committed.timestamp,
          metadata: committed.metadata))
    }
    return (entry, unknown)
  }
}
