// Progress of consumer groups and tasks.

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
}
