// Life in a group: assignments, heartbeats, commits, leaving, static members.

import Testing

@testable import Coordination

@Suite struct GroupMemberTests {
  @Test func assignmentsComeFromTheLeader() {
    let bench = GroupBench { $0.initialDelayMilliseconds = 10 }
    let tickets = (0..<3).map { _ in bench.join() }
    bench.wait(50)
    let ids = tickets.map { bench.joins[$0]?.memberId ?? "" }
    let early = bench.sync(ids[1], 1, [ids[1]: "stolen"])
    #expect(bench.syncs[early] == nil, "a follower's words count nothing")
    let leader = bench.sync(ids[0], 1, [ids[0]: "a", ids[1]: "b"])
    #expect(bench.assignment(leader) == "a")
    #expect(bench.assignment(early) == "b")
    #expect(bench.group.state == .stable)
    // Who was not named gets nothing; who asks later gets what is stored.
    let late = bench.sync(ids[2], 1)
    #expect(bench.assignment(late) == "")
    #expect(bench.syncs[late]?.protocolName == "range")
    let again = bench.sync(ids[0], 1, [ids[0]: "other"])
    #expect(bench.assignment(again) == "a")
  }

  @Test func syncsAreRefusedByName() {
    let bench = GroupBench()
    #expect(bench.syncAnswer(bench.sync("x", 0))?.fault == .unknownMember)
    let (ids, generation) = bench.stable(2)
    #expect(bench.syncAnswer(bench.sync("x", generation))?.fault == .unknownMember)
    #expect(bench.syncAnswer(bench.sync(ids[0], generation - 1))?.fault == .illegalGeneration)
    #expect(
      bench.syncAnswer(bench.sync(ids[0], generation, name: "sticky"))?.fault
        == .inconsistentProtocol)
    #expect(
      bench.syncAnswer(bench.sync(ids[0], generation, type: "connect"))?.fault
        == .inconsistentProtocol)
    #expect(
      bench.syncAnswer(bench.sync(ids[0], generation, type: "consumer", name: "range"))?.fault
        == nil)
    _ = bench.join()
    #expect(bench.syncAnswer(bench.sync(ids[0], generation))?.fault == .rebalanceInProgress)
  }

  @Test func whoWaitsForAssignmentsIsAnsweredWhenTheLeaderGoes() {
    let bench = GroupBench { $0.initialDelayMilliseconds = 10 }
    let tickets = (0..<2).map { _ in bench.join() }
    bench.wait(50)
    let ids = tickets.map { bench.joins[$0]?.memberId ?? "" }
    let waiting = bench.sync(ids[1], 1)
    bench.wait(10_000)
    #expect(bench.syncs[waiting]?.fault == .rebalanceInProgress)
    #expect(bench.group.members.keys.sorted() == [ids[1]])
    let again = bench.join(ids[1])
    #expect(bench.joins[again]?.leader == ids[1] && bench.joins[again]?.generation == 2)
  }

  @Test func whoNeverSyncsIsRemoved() {
    let bench = GroupBench { $0.initialDelayMilliseconds = 10 }
    let tickets = (0..<2).map { _ in bench.join(rebalance: 30_000) }
    bench.wait(20)
    let ids = tickets.map { bench.joins[$0]?.memberId ?? "" }
    _ = bench.sync(ids[0], 1, [ids[0]: "a", ids[1]: "b"])
    for _ in 0..<10 {
      bench.wait(3_000)
      for id in ids { _ = bench.heartbeat(id, 1) }
    }
    #expect(bench.group.members.keys.sorted() == [ids[0]])
    #expect(bench.group.state == .preparingRebalance)
  }

  @Test func heartbeatsKeepAliveAndSilenceKills() {
    let bench = GroupBench()
    let (ids, generation) = bench.stable(1)
    for _ in 0..<10 {
      bench.wait(9_999)
      #expect(bench.heartbeat(ids[0], generation) == nil)
    }
    bench.wait(10_000)
    #expect(bench.heartbeat(ids[0], generation) == .unknownMember)
    #expect(bench.group.state == .empty)
    #expect(bench.notes.last?.isEmpty == true)
    #expect(bench.group.generation == generation, "the number stays")
    #expect(bench.joinAnswer(bench.join())?.generation == generation + 1)
  }

  @Test func heartbeatsAreAnsweredByState() {
    let bench = GroupBench()
    #expect(bench.heartbeat("x", 0) == .unknownMember)
    let ticket = bench.join()
    let id = bench.joins[ticket]?.memberId ?? ""
    #expect(bench.heartbeat(id, 1) == nil, "also before there are assignments")
    #expect(bench.heartbeat(id, 0) == .illegalGeneration)
    _ = bench.sync(id, 1, [id: "a"])
    #expect(bench.heartbeat(id, 1) == nil)
    _ = bench.join()
    #expect(bench.heartbeat(id, 1) == .rebalanceInProgress)
  }

  @Test func commitsAreForMembersOfTheGeneration() {
    let bench = GroupBench()
    #expect(bench.commit("", -1) == nil, "anybody, while there is nobody")
    #expect(bench.commit("x", 1) == .unknownMember)
    let ticket = bench.join()
    let id = bench.joins[ticket]?.memberId ?? ""
    #expect(bench.commit(id, 1) == .rebalanceInProgress, "not before there are assignments")
    _ = bench.sync(id, 1, [id: "a"])
    #expect(bench.commit(id, 1) == nil)
    #expect(bench.commit(id, 0) == .illegalGeneration)
    #expect(bench.commit("", -1) == .unknownMember)
    #expect(bench.commit("", -1, inTransaction: true) == nil)
    #expect(bench.commit("x", 1, inTransaction: true) == .unknownMember)
    _ = bench.join()
    #expect(bench.commit(id, 1) == nil, "a last time before it joins again")
    // A commit is a sign of life.
    bench.wait(9_000)
    #expect(bench.commit(id, 1) == nil)
    bench.wait(9_000)
    #expect(bench.commit(id, 1) == nil)
  }

  @Test func leavingIsNoticedAtOnce() {
    let bench = GroupBench()
    let (ids, generation) = bench.stable(3)
    #expect(bench.leave("nobody") == .unknownMember)
    #expect(bench.leave(ids[0]) == nil)
    #expect(bench.heartbeat(ids[1], generation) == .rebalanceInProgress)
    let tickets = [bench.join(ids[1]), bench.join(ids[2])]
    #expect(bench.joins[tickets[0]]?.members.count == 2, "the eldest leads now")
    #expect(bench.joins[tickets[1]]?.leader == ids[1])
    #expect(bench.leave(ids[0]) == .unknownMember)
  }

  @Test func leavingInTheMidstAnswersWhoWaits() {
    let bench = GroupBench()
    let (ids, _) = bench.stable(2)
    let newcomer = bench.join()
    let waiting = bench.join(ids[0])
    #expect(bench.leave(ids[0]) == nil)
    #expect(bench.joins[waiting]?.fault == .unknownMember)
    #expect(bench.leave(ids[1]) == nil)
    #expect(bench.joins[newcomer]?.members.count == 1, "nobody else is left to wait for")
  }

  @Test func aPendingIdMayLeave() {
    let bench = GroupBench()
    let ticket = bench.join(takesMemberId: true)
    let id = bench.joins[ticket]?.memberId ?? ""
    #expect(bench.leave(id) == nil)
    #expect(bench.joinAnswer(bench.join(id))?.fault == .unknownMember)
  }

  @Test func severalLeaveWithOneRebalance() {
    let bench = GroupBench()
    let (ids, _) = bench.stable(3, instances: true)
    let (faults, actions) = bench.group.leave(
      [
        LeavingMember(memberId: "", instanceId: "i0"), LeavingMember(memberId: "zzz"),
        LeavingMember(memberId: ids[1], instanceId: "i2"),
        LeavingMember(memberId: ids[1], instanceId: "i1"),
        LeavingMember(memberId: "", instanceId: "none"),
      ], now: bench.now)
    bench.take(actions)
    #expect(faults == [nil, .unknownMember, .fencedInstance, nil, .unknownMember])
    #expect(bench.group.members.keys.sorted() == [ids[2]])
  }

  // MARK: - Static members

  @Test func aStaticMemberComesBackUnnoticed() {
    let bench = GroupBench()
    let (ids, generation) = bench.stable(2, instances: true)
    let ticket = bench.join(instance: "i1")
    let new = bench.joins[ticket]?.memberId ?? ""
    #expect(bench.joins[ticket]?.fault == nil && new != ids[1])
    #expect(bench.joins[ticket]?.generation == generation)
    #expect(bench.group.state == .stable)
    #expect(bench.assignment(bench.sync(new, generation, instance: "i1")) == "to \(ids[1])")
    // The former self is fenced in every call.
    #expect(bench.heartbeat(ids[1], generation, instance: "i1") == .fencedInstance)
    #expect(bench.commit(ids[1], generation, instance: "i1") == .fencedInstance)
    #expect(
      bench.syncAnswer(bench.sync(ids[1], generation, instance: "i1"))?.fault == .fencedInstance)
    #expect(bench.joinAnswer(bench.join(ids[1], instance: "i1"))?.fault == .fencedInstance)
    #expect(bench.leave(ids[1], instance: "i1") == .fencedInstance)
    #expect(bench.heartbeat(ids[1], generation) == .unknownMember)
    #expect(bench.heartbeat(new, generation, instance: "i1") == nil)
    #expect(bench.heartbeat(new, generation, instance: "zzz") == .unknownMember)
  }

  @Test func aStaticLeaderStaysLeader() {
    let bench = GroupBench()
    let (ids, generation) = bench.stable(2, instances: true)
    let ticket = bench.join(instance: "i0")
    let new = bench.joins[ticket]?.memberId ?? ""
    #expect(bench.joins[ticket]?.leader == new && bench.joins[ticket]?.members.count == 2)
    // What it assigns now changes nothing.
    let sync = bench.sync(new, generation, instance: "i0", [new: "other"])
    #expect(bench.assignment(sync) == "to \(ids[0])")
  }

  @Test func aStaticMemberThatChangedIsNoticed() {
    let bench = GroupBench()
    let (ids, generation) = bench.stable(2, instances: true)
    let ticket = bench.join(instance: "i1", protocols: "range=new")
    #expect(bench.joins[ticket] == nil && bench.group.state == .preparingRebalance)
    _ = bench.join(ids[0], instance: "i0")
    #expect(bench.joins[ticket]?.generation == generation + 1)
  }

  @Test func aStaticMemberThatWaitsIsFencedByItsSuccessor() {
    let bench = GroupBench()
    let (ids, _) = bench.stable(2, instances: true)
    let old = bench.join(ids[0], instance: "i0")
    let new = bench.join(instance: "i0")
    #expect(bench.joins[old]?.fault == .fencedInstance)
    _ = bench.join(ids[1], instance: "i1")
    #expect(bench.joins[new]?.fault == nil && bench.joins[new]?.members.count == 2)
  }

  // MARK: - Looks from outside

  @Test func aDescriptionShowsAssignmentsOnlyWhenTheyStand() {
    let bench = GroupBench()
    #expect(bench.group.describe("g").state == .empty)
    let (ids, _) = bench.stable(2, protocols: "range=meta")
    let description = bench.group.describe("g")
    #expect(description.state == .stable && description.protocolName == "range")
    #expect(description.members.map(\.id) == ids)
    #expect(description.members[1].assignment == Array("to \(ids[1])".utf8))
    #expect(description.members[1].metadata == Array("meta".utf8))
    _ = bench.join()
    #expect(bench.group.describe("g").protocolName == "")
    #expect(bench.group.describe("g").members.allSatisfy { $0.assignment.isEmpty })
  }

  @Test func subscriptionsAreRead() {
    var metadata: [UInt8] = [0, 1, 0, 0, 0, 2, 0, 1, 97, 0, 2, 98, 98, 9, 9]
    #expect(Subscription.topics(metadata) == ["a", "bb"])
    for count in 0..<13 { #expect(Subscription.topics(Array(metadata.prefix(count))) == nil) }
    metadata[2] = 0x7F
    #expect(Subscription.topics(metadata) == nil)
  }

  @Test func aDeadGroupAnswersEverybody() {
    let bench = GroupBench()
    let (ids, generation) = bench.stable(2)
    let waiting = bench.join(ids[0])
    bench.group.die()
    bench.take(bench.group.takeActions())
    #expect(bench.joins[waiting]?.fault == .coordinatorNotAvailable)
    #expect(bench.joinAnswer(bench.join())?.fault == .coordinatorNotAvailable)
    #expect(bench.heartbeat(ids[1], generation) == .coordinatorNotAvailable)
    #expect(bench.group.nextDeadline == nil)
  }
}
