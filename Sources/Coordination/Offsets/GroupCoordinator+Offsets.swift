// Offsets of groups: committed by members, by consumers that assign themselves, and inside
// transactions; fetched by anybody; expired when a group is empty for long.

package import SegmentLog

/// An offset to commit.
package struct OffsetCommit: Hashable, Sendable {
  package var partition: TopicPartition
  package var offset: Int64
  /// -1 when the client does not say.
  package var leaderEpoch: Int32
  package var metadata: String?

  package init(
    _ partition: TopicPartition, offset: Int64, leaderEpoch: Int32 = -1, metadata: String? = nil
  ) {
    self.partition = partition
    self.offset = offset
    self.leaderEpoch = leaderEpoch
    self.metadata = metadata
  }
}

/// An offset that was asked for.
package struct FetchedOffset: Equatable, Sendable {
  package var partition: TopicPartition
  /// -1 when nothing was committed.
  package var offset: Int64 = -1
  package var leaderEpoch: Int32 = -1
  package var metadata = ""
  package var fault: GroupFault?
}

extension GroupCoordinator {
  /// Commits offsets. One answer each, nil for those that are committed.
  package func commit(
    _ group: String, by caller: MemberIdentity, _ offsets: [OffsetCommit]
  ) -> [GroupFault?] {
    let faults = commit(group, by: caller, offsets, inTransaction: false) {
      (accepted) throws(LogError) in
      try self.log.commitOffsets(group, of: accepted)
    }
    do throws(LogError) { try log.syncOffsets() } catch { return offsets.map { _ in .log(error) } }
    return faults
  }

  /// Adds offsets to the transaction of a producer. One answer each, nil for those that will become
  /// visible with its commit.
  package func commit(
    _ group: String, by caller: MemberIdentity, _ offsets: [OffsetCommit], in producer: Producer
  ) -> [GroupFault?] {
    commit(group, by: caller, offsets, inTransaction: true) { (accepted) throws(LogError) in
      try self.log.commitOffsets(group, of: accepted, in: producer)
    }
  }

  /// Checks the caller and each offset, and writes those that are sound with the group held: nobody
  /// is handed a partition between the check and the commit.
  private func commit(
    _ group: String, by caller: MemberIdentity, _ offsets: [OffsetCommit], inTransaction: Bool,
    _ write: ([TopicPartition: GroupOffset]) throws(LogError) -> [TopicPartition]
  ) -> [GroupFault?] {
    guard !group.isEmpty else { return offsets.map { _ in .invalidGroupId } }
    let now = now
    let wall = wall
    var accepted: [TopicPartition: GroupOffset] = [:]
    var faults = offsets.map { commit -> GroupFault? in
      let metadata = commit.metadata ?? ""
      guard metadata.utf8.count <= settings.offsetMetadataBytesMax else {
        return .offsetMetadataTooLarge
      }
      accepted[commit.partition] = GroupOffset(
        offset: Offset(commit.offset), leaderEpoch: commit.leaderEpoch, metadata: metadata,
        timestamp: wall)
      return nil
    }
    do throws(LogError) {
      let unknown: [TopicPartition]
      if let cell = existing(group) {
        var refusal: GroupFault?
        unknown = try cell.locked { (group) throws(LogError) -> [TopicPartition] in
          refusal = group.commit(caller, inTransaction: inTransaction, now: now)
          return refusal == nil ? try write(accepted) : []
        }
        if let refusal { return offsets.map { _ in refusal } }
      } else {
        guard caller.isOutsider else { return offsets.map { _ in .unknownMember } }
        unknown = try write(accepted)
      }
      for (index, commit) in offsets.enumerated() where unknown.contains(commit.partition) {
        faults[index] = faults[index] ?? .unknownPartition
      }
      return faults
    } catch {
      let fault: GroupFault = error.code == .internalGroup ? .internalGroup : .log(error)
      return offsets.map { _ in fault }
    }
  }

  /// The offsets of a group for some partitions, in their order; nil for all that it has. With
  /// `requireStable`, one that an open transaction is about to change is not told.
  package func fetch(
    _ group: String, _ partitions: [TopicPartition]?, requireStable: Bool
  ) -> [FetchedOffset] {
    // What a query keeps under a name is nobody's to see.
    let known = log.isOpen(group: group) ? log.groupOffsets(group) ?? [:] : [:]
    let unstable = requireStable ? log.pendingOffsets(group) : []
    return (partitions ?? known.keys.sorted()).map { partition in
      if unstable.contains(partition) {
        return FetchedOffset(partition: partition, fault: .unstableOffset)
      }
      guard let committed = known[partition] else { return FetchedOffset(partition: partition) }
      return FetchedOffset(
        partition: partition, offset: committed.offset.value, leaderEpoch: committed.leaderEpoch,
        metadata: committed.metadata)
    }
  }

  /// Forgets offsets of a group. One answer each, nil for those that are gone; a fault for the whole
  /// call when the group is not there, or has members that are no consumers.
  package func deleteOffsets(
    _ group: String, _ partitions: [TopicPartition]
  ) -> Result<[GroupFault?], GroupFault> {
    guard !group.isEmpty else { return .failure(.invalidGroupId) }
    guard exists(group) else { return .failure(.groupNotFound) }
    let cell = existing(group)
    do throws(LogError) {
      guard let cell else {
        try log.forgetOffsets(group, partitions)
        return .success(partitions.map { _ in nil })
      }
      return try cell.locked { (members) throws(LogError) -> Result<[GroupFault?], GroupFault> in
        if !members.members.isEmpty, members.protocolType != "consumer" {
          return .failure(.notEmpty)
        }
        let faults = partitions.map { partition -> GroupFault? in
          members.isSubscribed(to: partition.topic) ? .subscribedToTopic : nil
        }
        try log.forgetOffsets(
          group, zip(partitions, faults).filter { $0.1 == nil }.map { $0.0 })
        return .success(faults)
      }
    } catch {
      return .failure(.log(error))
    }
  }

  /// Whether a name stands for a group that clients may see.
  func exists(_ group: String) -> Bool {
    if let cell = existing(group), cell.read(\.isWorthNaming) { return true }
    return log.groupOffsets(group) != nil && log.isOpen(group: group)
  }

  /// Forgets the offsets of groups that are empty for long, and groups with nothing left. Part of
  /// `advance`.
  func expireOffsets() {
    let wall = wall
    let limit = wall - settings.offsetsRetentionMilliseconds
    for name in Set(log.consumerGroups()).union(all.map(\.name)) {
      do throws(LogError) { try expireOffsets(of: name, before: limit) } catch {
        // A log that cannot be written says so to everyone who commits; the next check tries again.
        return
      }
    }
  }

  private func expireOffsets(of name: String, before limit: Int64) throws(LogError) {
    if let cell = existing(name) {
      if try cell.expire(before: limit) { drop(cell) }
      return
    }
    // Members that were there when the process ended are gone since the start.
    let emptied = log.note(ofGroup: name).map { $0.emptied >= 0 ? $0.emptied : started } ?? .min
    guard emptied < limit || log.groupOffsets(name)?.isEmpty == true else { return }
    _ = try log.expireOffsets(name, before: limit)
  }
}
