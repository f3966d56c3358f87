// A group on a bench: calls by short names, a clock that is moved by hand, answers by ticket.

@testable import Coordination

/// Drives one `ConsumerGroup`.
final class GroupBench {
  var group: ConsumerGroup
  var now: Int64 = 1_000
  private(set) var joins: [Ticket: JoinAnswer] = [:]
  private(set) var syncs: [Ticket: SyncAnswer] = [:]
  private(set) var notes: [(generation: Int32, isEmpty: Bool)] = []
  /// Tickets that were answered twice.
  private(set) var doubled: [Ticket] = []
  /// Of all calls that may be answered later.
  var tickets: Range<Ticket> { 1..<nextTicket + 1 }
  private var nextTicket: Ticket = 0
  private var nextId = 0

  init(_ change: (inout GroupSettings) -> Void = { $0.initialDelayMilliseconds = 0 }) {
    var settings = GroupSettings()
    change(&settings)
    group = ConsumerGroup(settings: settings)
  }

  func take(_ actions: [GroupAction]) {
    for action in actions {
      switch action {
      case .joined(let ticket, let answer):
        if joins.updateValue(answer, forKey: ticket) != nil { doubled.append(ticket) }
      case .synced(let ticket, let answer):
        if syncs.updateValue(answer, forKey: ticket) != nil { doubled.append(ticket) }
      case .note(let generation, let isEmpty): notes.append((generation, isEmpty))
      }
    }
  }

  static func protocols(_ text: String) -> [GroupProtocol] {
    text.split(separator: ",").map { word in
      let parts = word.split(separator: "=")
      return GroupProtocol(
        name: String(parts[0]), metadata: parts.count > 1 ? Array(parts[1].utf8) : [])
    }
  }

  /// A join; `protocols` is "range=metadata,roundrobin".
  func join(
    _ memberId: String = "", instance: String? = nil, protocols: String = "range",
    type: String = "consumer", session: Int64 = 10_000, rebalance: Int64 = 60_000,
    takesMemberId: Bool = false
  ) -> Ticket {
    nextTicket += 1
    nextId += 1
    take(
      group.join(
        JoinRequest(
          memberId: memberId, instanceId: instance, clientId: "client",
          sessionMilliseconds: session, rebalanceMilliseconds: rebalance, protocolType: type,
          protocols: Self.protocols(protocols), takesMemberId: takesMemberId),
        freshId: "m\(nextId)", ticket: nextTicket, now: now))
    return nextTicket
  }

  func sync(
    _ memberId: String, _ generation: Int32, instance: String? = nil,
    _ assignments: [String: String] = [:], type: String? = nil, name: String? = nil
  ) -> Ticket {
    nextTicket += 1
    take(
      group.sync(
        SyncRequest(
          member: MemberIdentity(memberId: memberId, instanceId: instance, generation: generation),
          protocolType: type, protocolName: name,
          assignments: assignments.mapValues { Array($0.utf8) }),
        ticket: nextTicket, now: now))
    return nextTicket
  }

  func heartbeat(
    _ memberId: String, _ generation: Int32, instance: String? = nil
  ) -> GroupFault? {
    group.heartbeat(
      MemberIdentity(memberId: memberId, instanceId: instance, generation: generation), now: now)
  }

  func commit(
    _ memberId: String, _ generation: Int32, instance: String? = nil, inTransaction: Bool = false
  ) -> GroupFault? {
    group.commit(
      MemberIdentity(memberId: memberId, instanceId: instance, generation: generation),
      inTransaction: inTransaction, now: now)
  }

  func leave(_ memberId: String, instance: String? = nil) -> GroupFault? {
    let (faults, actions) = group.leave(
      [LeavingMember(memberId: memberId, instanceId: instance)], now: now)
    take(actions)
    return faults[0]
  }

  func joinAnswer(_ ticket: Ticket) -> JoinAnswer? { joins[ticket] }

  func syncAnswer(_ ticket: Ticket) -> SyncAnswer? { syncs[ticket] }

  /// Moves the clock and does what became due on the way, at each moment when it does.
  func wait(_ milliseconds: Int64) {
    let end = now + milliseconds
    while let next = group.nextDeadline, next <= end {
      now = max(now, next)
      take(group.tick(now: now))
    }
    now = end
  }

  /// Puts a stable group of some members together; returns their ids and the generation.
  func stable(
    _ count: Int, instances: Bool = false, protocols: String = "range"
  ) -> (ids: [String], generation: Int32) {
    var ids: [String] = []
    for index in 0..<count {
      let ticket = join(instance: instances ? "i\(index)" : nil, protocols: protocols)
      // With the first member waiting again, the next one completes the phase.
      for id in ids { _ = join(id, protocols: protocols) }
      ids.append(joins[ticket]?.memberId ?? "")
    }
    let generation = group.generation
    for id in ids.reversed() {
      let assignments = Dictionary(uniqueKeysWithValues: ids.map { ($0, "to \($0)") })
      _ = sync(id, generation, id == ids[0] ? assignments : [:])
    }
    return (ids, generation)
  }

  /// The assignment that a ticket was answered with.
  func assignment(_ ticket: Ticket) -> String? {
    syncs[ticket].flatMap { $0.fault == nil ? String(decoding: $0.assignment, as: UTF8.self) : nil }
  }
}
