// Joining: new members, members that are told their id first, members that come back, and static
// members that take over from their former selves.

extension ConsumerGroup {
  /// A member wants to take part. `freshId` is the id that it gets if it has none. The answer is
  /// among the actions, of this call or of a later one.
  mutating func join(
    _ request: JoinRequest, freshId: String, ticket: Ticket, now: Int64
  ) -> [GroupAction] {
    if state == .dead {
      refuse(ticket, .coordinatorNotAvailable, request.memberId)
    } else if request.memberId.isEmpty {
      joinAnew(request, freshId: freshId, ticket: ticket, now: now)
    } else if request.instanceId == nil, pending[request.memberId] != nil {
      joinAsNew(request, as: request.memberId, ticket: ticket, now: now)
    } else if let fault = fault(of: request.memberId, instanceId: request.instanceId) {
      refuse(ticket, fault, request.memberId)
    } else {
      joinAgain(request, ticket: ticket, now: now)
    }
    return takeActions()
  }

  private mutating func refuse(_ ticket: Ticket, _ fault: GroupFault, _ memberId: String) {
    answer(ticket, .refused(fault, memberId: memberId))
  }

  /// Whether a member with these protocols fits to all others.
  private func fits(_ request: JoinRequest, without id: String? = nil) -> Bool {
    guard !request.protocolType.isEmpty, !request.protocols.isEmpty else { return false }
    guard members.count > (id == nil ? 0 : 1) else { return true }
    return request.protocolType == protocolType
      && request.protocols.contains { isCommon($0.name, without: id) }
  }

  /// A client without an id.
  private mutating func joinAnew(
    _ request: JoinRequest, freshId: String, ticket: Ticket, now: Int64
  ) {
    if let instanceId = request.instanceId, let old = instances[instanceId] {
      guard fits(request, without: old) else {
        return refuse(ticket, .inconsistentProtocol, "")
      }
      return replace(old, request, with: freshId, ticket: ticket, now: now)
    }
    guard fits(request) else { return refuse(ticket, .inconsistentProtocol, "") }
    guard members.count + pending.count < settings.membersMax else {
      return refuse(ticket, .groupFull, "")
    }
    if request.takesMemberId, request.instanceId == nil {
      expect(freshId, until: now + request.sessionMilliseconds)
      return refuse(ticket, .memberIdRequired, freshId)
    }
    joinAsNew(request, as: freshId, ticket: ticket, now: now)
  }

  private mutating func joinAsNew(
    _ request: JoinRequest, as id: String, ticket: Ticket, now: Int64
  ) {
    guard fits(request) else { return refuse(ticket, .inconsistentProtocol, id) }
    if members.isEmpty { protocolType = request.protocolType }
    add(request, as: id, ticket: ticket, now: now)
    rebalance(now: now)
  }

  /// A member that is known joins again.
  private mutating func joinAgain(_ request: JoinRequest, ticket: Ticket, now: Int64) {
    let id = request.memberId
    guard fits(request, without: id), let member = members[id] else {
      return refuse(ticket, .inconsistentProtocol, id)
    }
    let isUnchanged = member.protocols == request.protocols
    switch state {
    case .completingRebalance where isUnchanged,
      .stable where isUnchanged && id != leader:
      // It did not get the answer, or is too eager: it is a member already.
      change(id) { $0.renew(now) }
      answer(ticket, joinAnswer(for: id))
    default:
      update(id, request, ticket: ticket)
      rebalance(now: now)
    }
  }

  /// Lets a member wait in the join phase, with what it offers now.
  private mutating func update(_ id: String, _ request: JoinRequest, ticket: Ticket) {
    if let former = members[id]?.join {
      answer(former, .refused(.rebalanceInProgress, memberId: id))
    }
    change(id) { member in
      member.clientId = request.clientId
      member.clientHost = request.clientHost
      member.sessionTimeout = request.sessionMilliseconds
      member.rebalanceTimeout = request.rebalanceMilliseconds
      member.join = ticket
    }
    offer(request.protocols, of: id)
  }

  /// A static member came back under a new id: it goes on where the old one was. Only when what it
  /// offers has changed do the others notice.
  private mutating func replace(
    _ old: String, _ request: JoinRequest, with new: String, ticket: Ticket, now: Int64
  ) {
    let chosen = protocolName ?? ""
    let before = members[old]?.metadata(for: chosen)
    rename(old, to: new)
    update(new, request, ticket: ticket)
    if state == .stable, before != nil, before == members[new]?.metadata(for: chosen),
      isCommon(chosen)
    {
      change(new) { member in
        member.join = nil
        member.renew(now)
      }
      answer(ticket, joinAnswer(for: new))
    } else {
      rebalance(now: now)
    }
  }
}
