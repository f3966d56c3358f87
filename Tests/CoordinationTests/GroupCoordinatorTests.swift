// Groups over a log: answers through completions, deadlines, offsets, what outlives a restart, what
// administrators see.

import Platform
import SegmentLog
import Synchronization
import Testing

@testable import Coordination

@Suite struct GroupCoordinatorTests {
  private let t0 = TopicPartition("t", 0)
  private let t1 = TopicPartition("t", 1)

  @Test func answersComeWhenTheyAreDueAndOnce() throws {
    let fixture = try CoordinatorFixture()
    let first = fixture.join("g")
    let id = try #require(first.answer?.memberId)
    #expect(id.hasPrefix("client-") && id.utf8.count == "client-".utf8.count + 36)
    let leader = MemberIdentity(memberId: id, generation: 1)
    #expect(fixture.sync("g", leader, [id: [7]]).answer?.assignment == [7])
    let second = fixture.join("g")
    #expect(second.answer == nil)
    #expect(fixture.groups.heartbeat("g", leader) == .rebalanceInProgress)
    let again = fixture.join("g", id)
    let other = MemberIdentity(
      memberId: second.answer?.memberId ?? "", generation: second.answer?.generation ?? 0)
    #expect(again.answer?.members.count == 2)
    let waiting = fixture.sync("g", other)
    #expect(waiting.answer == nil)
    _ = fixture.sync(
      "g", MemberIdentity(memberId: id, generation: 2), [id: [1], other.memberId: [2]])
    #expect(waiting.all.map(\.assignment) == [[2]])
    #expect(fixture.groups.leave("g", [LeavingMember(memberId: id)]) == [nil])
    #expect(fixture.groups.heartbeat("g", other) == .rebalanceInProgress)
  }

  @Test func requestsBeyondTheLimitsAreRefused() throws {
    let fixture = try CoordinatorFixture {
      $0.groupsMax = 1
      $0.memberBytesMax = 100
    }
    #expect(fixture.join("").answer?.fault == .invalidGroupId)
    #expect(fixture.join("g", session: 5_999).answer?.fault == .invalidSessionTimeout)
    #expect(fixture.join("g", session: 1_800_001).answer?.fault == .invalidSessionTimeout)
    let long = String(repeating: "x", count: 120)
    #expect(fixture.join("g", topics: [long]).answer?.fault == .tooLarge)
    #expect(fixture.join("g").answer?.fault == nil)
    #expect(fixture.join("h").answer?.fault == .coordinatorNotAvailable)
    // A query's task keeps its progress under a name that is no group.
    _ = try fixture.log.openProducer("query")
    #expect(fixture.join("query").answer?.fault == .internalGroup)
    #expect(
      fixture.groups.commit("query", by: CoordinatorFixture.outsider, [OffsetCommit(t0, offset: 1)])
        == [.internalGroup])
    #expect(
      fixture.sync("zzz", MemberIdentity(memberId: "x", generation: 1)).answer?.fault
        == .unknownMember)
    #expect(
      fixture.groups.heartbeat("zzz", MemberIdentity(memberId: "x", generation: 1))
        == .unknownMember)
    #expect(fixture.groups.leave("zzz", [LeavingMember(memberId: "x")]) == [.unknownMember])
  }

  @Test func earlierDeadlinesAreTold() throws {
    let fixture = try CoordinatorFixture()
    let far = fixture.groups.advance()
    #expect(far == 600_000, "nothing but the look at old offsets")
    let member = fixture.member("g")
    #expect(fixture.deadlines.all.min() == 10_000)
    fixture.time.advance(milliseconds: 9_000)
    #expect(fixture.groups.heartbeat("g", member) == nil)
    fixture.time.advance(milliseconds: 1_000)
    #expect(fixture.groups.advance() == 19_000)
    fixture.time.advance(milliseconds: 9_000)
    #expect(fixture.groups.advance() == 600_000)
    #expect(fixture.groups.describe("g").state == .empty)
  }

  // MARK: - Offsets

  @Test func offsetsKeepWhatClientsSay() throws {
    let fixture = try CoordinatorFixture()
    // A start lowers offsets behind the end of a log, so there have to be records.
    for partition in [t0, t1] { try fixture.append(9, to: partition) }
    let member = fixture.member("g")
    let faults = fixture.groups.commit(
      "g", by: member,
      [
        OffsetCommit(t0, offset: 5, leaderEpoch: 3, metadata: "text"), OffsetCommit(t1, offset: 6),
        OffsetCommit(TopicPartition("t", 9), offset: 1),
        OffsetCommit(TopicPartition("none", 0), offset: 1),
        OffsetCommit(
          TopicPartition("t", 2), offset: 1, metadata: String(repeating: "x", count: 4_097)),
      ])
    #expect(
      faults == [nil, nil, .unknownPartition, .unknownPartition, .offsetMetadataTooLarge])
    let expected = [
      FetchedOffset(partition: t0, offset: 5, leaderEpoch: 3, metadata: "text"),
      FetchedOffset(partition: t1, offset: 6),
    ]
    #expect(fixture.groups.fetch("g", nil, requireStable: false) == expected)
    #expect(
      fixture.groups.fetch("g", [TopicPartition("t", 2), t0], requireStable: true)
        == [FetchedOffset(partition: TopicPartition("t", 2)), expected[0]])
    #expect(fixture.groups.fetch("other", nil, requireStable: false) == [])
    try fixture.restart()
    #expect(fixture.groups.fetch("g", nil, requireStable: false) == expected)
    // Queries and SQL see the same.
    #expect(fixture.log.committed("g")?.offsets == [t0: 5, t1: 6])
  }

  @Test func commitsAreHeldAgainstTheGroup() throws {
    let fixture = try CoordinatorFixture()
    func commit(_ caller: MemberIdentity, _ offset: Int64 = 1) -> GroupFault? {
      fixture.groups.commit("g", by: caller, [OffsetCommit(t0, offset: offset)])[0]
    }
    let outsider = CoordinatorFixture.outsider
    #expect(commit(outsider) == nil, "a consumer that assigns itself")
    #expect(commit(MemberIdentity(memberId: "x", generation: 1)) == .unknownMember)
    var member = fixture.member("g")
    #expect(commit(outsider) == .unknownMember)
    #expect(commit(member, 9) == nil)
    member.generation -= 1
    #expect(commit(member, 99) == .illegalGeneration)
    #expect(fixture.groups.fetch("g", [t0], requireStable: false)[0].offset == 9)
    fixture.wait(10_000)
    #expect(commit(outsider) == nil, "everybody is gone")
    #expect(
      fixture.groups.commit("", by: outsider, [OffsetCommit(t0, offset: 1)]) == [.invalidGroupId])
  }

  @Test func offsetsOfATransactionAreUnstableUntilItEnds() throws {
    let fixture = try CoordinatorFixture()
    let member = fixture.member("g")
    let producer = try fixture.transactions.open("x", timeoutMilliseconds: 1_000).get()
    let offsets = [OffsetCommit(t0, offset: 5, metadata: "m")]
    guard case .log(let error) = fixture.groups.commit("g", by: member, offsets, in: producer)[0]
    else { throw LogError(.invalidTransaction, "it was accepted") }
    #expect(error.code == .invalidTransaction, "the group has to be added first")
    #expect(fixture.transactions.add(group: "g", to: producer) == nil)
    var stranger = member
    stranger.generation += 1
    #expect(
      fixture.groups.commit("g", by: stranger, offsets, in: producer) == [.illegalGeneration])
    #expect(
      fixture.groups.commit("g", by: CoordinatorFixture.outsider, offsets, in: producer) == [nil],
      "clients before version 3 do not say who they are")
    #expect(fixture.groups.commit("g", by: member, offsets, in: producer) == [nil])
    #expect(fixture.groups.fetch("g", [t0], requireStable: true)[0].fault == .unstableOffset)
    #expect(fixture.groups.fetch("g", [t0], requireStable: false)[0].offset == -1)
    #expect(fixture.transactions.end(producer, commits: true) == nil)
    #expect(
      fixture.groups.fetch("g", [t0], requireStable: true)
        == [FetchedOffset(partition: t0, offset: 5, metadata: "m")])
  }

  @Test func oldOffsetsOfEmptyGroupsExpire() throws {
    let fixture = try CoordinatorFixture()
    let week: Int64 = 604_800_000
    _ = fixture.groups.commit(
      "simple", by: CoordinatorFixture.outsider, [OffsetCommit(t0, offset: 1)])
    let member = fixture.member("g")
    #expect(fixture.groups.commit("g", by: member, [OffsetCommit(t0, offset: 1)]) == [nil])
    #expect(fixture.groups.leave("g", [LeavingMember(memberId: member.memberId)]) == [nil])
    fixture.wait(week - 600_000)
    // One of them is used again, and empties anew.
    _ = fixture.groups.commit(
      "simple", by: CoordinatorFixture.outsider, [OffsetCommit(t1, offset: 1)])
    let other = fixture.member("g")
    #expect(fixture.groups.leave("g", [LeavingMember(memberId: other.memberId)]) == [nil])
    fixture.wait(1_200_000)
    #expect(
      fixture.groups.fetch("simple", nil, requireStable: false).map(\.partition) == [t1])
    #expect(fixture.groups.fetch("g", nil, requireStable: false).count == 1)
    try fixture.restart()
    fixture.wait(week)
    #expect(fixture.groups.list().map(\.id) == [])
    #expect(fixture.log.groups() == [])
  }

  @Test func theProgressOfAQueryIsNobodysToSee() throws {
    let fixture = try CoordinatorFixture()
    let query = try fixture.log.openProducer("query")
    try fixture.log.commit(LogTransaction(producer: query, outputs: [], inputs: [t0: 7]))
    #expect(fixture.groups.fetch("query", nil, requireStable: false) == [])
    #expect(fixture.groups.fetch("query", [t0], requireStable: false).map(\.offset) == [-1])
  }

  @Test func theProgressOfQueriesDoesNotExpire() throws {
    let fixture = try CoordinatorFixture()
    let query = try fixture.log.openProducer("query")
    try fixture.log.commit(LogTransaction(producer: query, outputs: [], inputs: [t0: 0]))
    // Nor what was committed without a time, by a query's reader or an older version.
    try fixture.log.commitOffsets("timeless", [t0: 0])
    fixture.wait(8 * 86_400_000)
    #expect(fixture.log.committed("query")?.offsets == [t0: 0])
    #expect(fixture.log.committed("timeless")?.offsets == [t0: 0])
  }

  @Test func aLivingMemberKeepsItsOffsets() throws {
    let fixture = try CoordinatorFixture { $0.offsetsRetentionMilliseconds = 30_000 }
    let member = fixture.member("g")
    _ = fixture.groups.commit("g", by: member, [OffsetCommit(t0, offset: 1)])
    for _ in 0..<200 {
      fixture.wait(5_000)
      #expect(fixture.groups.heartbeat("g", member) == nil)
    }
    #expect(fixture.groups.fetch("g", nil, requireStable: false).count == 1)
    fixture.wait(1_300_000)
    #expect(fixture.groups.fetch("g", nil, requireStable: false) == [])
  }

  // MARK: - Administration

  @Test func groupsAreDescribedAndListed() throws {
    let fixture = try CoordinatorFixture()
    #expect(fixture.groups.describe("none").state == .dead)
    _ = fixture.groups.commit(
      "simple", by: CoordinatorFixture.outsider, [OffsetCommit(t0, offset: 1)])
    let member = fixture.member("g")
    let description = fixture.groups.describe("g")
    #expect(description.state == .stable && description.protocolName == "range")
    #expect(description.members.map(\.id) == [member.memberId])
    #expect(description.members[0].clientHost == "/127.0.0.1")
    #expect(description.members[0].assignment == [1, 2])
    #expect(fixture.groups.list().map(\.id) == ["g", "simple"])
    #expect(fixture.groups.list().map(\.protocolType) == ["consumer", ""])
    #expect(fixture.groups.list(states: [.empty]).map(\.id) == ["simple"])
    // A client that was refused leaves no group behind.
    _ = fixture.join("ghost", type: "")
    #expect(fixture.groups.list().map(\.id) == ["g", "simple"])
  }

  @Test func aGroupIsDeletedWhenNobodyIsThere() throws {
    let fixture = try CoordinatorFixture()
    let member = fixture.member("g")
    _ = fixture.groups.commit("g", by: member, [OffsetCommit(t0, offset: 1)])
    #expect(fixture.groups.delete("g") == .notEmpty)
    _ = fixture.groups.leave("g", [LeavingMember(memberId: member.memberId)])
    #expect(fixture.groups.delete("g") == nil)
    #expect(fixture.groups.delete("g") == .groupNotFound)
    #expect(fixture.groups.fetch("g", nil, requireStable: false) == [])
    #expect(fixture.groups.describe("g").state == .dead)
    _ = fixture.groups.commit(
      "simple", by: CoordinatorFixture.outsider, [OffsetCommit(t0, offset: 1)])
    #expect(fixture.groups.delete("simple") == nil)
    _ = try fixture.log.openProducer("query")
    #expect(fixture.groups.delete("query") == .groupNotFound)
    // The name is free at once.
    #expect(fixture.join("g").answer?.generation == 1)
  }

  @Test func offsetsUnderASubscriptionAreNotDeleted() throws {
    let fixture = try CoordinatorFixture()
    try fixture.log.createTopic("u", TopicConfiguration())
    let u0 = TopicPartition("u", 0)
    let member = fixture.member("g", topics: ["t"])
    _ = fixture.groups.commit(
      "g", by: member, [OffsetCommit(t0, offset: 1), OffsetCommit(u0, offset: 1)])
    #expect(
      try fixture.groups.deleteOffsets("g", [t0, u0]).get() == [.subscribedToTopic, nil])
    #expect(fixture.groups.fetch("g", nil, requireStable: false).map(\.partition) == [t0])
    #expect(fixture.groups.deleteOffsets("none", [t0]) == .failure(.groupNotFound))
    let worker = fixture.member("workers", type: "connect")
    #expect(fixture.groups.deleteOffsets("workers", [t0]) == .failure(.notEmpty))
    _ = fixture.groups.leave("workers", [LeavingMember(memberId: worker.memberId)])
    #expect(try fixture.groups.deleteOffsets("workers", [t0]).get() == [nil])
  }

  @Test func generationsGoOnAfterARestart() throws {
    let fixture = try CoordinatorFixture()
    let member = fixture.member("g")
    _ = fixture.groups.commit("g", by: member, [OffsetCommit(t0, offset: 1)])
    try fixture.restart()
    #expect(fixture.groups.heartbeat("g", member) == .unknownMember)
    #expect(
      fixture.groups.commit("g", by: member, [OffsetCommit(t0, offset: 2)]) == [.unknownMember])
    #expect(fixture.groups.describe("g").protocolType == "consumer")
    #expect(fixture.groups.describe("g").state == .empty)
    #expect(fixture.join("g", member.memberId).answer?.fault == .unknownMember)
    #expect(fixture.join("g").answer?.generation == member.generation + 1)
  }

  @Test func callsFromManyThreadsAreAllAnswered() throws {
    let fixture = try CoordinatorFixture { $0.initialDelayMilliseconds = 5 }
    let groups = fixture.groups
    let answered = Atomic<Int>(0)
    let asked = Atomic<Int>(0)
    let time = fixture.time
    let threads = (0..<4).map { number in
      WorkerThread {
        for round in 0..<200 {
          asked.add(1, ordering: .relaxed)
          groups.join(
            "g\(round % 3)",
            JoinRequest(
              memberId: "", clientId: "c\(number)", sessionMilliseconds: 6_000,
              rebalanceMilliseconds: 10_000, protocolType: "consumer",
              protocols: [GroupProtocol(name: "range", metadata: [])], takesMemberId: false)
          ) { answer in
            answered.add(1, ordering: .relaxed)
            guard answer.fault == nil, round % 2 == 0 else { return }
            // A completion may call again.
            _ = groups.leave("g\(round % 3)", [LeavingMember(memberId: answer.memberId)])
          }
          time.advance(milliseconds: 3)
          _ = groups.advance()
        }
      }
    }
    for thread in threads { thread.join() }
    fixture.wait(100_000)
    #expect(answered.load(ordering: .relaxed) == asked.load(ordering: .relaxed))
    #expect((0..<3).allSatisfy { groups.describe("g\($0)").state == .empty })
  }
}
