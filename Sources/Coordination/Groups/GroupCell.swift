// One group with what the value cannot hold: its lock, and the closures of those who wait.

import Platform
import SegmentLog

/// A group of the coordinator. Safe because `lock` guards everything in it.
final class GroupCell: @unchecked Sendable {
  /// Who waits for an answer.
  enum Waiting {
    case join(@Sendable (JoinAnswer) -> Void)
    case sync(@Sendable (SyncAnswer) -> Void)
  }
  /// An answer on its way out.
  typealias Delivery = () -> Void

  let name: String
  let log: Broker
  private let lock = Lock()
  private var group: ConsumerGroup
  private var waiting: [Ticket: Waiting] = [:]
  private var nextTicket: Ticket = 0
  /// When the last member went, in wall milliseconds; -1 when there never was one, or there is.
  private(set) var emptied: Int64

  init(_ name: String, _ log: Broker, _ settings: GroupSettings, wall: Int64) {
    self.name = name
    self.log = log
    let note = log.note(ofGroup: name)
    group = ConsumerGroup(
      settings: settings, generation: note?.generation ?? 0, protocolType: note?.protocolType)
    // A group that had members when the process ended lost them then.
    emptied = note.map { $0.emptied >= 0 ? $0.emptied : wall } ?? -1
  }

  /// Runs a step of the group. Returns what the step returns, the answers that became due, to be
  /// given with no lock held, and the next moment at which there is something to do.
  func step<Result>(
    wall: Int64, _ body: (inout ConsumerGroup) -> (Result, [GroupAction])
  ) -> (result: Result, deliveries: [Delivery], deadline: Int64?) {
    lock.lock()
    defer { lock.unlock() }
    let (result, actions) = body(&group)
    return (result, actions.compactMap { perform($0, wall: wall) }, group.nextDeadline)
  }

  /// The same for a call that may be answered later.
  func step(
    _ caller: Waiting, wall: Int64, _ body: (inout ConsumerGroup, Ticket) -> [GroupAction]
  ) -> (deliveries: [Delivery], deadline: Int64?) {
    lock.lock()
    defer { lock.unlock() }
    let ticket = nextTicket
    nextTicket += 1
    waiting[ticket] = caller
    let actions = body(&group, ticket)
    return (actions.compactMap { perform($0, wall: wall) }, group.nextDeadline)
  }

  /// Reads the group.
  func read<Result>(_ body: (ConsumerGroup) -> Result) -> Result {
    lock.lock()
    defer { lock.unlock() }
    return body(group)
  }

  /// Runs a call on the log that must not overlap with a change of the group.
  func locked<Result>(
    _ body: (inout ConsumerGroup) throws(LogError) -> Result
  ) throws(LogError) -> Result {
    lock.lock()
    defer { lock.unlock() }
    return try body(&group)
  }

  private func perform(_ action: GroupAction, wall: Int64) -> Delivery? {
    switch action {
    case .joined(let ticket, let answer):
      guard case .join(let completion) = waiting.removeValue(forKey: ticket) else { return nil }
      return { completion(answer) }
    case .synced(let ticket, let answer):
      guard case .sync(let completion) = waiting.removeValue(forKey: ticket) else { return nil }
      return { completion(answer) }
    case .note(let generation, let isEmpty):
      emptied = isEmpty ? wall : -1
      // A note is a convenience: without it a restart knows less of the group, and nothing wrong.
      try? log.keep(
        GroupNote(
          protocolType: group.protocolType ?? "", generation: generation, emptied: emptied),
        ofGroup: name)
      return nil
    }
  }
}
