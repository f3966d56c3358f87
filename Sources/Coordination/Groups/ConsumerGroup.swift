// A consumer group as a value: every call and every tick of the clock is a transition that returns
// what is to be done. No clock, no lock, no log.
//
//   empty ──join──▶ preparing ──all joined, or time is up──▶ completing ──leader's sync──▶ stable
//     ▲                 │ ▲                                       │                          │
//     └──nobody left────┘ └────a member joins, leaves or dies──────┴──────────────────────────┘
//
// A generation is one run through completing: members that answered its join know each other by its
// number, and whoever carries another number is refused. Joins wait in preparing, syncs in
// completing; whoever waits is answered when the state is left, whatever the reason. A member that
// waits for us cannot expire; every other one does when it is silent for its session timeout.

/// What a transition asks its owner to do.
enum GroupAction: Equatable {
  case joined(Ticket, JoinAnswer)
  case synced(Ticket, SyncAnswer)
  /// The group has a new generation, or nobody left: worth remembering over a restart.
  case note(generation: Int32, isEmpty: Bool)
}

/// A consumer group.
struct ConsumerGroup: Sendable {
  /// How a join phase ends.
  struct JoinPhase: Sendable {
    /// When it ends at the latest.
    var deadline: Int64
    /// The first members of a group: it does not end before the deadline, and later ones put that
    /// off. How much may still be added; nil in any other phase.
    var extensible: Int64?
    /// Whether a member came since the deadline was set.
    var grew = false
  }

  let settings: GroupSettings
  private(set) var state: GroupState = .empty
  private(set) var generation: Int32
  var protocolType: String?
  private(set) var protocolName: String?
  private(set) var leader: String?
  private(set) var members: [String: GroupMember] = [:]
  /// How many members know a protocol.
  private var support: [String: Int] = [:]
  /// Static members: instance id to member id.
  private(set) var instances: [String: String] = [:]
  /// Ids that were given out and did not come back yet, and when they expire.
  private(set) var pending: [String: Int64] = [:]
  private var phase: JoinPhase?
  /// Members of the generation that did not sync yet, and when they have to.
  private var unsynced: Set<String> = []
  private var syncDeadline: Int64?
  private var nextOrder: UInt64 = 0
  private var actions: [GroupAction] = []

  init(settings: GroupSettings, generation: Int32 = 0, protocolType: String? = nil) {
    self.settings = settings
    self.generation = generation
    self.protocolType = protocolType
  }

  /// The next moment at which `tick` has something to do; nil when there is none.
  var nextDeadline: Int64? {
    var next = phase?.deadline
    func consider(_ deadline: Int64) { next = min(next ?? deadline, deadline) }
    if let syncDeadline { consider(syncDeadline) }
    for deadline in pending.values { consider(deadline) }
    for member in members.values where !member.isWaiting { consider(member.deadline) }
    return next
  }

  /// Members in the order in which they came.
  var ordered: [GroupMember] { members.values.sorted { $0.order < $1.order } }

  /// What is to be done since the last time.
  mutating func takeActions() -> [GroupAction] {
    defer { actions = [] }
    return actions
  }

  // MARK: - Members

  /// The fault of a caller that claims to be a member; nil when it is one, of any generation.
  func fault(of memberId: String, instanceId: String?) -> GroupFault? {
    if let instanceId {
      guard let holder = instances[instanceId] else { return .unknownMember }
      return holder == memberId ? nil : .fencedInstance
    }
    return members[memberId] == nil ? .unknownMember : nil
  }

  /// The same, of this generation.
  func fault(of caller: MemberIdentity) -> GroupFault? {
    if let fault = fault(of: caller.memberId, instanceId: caller.instanceId) { return fault }
    return caller.generation == generation ? nil : .illegalGeneration
  }

  mutating func change(_ id: String, _ body: (inout GroupMember) -> Void) {
    guard members[id] != nil else { return }
    // Safe because it was just there.
    body(&members[id]!)
  }

  mutating func add(_ request: JoinRequest, as id: String, ticket: Ticket, now: Int64) {
    members[id] = GroupMember(
      id: id, instanceId: request.instanceId, clientId: request.clientId,
      clientHost: request.clientHost, sessionTimeout: request.sessionMilliseconds,
      rebalanceTimeout: request.rebalanceMilliseconds, protocols: request.protocols,
      order: nextOrder, join: ticket, deadline: now + request.sessionMilliseconds)
    nextOrder += 1
    count(request.protocols, 1)
    if let instanceId = request.instanceId { instances[instanceId] = id }
    pending[id] = nil
    if leader == nil { leader = id }
    phase?.grew = true
  }

  /// Gives a static member a new id; the old one is fenced.
  mutating func rename(_ old: String, to new: String) {
    guard var member = members.removeValue(forKey: old) else { return }
    if let ticket = member.join { answer(ticket, .refused(.fencedInstance, memberId: old)) }
    if let ticket = member.sync { answer(ticket, .refused(.fencedInstance)) }
    member.id = new
    member.join = nil
    member.sync = nil
    members[new] = member
    if let instanceId = member.instanceId { instances[instanceId] = new }
    if leader == old { leader = new }
    if unsynced.remove(old) != nil { unsynced.insert(new) }
  }

  /// Takes a member out. Call `membersChanged` afterwards.
  mutating func remove(_ id: String, because fault: GroupFault = .unknownMember) {
    guard let member = members.removeValue(forKey: id) else { return }
    count(member.protocols, -1)
    if let ticket = member.join { answer(ticket, .refused(fault, memberId: id)) }
    if let ticket = member.sync { answer(ticket, .refused(fault)) }
    if let instanceId = member.instanceId { instances[instanceId] = nil }
    unsynced.remove(id)
    if leader == id { leader = members.values.min { $0.order < $1.order }?.id }
  }

  mutating func expect(_ id: String, until deadline: Int64) { pending[id] = deadline }

  mutating func dropPending(_ id: String) -> Bool { pending.removeValue(forKey: id) != nil }

  mutating func answer(_ ticket: Ticket, _ answer: JoinAnswer) {
    actions.append(.joined(ticket, answer))
  }

  mutating func answer(_ ticket: Ticket, _ answer: SyncAnswer) {
    actions.append(.synced(ticket, answer))
  }

  // MARK: - Phases

  /// Begins to put the group together anew, unless that is under way.
  mutating func rebalance(now: Int64) {
    guard state != .preparingRebalance else { return finishJoinIfComplete(now: now) }
    let isFirst = state == .empty
    for member in ordered {
      guard let ticket = member.sync else { continue }
      answer(ticket, SyncAnswer.refused(.rebalanceInProgress))
      change(member.id) { member in
        member.sync = nil
        member.renew(now)
      }
    }
    if state == .completingRebalance {
      for id in members.keys { change(id) { $0.assignment = [] } }
    }
    unsynced = []
    syncDeadline = nil
    state = .preparingRebalance
    let timeout = rebalanceTimeout
    if isFirst {
      let delay = min(settings.initialDelayMilliseconds, timeout)
      phase = JoinPhase(deadline: now + delay, extensible: timeout - delay)
    } else {
      phase = JoinPhase(deadline: now + timeout)
    }
    finishJoinIfComplete(now: now)
  }

  private var rebalanceTimeout: Int64 { members.values.map(\.rebalanceTimeout).max() ?? 0 }

  /// Ends the join phase when everybody is there, or nobody is left.
  mutating func finishJoinIfComplete(now: Int64) {
    guard let phase, state == .preparingRebalance else { return }
    if members.isEmpty {
      finishJoin(now: now)
    } else if phase.extensible == nil || phase.deadline <= now {
      if members.values.allSatisfy({ $0.join != nil }) { finishJoin(now: now) }
    }
  }

  /// Ends the join phase with those who are there.
  private mutating func finishJoin(now: Int64) {
    phase = nil
    for member in ordered where member.join == nil { remove(member.id) }
    guard !members.isEmpty else {
      state = .empty
      protocolName = nil
      leader = nil
      actions.append(.note(generation: generation, isEmpty: true))
      return
    }
    generation = generation == .max ? 1 : generation + 1
    protocolName = chooseProtocol()
    state = .completingRebalance
    syncDeadline = now + rebalanceTimeout
    for member in ordered {
      guard let ticket = member.join else { continue }
      answer(ticket, joinAnswer(for: member.id))
      change(member.id) { member in
        member.join = nil
        member.assignment = []
        member.renew(now)
      }
      unsynced.insert(member.id)
    }
    actions.append(.note(generation: generation, isEmpty: false))
  }

  /// What a member of the generation is told.
  func joinAnswer(for id: String) -> JoinAnswer {
    var answer = JoinAnswer(
      generation: generation, protocolType: protocolType, protocolName: protocolName,
      leader: leader ?? "", memberId: id)
    if id == leader {
      answer.members = ordered.map {
        JoinAnswer.Member(
          id: $0.id, instanceId: $0.instanceId, metadata: $0.metadata(for: protocolName ?? "") ?? []
        )
      }
    }
    return answer
  }

  /// Whether a protocol is one that all members know, leaving one member out.
  func isCommon(_ name: String, without id: String? = nil) -> Bool {
    var known = support[name] ?? 0
    var count = members.count
    if let id, let member = members[id] {
      count -= 1
      if member.metadata(for: name) != nil { known -= 1 }
    }
    return known == count
  }

  /// Gives a member other protocols.
  mutating func offer(_ protocols: [GroupProtocol], of id: String) {
    guard let member = members[id] else { return }
    count(member.protocols, -1)
    count(protocols, 1)
    change(id) { $0.protocols = protocols }
  }

  /// Counts who knows what; a name that a member gives twice counts once.
  private mutating func count(_ protocols: [GroupProtocol], _ change: Int) {
    for name in Set(protocols.map(\.name)) {
      let count = (support[name] ?? 0) + change
      support[name] = count > 0 ? count : nil
    }
  }

  /// The protocol that most members prefer among those that all know; of several, the one that the
  /// eldest member likes best.
  private func chooseProtocol() -> String? {
    var votes: [String: Int] = [:]
    for member in members.values {
      if let first = member.protocols.first(where: { isCommon($0.name) }) {
        votes[first.name, default: 0] += 1
      }
    }
    let most = votes.values.max()
    return ordered.first?.protocols.first { most != nil && votes[$0.name] == most }?.name
  }

  /// Goes on after members left.
  mutating func membersChanged(now: Int64) {
    switch state {
    case .stable, .completingRebalance: rebalance(now: now)
    case .preparingRebalance: finishJoinIfComplete(now: now)
    case .empty, .dead: break
    }
  }

  /// A member synced. With the leader's assignments, everybody gets theirs.
  mutating func synced(_ id: String) { unsynced.remove(id) }

  /// Everybody has an assignment.
  mutating func settle(now: Int64, _ assignments: [String: [UInt8]]) {
    state = .stable
    for member in ordered {
      change(member.id) { $0.assignment = assignments[member.id] ?? [] }
      guard let ticket = member.sync else { continue }
      answer(ticket, syncAnswer(for: member.id))
      change(member.id) { member in
        member.sync = nil
        member.renew(now)
      }
    }
  }

  func syncAnswer(for id: String) -> SyncAnswer {
    SyncAnswer(
      protocolType: protocolType, protocolName: protocolName,
      assignment: members[id]?.assignment ?? [])
  }

  /// The group is forgotten; nothing of it may be used any more.
  mutating func die() {
    for member in ordered { remove(member.id, because: .coordinatorNotAvailable) }
    pending = [:]
    phase = nil
    syncDeadline = nil
    state = .dead
  }

  // MARK: - Time

  /// Does what is due.
  mutating func tick(now: Int64) -> [GroupAction] {
    pending = pending.filter { $0.value > now }
    let silent = members.values.filter { !$0.isWaiting && $0.deadline <= now }.sorted {
      $0.order < $1.order
    }
    for member in silent { remove(member.id) }
    if !silent.isEmpty { membersChanged(now: now) }
    if let deadline = syncDeadline, deadline <= now {
      syncDeadline = nil
      let late = unsynced
      for member in ordered where late.contains(member.id) { remove(member.id) }
      unsynced = []
      if !late.isEmpty { membersChanged(now: now) }
    }
    if let current = phase, current.deadline <= now { endPhase(current, now: now) }
    return takeActions()
  }

  private mutating func endPhase(_ current: JoinPhase, now: Int64) {
    guard let rest = current.extensible, current.grew, rest > 0 else { return finishJoin(now: now) }
    let delay = min(settings.initialDelayMilliseconds, rest)
    phase = JoinPhase(deadline: now + delay, extensible: rest - delay)
  }
}
