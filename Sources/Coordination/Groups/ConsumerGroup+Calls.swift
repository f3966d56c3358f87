// What members do between two joins: fetch their assignment, say that they live, commit, leave.

extension ConsumerGroup {
  /// A member wants its assignment; the leader brings everybody's.
  mutating func sync(_ request: SyncRequest, ticket: Ticket, now: Int64) -> [GroupAction] {
    if let fault = syncFault(request) {
      answer(ticket, SyncAnswer.refused(fault))
      return takeActions()
    }
    let id = request.member.memberId
    synced(id)
    if state == .stable {
      change(id) { $0.renew(now) }
      answer(ticket, syncAnswer(for: id))
      return takeActions()
    }
    if let former = members[id]?.sync { answer(former, SyncAnswer.refused(.rebalanceInProgress)) }
    change(id) { $0.sync = ticket }
    if id == leader { settle(now: now, request.assignments) }
    return takeActions()
  }

  private func syncFault(_ request: SyncRequest) -> GroupFault? {
    if state == .dead { return .coordinatorNotAvailable }
    if let fault = fault(of: request.member) { return fault }
    if state == .preparingRebalance { return .rebalanceInProgress }
    if let type = request.protocolType, type != protocolType { return .inconsistentProtocol }
    if let name = request.protocolName, name != protocolName { return .inconsistentProtocol }
    return nil
  }

  /// A member says that it lives. Nil when all is well.
  mutating func heartbeat(_ caller: MemberIdentity, now: Int64) -> GroupFault? {
    if state == .dead { return .coordinatorNotAvailable }
    if let fault = fault(of: caller) { return fault }
    change(caller.memberId) { $0.renew(now) }
    return state == .preparingRebalance ? .rebalanceInProgress : nil
  }

  /// Whether a caller may commit offsets; nil when it may. A commit is a sign of life.
  mutating func commit(
    _ caller: MemberIdentity, inTransaction: Bool, now: Int64
  ) -> GroupFault? {
    if state == .dead { return .coordinatorNotAvailable }
    if caller.isOutsider {
      // Old transactional producers do not say for which member they commit.
      return inTransaction || members.isEmpty ? nil : .unknownMember
    }
    if let fault = fault(of: caller) { return fault }
    change(caller.memberId) { $0.renew(now) }
    return state == .completingRebalance ? .rebalanceInProgress : nil
  }

  /// Members leave, or are made to. One answer each, nil for those that are gone now.
  mutating func leave(
    _ leaving: [LeavingMember], now: Int64
  ) -> (faults: [GroupFault?], actions: [GroupAction]) {
    var faults: [GroupFault?] = []
    var hasLeft = false
    for one in leaving {
      let fault = leave(one)
      hasLeft = hasLeft || fault == nil
      faults.append(fault)
    }
    if hasLeft { membersChanged(now: now) }
    return (faults, takeActions())
  }

  private mutating func leave(_ one: LeavingMember) -> GroupFault? {
    if state == .dead { return .coordinatorNotAvailable }
    if let instanceId = one.instanceId {
      guard let id = instances[instanceId] else { return .unknownMember }
      guard one.memberId.isEmpty || one.memberId == id else { return .fencedInstance }
      remove(id)
      return nil
    }
    if dropPending(one.memberId) { return nil }
    guard members[one.memberId] != nil else { return .unknownMember }
    remove(one.memberId)
    return nil
  }

  /// Whether a member may read the topic. Consumers say what they are subscribed to; of others, and
  /// of those whose words make no sense, everything is assumed.
  func isSubscribed(to topic: String) -> Bool {
    members.values.contains { member in
      guard protocolType == "consumer" else { return true }
      return member.protocols.contains { offered in
        guard let topics = Subscription.topics(offered.metadata) else { return true }
        return topics.contains(topic)
      }
    }
  }

  /// The group as it can be asked for.
  func describe(_ id: String) -> GroupDescription {
    let isStable = state == .stable
    let chosen = isStable ? protocolName ?? "" : ""
    return GroupDescription(
      id: id, state: state, protocolType: protocolType ?? "", protocolName: chosen,
      members: ordered.map { member in
        GroupDescription.Member(
          id: member.id, instanceId: member.instanceId, clientId: member.clientId,
          clientHost: member.clientHost,
          metadata: isStable ? member.metadata(for: chosen) ?? [] : [],
          assignment: isStable ? member.assignment : [])
      })
  }
}
