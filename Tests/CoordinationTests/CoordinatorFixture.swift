// Coordinators over a log in memory.

import Platform
import SegmentLog
import Synchronization
import TestSupport

@testable import Coordination

/// A log with coordinators, which can be stopped and started.
final class CoordinatorFixture {
  /// What a call will be answered.
  final class Reply<Answer: Sendable>: Sendable {
    private let answers = Mutex<[Answer]>([])

    func give(_ answer: Answer) { answers.withLock { $0.append(answer) } }

    var all: [Answer] { answers.withLock { $0 } }
    var answer: Answer? { all.first }
  }

  let files = SimulatedFileSystem(seed: 1)
  let time = ManualTimeSource(wallMilliseconds: 1_000_000_000_000)
  private let random = SeededRandomSource(seed: 4)
  private(set) var log: Broker
  private(set) var groups: GroupCoordinator
  private(set) var transactions: TransactionCoordinator
  private let settings: GroupSettings
  let deadlines = Reply<Int64>()

  init(_ change: (inout GroupSettings) -> Void = { _ in }) throws {
    var settings = GroupSettings()
    settings.initialDelayMilliseconds = 0
    change(&settings)
    self.settings = settings
    // So that an end of the process is no end of the machine.
    try files.createDirectory("/proc/sys/kernel/random")
    try files.replace("/proc/sys/kernel/random/boot_id", with: [1])
    log = try Broker.open(
      BrokerSettings(folder: "/data"), fileSystem: files, time: time, random: random)
    groups = GroupCoordinator(log, settings, time: time, random: random)
    transactions = TransactionCoordinator(log)
    try log.createTopic("t", TopicConfiguration(partitionCount: 3))
    coordinate()
  }

  private func coordinate() {
    let deadlines = deadlines
    groups = GroupCoordinator(
      log, settings, time: time, random: random, onDeadline: { deadlines.give($0) })
    transactions = TransactionCoordinator(log)
  }

  /// Ends the process and starts it again.
  func restart() throws {
    files.restart(after: .process)
    log = try Broker.open(
      BrokerSettings(folder: "/data"), fileSystem: files, time: time, random: random)
    coordinate()
  }

  /// Moves the clock and does what becomes due.
  func wait(_ milliseconds: Int64) {
    let end = groups.now + milliseconds
    while true {
      let next = groups.advance()
      guard next <= end else { break }
      time.advance(milliseconds: max(next - groups.now, 1))
    }
    time.advance(milliseconds: end - groups.now)
    _ = groups.advance()
  }

  func join(
    _ group: String, _ memberId: String = "", instance: String? = nil, topics: [String] = ["t"],
    type: String = "consumer", session: Int64 = 10_000, takesMemberId: Bool = false
  ) -> Reply<JoinAnswer> {
    var subscription: [UInt8] = [0, 1, 0, 0, 0, UInt8(topics.count)]
    for topic in topics { subscription += [0, UInt8(topic.utf8.count)] + Array(topic.utf8) }
    let reply = Reply<JoinAnswer>()
    groups.join(
      group,
      JoinRequest(
        memberId: memberId, instanceId: instance, clientId: "client", clientHost: "/127.0.0.1",
        sessionMilliseconds: session, rebalanceMilliseconds: 60_000, protocolType: type,
        protocols: [GroupProtocol(name: "range", metadata: subscription)],
        takesMemberId: takesMemberId)
    ) { reply.give($0) }
    return reply
  }

  func sync(
    _ group: String, _ member: MemberIdentity, _ assignments: [String: [UInt8]] = [:]
  ) -> Reply<SyncAnswer> {
    let reply = Reply<SyncAnswer>()
    groups.sync(group, SyncRequest(member: member, assignments: assignments)) { reply.give($0) }
    return reply
  }

  /// A stable group of one member.
  func member(
    _ group: String, topics: [String] = ["t"], type: String = "consumer"
  ) -> MemberIdentity {
    let answer = join(group, topics: topics, type: type).answer
    let member = MemberIdentity(
      memberId: answer?.memberId ?? "", generation: answer?.generation ?? -1)
    _ = sync(group, member, [member.memberId: [1, 2]])
    return member
  }

  func append(_ count: Int, to partition: TopicPartition) throws {
    let records = RecordBatchBuilder()
    for _ in 0..<count { records.append(timestamp: 1, key: nil, value: [1]) }
    _ = try log.append(records, to: partition)
  }

  static let outsider = MemberIdentity(memberId: "", generation: -1)
}
