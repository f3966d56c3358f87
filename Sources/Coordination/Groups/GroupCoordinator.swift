// The owner of all consumer groups: it finds the group of a call, lets the value decide, gives answers
// when they are due, and tells its owner when to come back. It starts no thread and knows no socket.
//
// Locks: the table's, then a group's; answers are given with none. Time: `advance` is called at the
// moment that it returned last, or earlier; `onDeadline` says when an earlier moment came up.

package import Platform
package import SegmentLog

/// Consumer groups over a log. Safe because `lock` guards the table and the deadlines.
package final class GroupCoordinator: @unchecked Sendable {
  package let settings: GroupSettings
  let log: Broker
  private let time: any TimeSource
  private let random: any RandomSource
  private var onDeadline: @Sendable (Int64) -> Void
  private let lock = Lock()
  private var cells: [String: GroupCell] = [:]
  /// The moment that the owner knows of, in monotonic milliseconds.
  private var announced: Int64 = .max
  /// When offsets are looked through next, in monotonic milliseconds.
  private var nextCheck: Int64
  /// When this coordinator began, in wall milliseconds.
  let started: Int64

  /// A coordinator over a log. `onDeadline`, which may come later, is called, on any thread and with no lock held, with a
  /// moment in monotonic milliseconds that lies before the one that `advance` returned last.
  package init(
    _ log: Broker, _ settings: GroupSettings = GroupSettings(),
    time: any TimeSource = SystemTimeSource(), random: any RandomSource = SystemRandomSource(),
    onDeadline: @escaping @Sendable (Int64) -> Void = { _ in }
  ) {
    self.log = log
    self.settings = settings
    self.time = time
    self.random = random
    self.onDeadline = onDeadline
    started = time.wallMilliseconds()
    nextCheck = time.monotonicNanoseconds() / 1_000_000 + settings.offsetsCheckMilliseconds
  }

  /// Has deadlines told to somebody from now on; who takes that over calls `advance` next.
  package func tellDeadlines(to onDeadline: @escaping @Sendable (Int64) -> Void) {
    lock.lock()
    defer { lock.unlock() }
    self.onDeadline = onDeadline
  }

  /// The monotonic clock in milliseconds, as deadlines are given.
  var now: Int64 { time.monotonicNanoseconds() / 1_000_000 }
  var wall: Int64 { time.wallMilliseconds() }

  // MARK: - Members

  /// A member joins. The completion is called exactly once, on this thread or a later one.
  package func join(
    _ group: String, _ request: JoinRequest,
    completion: @escaping @Sendable (JoinAnswer) -> Void
  ) {
    if let fault = joinFault(group, request) {
      return completion(.refused(fault, memberId: request.memberId))
    }
    let (high, low) = random.uuid()
    let freshId = "\(request.clientId)-\(UUIDText.string(high, low))"
    let now = now
    step(group, create: request.memberId.isEmpty, .join(completion)) { group, ticket in
      group.join(request, freshId: freshId, ticket: ticket, now: now)
    } missing: { fault in
      completion(.refused(fault, memberId: request.memberId))
    }
  }

  private func joinFault(_ group: String, _ request: JoinRequest) -> GroupFault? {
    guard !group.isEmpty else { return .invalidGroupId }
    guard
      (settings.sessionMillisecondsMin...settings.sessionMillisecondsMax).contains(
        request.sessionMilliseconds)
    else { return .invalidSessionTimeout }
    let bytes = request.protocols.reduce(0) { $0 + $1.name.utf8.count + $1.metadata.count }
    let ids = [group, request.memberId, request.clientId, request.instanceId ?? ""]
    guard bytes <= settings.memberBytesMax, request.protocols.count <= settings.protocolsMax,
      ids.allSatisfy({ $0.utf8.count <= settings.idBytesMax + 64 }),
      (0...Int64(Int32.max)).contains(request.rebalanceMilliseconds)
    else { return .tooLarge }
    do throws(LogError) { try log.checkIsOpen(group: group) } catch { return .internalGroup }
    return nil
  }

  /// A member asks for its assignment. The completion is called exactly once.
  package func sync(
    _ group: String, _ request: SyncRequest,
    completion: @escaping @Sendable (SyncAnswer) -> Void
  ) {
    guard !group.isEmpty else { return completion(.refused(.invalidGroupId)) }
    let bytes = request.assignments.reduce(0) { $0 + $1.key.utf8.count + $1.value.count }
    guard bytes <= settings.assignmentBytesMax else { return completion(.refused(.tooLarge)) }
    let now = now
    step(group, create: false, .sync(completion)) { group, ticket in
      group.sync(request, ticket: ticket, now: now)
    } missing: { _ in
      completion(.refused(.unknownMember))
    }
  }

  /// A member says that it lives; nil when all is well.
  package func heartbeat(_ group: String, _ caller: MemberIdentity) -> GroupFault? {
    guard !group.isEmpty else { return .invalidGroupId }
    let now = now
    guard let cell = existing(group) else { return .unknownMember }
    return cell.step(wall: wall) { ($0.heartbeat(caller, now: now), []) }.result
  }

  /// Members leave. One answer each, nil for those that are gone.
  package func leave(_ group: String, _ members: [LeavingMember]) -> [GroupFault?] {
    guard !group.isEmpty else { return members.map { _ in .invalidGroupId } }
    guard let cell = existing(group) else { return members.map { _ in .unknownMember } }
    let now = now
    let (faults, deliveries, deadline) = cell.step(wall: wall) { $0.leave(members, now: now) }
    finish(deliveries, deadline)
    return faults
  }

  // MARK: - Time

  /// Does what is due. Returns when to call again, in monotonic milliseconds.
  package func advance() -> Int64 {
    let now = now
    let wall = wall
    lock.lock()
    let mustCheck = now >= nextCheck
    if mustCheck { nextCheck = now + settings.offsetsCheckMilliseconds }
    var next = nextCheck
    announced = .max
    lock.unlock()
    if mustCheck { expireOffsets() }
    for cell in all {
      if let deadline = cell.read(\.nextDeadline), deadline > now {
        next = min(next, deadline)
        continue
      }
      let (_, deliveries, deadline) = cell.step(wall: wall) { ((), $0.tick(now: now)) }
      for deliver in deliveries { deliver() }
      if let deadline { next = min(next, deadline) }
    }
    lock.lock()
    defer { lock.unlock() }
    // What came up meanwhile is in `announced`.
    announced = min(announced, next)
    return announced
  }

  // MARK: - Groups

  /// The group of a name that has members, or had some since the start.
  func existing(_ name: String) -> GroupCell? {
    lock.lock()
    defer { lock.unlock() }
    return cells[name]
  }

  /// All of them.
  var all: [GroupCell] {
    lock.lock()
    defer { lock.unlock() }
    return Array(cells.values)
  }

  /// Takes a group out of the table, if it is this one.
  func drop(_ cell: GroupCell) {
    lock.lock()
    defer { lock.unlock() }
    if cells[cell.name] === cell { cells[cell.name] = nil }
  }

  private func created(_ name: String) -> GroupCell? {
    lock.lock()
    defer { lock.unlock() }
    if let cell = cells[name] { return cell }
    guard cells.count < settings.groupsMax else { return nil }
    let cell = GroupCell(name, log, settings, wall: wall)
    cells[name] = cell
    return cell
  }

  /// Runs a call that may be answered later on the group of a name.
  private func step(
    _ name: String, create: Bool, _ caller: GroupCell.Waiting,
    _ body: (inout ConsumerGroup, Ticket) -> [GroupAction],
    missing: (GroupFault) -> Void
  ) {
    guard let cell = create ? created(name) : existing(name) else {
      return missing(create ? .coordinatorNotAvailable : .unknownMember)
    }
    let (deliveries, deadline) = cell.step(caller, wall: wall, body)
    finish(deliveries, deadline)
  }

  /// Gives answers, and tells the owner of an earlier deadline.
  func finish(_ deliveries: [GroupCell.Delivery], _ deadline: Int64?) {
    for deliver in deliveries { deliver() }
    guard let deadline else { return }
    lock.lock()
    let isEarlier = deadline < announced
    if isEarlier { announced = deadline }
    let onDeadline = onDeadline
    lock.unlock()
    if isEarlier { onDeadline(deadline) }
  }
}
