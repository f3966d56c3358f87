// What administrators ask: which groups there are, what they look like, away with them.

import SegmentLog

extension GroupCoordinator {
  /// What a group looks like; one that is not there looks dead.
  package func describe(_ group: String) -> GroupDescription {
    if let cell = existing(group) {
      let description = cell.read { $0.isWorthNaming ? $0.describe(group) : nil }
      if let description { return description }
    }
    guard exists(group) else { return .dead(group) }
    return GroupDescription(
      id: group, state: .empty, protocolType: log.note(ofGroup: group)?.protocolType ?? "",
      protocolName: "", members: [])
  }

  /// All groups by name, or those in some states. Their members are left out.
  package func list(states: Set<GroupState>? = nil) -> [GroupDescription] {
    let names = Set(log.consumerGroups()).union(all.map(\.name))
    return names.sorted().compactMap { name in
      var description = describe(name)
      description.members = []
      guard description.state != .dead, states?.contains(description.state) ?? true else {
        return nil
      }
      return description
    }
  }

  /// Deletes a group with its offsets; nil when it is gone.
  package func delete(_ group: String) -> GroupFault? {
    guard !group.isEmpty else { return .invalidGroupId }
    guard exists(group) else { return .groupNotFound }
    do throws(LogError) {
      if let cell = existing(group) {
        guard try cell.delete() else { return .notEmpty }
        drop(cell)
      } else {
        try log.deleteGroup(group)
      }
      return nil
    } catch {
      return error.code == .unknownGroup ? .groupNotFound : .log(error)
    }
  }
}

extension ConsumerGroup {
  /// Whether it is a group, rather than the trace of a client that was refused.
  var isWorthNaming: Bool { !members.isEmpty || generation > 0 || !pending.isEmpty }
}

extension GroupCell {
  /// Ends the group and forgets its offsets; false when it has members.
  func delete() throws(LogError) -> Bool {
    try locked { (group) throws(LogError) -> Bool in
      guard group.members.isEmpty else { return false }
      do throws(LogError) { try log.deleteGroup(name) } catch {
        // A group without offsets has nothing to forget.
        guard error.code == .unknownGroup else { throw error }
      }
      group.die()
      return true
    }
  }

  /// Forgets what is older than a moment when nobody is there; true when the group may go.
  func expire(before limit: Int64) throws(LogError) -> Bool {
    try locked { (group) throws(LogError) -> Bool in
      guard group.members.isEmpty, group.pending.isEmpty else { return false }
      if let offsets = log.groupOffsets(name) {
        guard offsets.isEmpty || emptied < limit,
          try log.expireOffsets(name, before: limit)
        else { return false }
      }
      group.die()
      return true
    }
  }
}
