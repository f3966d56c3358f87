// A seeded random schedule: members that join, crash, come back, leave, commit, lose answers; the
// clock in small and large steps. After each step it must hold:
//
//   - a generation has one leader and one protocol, and its number is new
//   - an assignment comes from the leader of its generation, word for word
//   - nobody of another generation may heartbeat or commit
//   - no call is answered twice; when the schedule has run out, every call is answered

import Platform
import Testing

@testable import Coordination

@Suite struct GroupScheduleTests {
  @Test func anyScheduleKeepsTheRules() {
    for seed: UInt64 in 1...300 {
      var schedule = GroupSchedule(seed: seed)
      let complaint = schedule.run(steps: 250)
      #expect(complaint == nil, "seed \(seed)")
      if complaint != nil { return }
    }
  }
}

/// One run.
struct GroupSchedule {
  /// A program that consumes.
  private struct Client {
    var instance: String?
    /// What the coordinator calls it; empty before it knows.
    var id = ""
    var generation: Int32 = -1
    var isLeader = false
    var members: [String] = []
    var protocols: String
    /// The call that it waits for.
    var join: Ticket?
    var sync: Ticket?
    var syncGeneration: Int32 = -1
  }

  private let random: SeededRandomSource
  private let bench: GroupBench
  private var clients: [Client] = []
  /// Per generation: who leads it, which protocol it speaks, and what the leader assigned.
  private var leaders: [Int32: String] = [:]
  private var protocols: [Int32: String] = [:]
  private var assigned: [Int32: [String: String]] = [:]

  init(seed: UInt64) {
    random = SeededRandomSource(seed: seed)
    let source = random
    bench = GroupBench {
      $0.initialDelayMilliseconds = [0, 50, 3_000][source.next(below: 3)]
      $0.membersMax = 6
    }
  }

  /// Runs; what is wrong, nil when nothing is.
  mutating func run(steps: Int) -> String? {
    for step in 0..<steps {
      act()
      if let complaint = hearAnswers() ?? checkRules() { return "step \(step): \(complaint)" }
    }
    // Everybody is silent now: all have to expire, and who waits is answered.
    bench.wait(1_000_000)
    if let complaint = hearAnswers() ?? checkRules() { return "at the end: \(complaint)" }
    for ticket in bench.tickets where bench.joins[ticket] == nil && bench.syncs[ticket] == nil {
      return "call \(ticket) was never answered"
    }
    return bench.group.state == .empty ? nil : "\(bench.group.state) with nobody there"
  }

  // MARK: - What happens

  private mutating func act() {
    switch random.next(below: 20) {
    case 0, 1: arrive()
    case 2: vanish()
    case 3: leave()
    case 4: restartStatic()
    case 5: changeMind()
    case 6: bench.wait(Int64(random.next(below: 20_000)))
    case 7..<10: bench.wait(Int64(random.next(below: 2_000)))
    case 10..<13: beat()
    default: proceed()
    }
  }

  private mutating func arrive() {
    guard clients.count < 8 else { return }
    let isStatic = random.next(below: 3) == 0
    let names = (0..<3).map { "i\($0)" }
    let free: String? = names.first { name in !clients.contains { $0.instance == name } }
    clients.append(
      Client(
        instance: isStatic ? free : nil,
        protocols: ["range,sticky", "sticky,range", "sticky"][random.next(below: 3)]))
  }

  private mutating func vanish() {
    guard !clients.isEmpty else { return }
    clients.remove(at: random.next(below: clients.count))
  }

  private mutating func leave() {
    guard !clients.isEmpty else { return }
    let client = clients.remove(at: random.next(below: clients.count))
    _ = bench.leave(client.id, instance: client.instance)
  }

  /// A static member starts again and has forgotten its id.
  private mutating func restartStatic() {
    guard let index = clients.indices.first(where: { clients[$0].instance != nil }) else { return }
    forget(index)
    clients[index].join = join(index)
  }

  private mutating func forget(_ index: Int) {
    clients[index].join = nil
    clients[index].sync = nil
    clients[index].id = ""
    clients[index].generation = -1
  }

  private mutating func changeMind() {
    guard !clients.isEmpty else { return }
    let index = random.next(below: clients.count)
    clients[index].protocols = "sticky=\(random.next(below: 9)),range"
    clients[index].generation = -1
  }

  private mutating func beat() {
    guard !clients.isEmpty else { return }
    let index = random.next(below: clients.count)
    let client = clients[index]
    guard client.generation >= 0 else { return }
    let fault =
      random.next(below: 2) == 0
      ? bench.heartbeat(client.id, client.generation, instance: client.instance)
      : bench.commit(client.id, client.generation, instance: client.instance)
    react(index, fault)
  }

  private mutating func react(_ index: Int, _ fault: GroupFault?) {
    switch fault {
    case .unknownMember, .fencedInstance:
      clients[index].id = ""
      clients[index].generation = -1
    case .illegalGeneration, .rebalanceInProgress: clients[index].generation = -1
    default: break
    }
  }

  /// A client takes its next step: joins, or fetches its assignment.
  private mutating func proceed() {
    guard !clients.isEmpty else { return }
    let index = random.next(below: clients.count)
    guard clients[index].join == nil, clients[index].sync == nil else { return }
    if clients[index].generation < 0 {
      clients[index].join = join(index)
    } else {
      let client = clients[index]
      var assignments: [String: String] = [:]
      if client.isLeader {
        for id in client.members { assignments[id] = "\(client.generation):\(id)" }
      } else {
        assignments[client.id] = "forged"
      }
      if client.isLeader, assigned[client.generation] == nil {
        assigned[client.generation] = assignments
      }
      clients[index].syncGeneration = client.generation
      clients[index].sync = bench.sync(
        client.id, client.generation, instance: client.instance, assignments)
    }
  }

  private mutating func join(_ index: Int) -> Ticket {
    let client = clients[index]
    return bench.join(
      client.id, instance: client.instance, protocols: client.protocols,
      session: 6_000 + Int64(random.next(below: 5)) * 1_000,
      rebalance: 10_000 + Int64(random.next(below: 3)) * 20_000,
      takesMemberId: random.next(below: 2) == 0)
  }

  // MARK: - What is heard

  private mutating func hearAnswers() -> String? {
    for index in clients.indices {
      if let ticket = clients[index].join, let answer = bench.joins[ticket] {
        clients[index].join = nil
        if let complaint = hear(answer, index) { return complaint }
      }
      if let ticket = clients[index].sync, let answer = bench.syncs[ticket] {
        clients[index].sync = nil
        if let complaint = hear(answer, index) { return complaint }
      }
    }
    return nil
  }

  private mutating func hear(_ answer: JoinAnswer, _ index: Int) -> String? {
    if let fault = answer.fault {
      if fault == .memberIdRequired {
        clients[index].id = answer.memberId
      } else {
        react(index, fault)
      }
      return nil
    }
    clients[index].id = answer.memberId
    clients[index].generation = answer.generation
    clients[index].isLeader = answer.leader == answer.memberId
    clients[index].members = answer.members.map(\.id)
    if answer.members.isEmpty == clients[index].isLeader {
      return "\(answer.memberId) leads: \(clients[index].isLeader), members \(answer.members)"
    }
    // A static leader that came back has a new id; that is the only way to a second one.
    let known = leaders.updateValue(answer.leader, forKey: answer.generation)
    if let known, known != answer.leader, clients[index].instance == nil, clients[index].isLeader {
      return "generation \(answer.generation) is led by \(known) and \(answer.leader)"
    }
    let name = answer.protocolName ?? ""
    if let other = protocols.updateValue(name, forKey: answer.generation), other != name {
      return "generation \(answer.generation) speaks \(other) and \(name)"
    }
    return nil
  }

  private mutating func hear(_ answer: SyncAnswer, _ index: Int) -> String? {
    if let fault = answer.fault {
      react(index, fault)
      return nil
    }
    let text = String(decoding: answer.assignment, as: UTF8.self)
    var client = clients[index]
    client.generation = client.syncGeneration
    // A static member that came back holds what its former self was given.
    let owed = assigned[client.generation]?[client.id]
    if text == owed || text.isEmpty { return nil }
    let isInherited = client.instance != nil && text.hasPrefix("\(client.generation):")
    return isInherited
      ? nil : "\(client.id) of \(client.generation) got \(text), not \(owed ?? "-")"
  }

  private func checkRules() -> String? {
    if !bench.doubled.isEmpty { return "answered twice: \(bench.doubled)" }
    let group = bench.group
    if let leader = group.leader, group.members[leader] == nil { return "\(leader) leads, gone" }
    if group.members.count > 6 { return "\(group.members.count) members" }
    for (instance, id) in group.instances where group.members[id]?.instanceId != instance {
      return "\(instance) stands for \(id), which is another"
    }
    let begun = bench.notes.filter { !$0.isEmpty }.map(\.generation)
    if zip(begun, begun.dropFirst()).contains(where: { $0 >= $1 })
      || begun.last ?? 0 > group.generation
    {
      return "generations \(begun), now \(group.generation)"
    }
    switch group.state {
    case .empty: if !group.members.isEmpty { return "empty with members" }
    case .stable:
      if group.members.values.contains(where: \.isWaiting) { return "waiting in a stable group" }
    case .completingRebalance:
      if group.members.values.contains(where: { $0.join != nil }) { return "a join is left over" }
    case .preparingRebalance:
      if group.members.values.contains(where: { $0.sync != nil }) { return "a sync is left over" }
    case .dead: return "dead"
    }
    var copy = group
    for generation in [group.generation - 1, group.generation + 1] {
      for id in group.members.keys {
        let caller = MemberIdentity(memberId: id, generation: generation)
        if copy.commit(caller, inTransaction: false, now: bench.now) == nil {
          return "\(id) may commit in generation \(generation), now is \(group.generation)"
        }
      }
    }
    return nil
  }
}
