// Joining a group: first members, ids that are given first, protocols, leaders, timers.

import Testing

@testable import Coordination

@Suite struct GroupJoinTests {
  @Test func aFirstMemberLeadsGenerationOne() {
    let bench = GroupBench()
    let ticket = bench.join(protocols: "range=meta,roundrobin")
    let answer = bench.joins[ticket]
    #expect(answer?.fault == nil)
    #expect(answer?.generation == 1)
    #expect(answer?.leader == answer?.memberId && answer?.memberId == "m1")
    #expect(answer?.protocolType == "consumer" && answer?.protocolName == "range")
    #expect(answer?.members.map(\.id) == ["m1"])
    #expect(answer?.members.first?.metadata == Array("meta".utf8))
    #expect(bench.group.state == .completingRebalance)
    #expect(bench.notes.last.map { $0.generation == 1 && !$0.isEmpty } == true)
  }

  @Test func newClientsAreToldTheirIdFirst() {
    let bench = GroupBench()
    let first = bench.join(takesMemberId: true)
    #expect(bench.joins[first]?.fault == .memberIdRequired)
    let id = bench.joins[first]?.memberId ?? ""
    #expect(bench.group.members.isEmpty && bench.group.pending[id] != nil)
    let second = bench.join(id, takesMemberId: true)
    #expect(bench.joins[second]?.memberId == id && bench.joins[second]?.fault == nil)
    #expect(bench.group.pending.isEmpty)
    // A static member has a name already.
    let third = bench.join(instance: "i", takesMemberId: true)
    #expect(bench.joins[third] == nil && bench.group.members.count == 2)
  }

  @Test func anIdThatDoesNotComeBackExpires() {
    let bench = GroupBench()
    let first = bench.join(session: 6_000, takesMemberId: true)
    let id = bench.joins[first]?.memberId ?? ""
    bench.wait(6_000)
    let late = bench.join(id)
    #expect(bench.joins[late]?.fault == .unknownMember)
  }

  @Test func anUnknownIdIsRefused() {
    let bench = GroupBench()
    #expect(bench.joinAnswer(bench.join("nobody"))?.fault == .unknownMember)
    #expect(bench.joinAnswer(bench.join("nobody", instance: "i"))?.fault == .unknownMember)
  }

  @Test func theInitialDelayGathersMembers() {
    let bench = GroupBench { $0.initialDelayMilliseconds = 100 }
    let first = bench.join()
    bench.wait(50)
    let second = bench.join()
    bench.wait(50)
    // The second member put the end off by the delay again.
    #expect(bench.joins.isEmpty)
    bench.wait(99)
    #expect(bench.joins.isEmpty)
    bench.wait(1)
    #expect(bench.joins[first]?.generation == 1 && bench.joins[second]?.generation == 1)
    #expect(bench.joins[first]?.members.count == 2 && bench.joins[second]?.members == [])
    #expect(bench.joins[second]?.leader == bench.joins[first]?.memberId)
  }

  @Test func theInitialDelayEndsWithTheRebalanceTimeout() {
    let bench = GroupBench { $0.initialDelayMilliseconds = 100 }
    for _ in 0..<3 {
      _ = bench.join(rebalance: 250)
      bench.wait(80)
    }
    #expect(bench.joins.isEmpty)
    bench.wait(10)
    #expect(bench.joins.count == 3)
  }

  @Test func typesAndProtocolsHaveToFit() {
    let bench = GroupBench()
    #expect(bench.joinAnswer(bench.join(protocols: ""))?.fault == .inconsistentProtocol)
    #expect(bench.joinAnswer(bench.join(type: ""))?.fault == .inconsistentProtocol)
    _ = bench.stable(1, protocols: "range,sticky")
    #expect(bench.joinAnswer(bench.join(type: "connect"))?.fault == .inconsistentProtocol)
    #expect(bench.joinAnswer(bench.join(protocols: "roundrobin"))?.fault == .inconsistentProtocol)
    // The refused ones disturbed nobody.
    #expect(bench.group.state == .stable)
    _ = bench.join(protocols: "roundrobin,sticky")
    #expect(bench.group.state == .preparingRebalance)
  }

  @Test func theProtocolIsTheOneThatMostPreferAmongThoseThatAllKnow() {
    let bench = GroupBench { $0.initialDelayMilliseconds = 10 }
    _ = bench.join(protocols: "a,b,c")
    _ = bench.join(protocols: "d,c,b")
    let last = bench.join(protocols: "e,c,b")
    bench.wait(100)
    // a, d and e are not known to all; b has one vote, c two.
    #expect(bench.joins[last]?.protocolName == "c")
  }

  @Test func aFullGroupRefusesNewMembersOnly() {
    let bench = GroupBench {
      $0.initialDelayMilliseconds = 0
      $0.membersMax = 2
    }
    let (ids, _) = bench.stable(1)
    let pending = bench.join(takesMemberId: true)
    #expect(bench.joins[pending]?.fault == .memberIdRequired)
    #expect(bench.joinAnswer(bench.join(takesMemberId: true))?.fault == .groupFull)
    let second = bench.join(bench.joins[pending]?.memberId ?? "")
    _ = bench.join(ids[0])
    #expect(bench.joins[second]?.fault == nil && bench.group.members.count == 2)
    #expect(bench.joinAnswer(bench.join())?.fault == .groupFull)
  }

  @Test func aNewMemberMakesTheOthersJoinAgain() {
    let bench = GroupBench()
    let (ids, generation) = bench.stable(1)
    let newcomer = bench.join()
    #expect(bench.heartbeat(ids[0], generation) == .rebalanceInProgress)
    #expect(bench.joins[newcomer] == nil)
    let again = bench.join(ids[0])
    #expect(bench.joins[newcomer]?.generation == generation + 1)
    #expect(bench.joins[again]?.members.count == 2, "the leader stays")
    #expect(bench.heartbeat(ids[0], generation) == .illegalGeneration)
  }

  @Test func whoDoesNotJoinAgainIsLeftBehind() {
    let bench = GroupBench()
    let (ids, generation) = bench.stable(2)
    let newcomer = bench.join(rebalance: 5_000)
    // They say that they live, and never join.
    for _ in 0..<60 {
      bench.wait(1_000)
      for id in ids { _ = bench.heartbeat(id, generation) }
    }
    #expect(bench.joins[newcomer]?.fault == nil)
    #expect(bench.joins[newcomer]?.leader == bench.joins[newcomer]?.memberId)
    #expect(bench.group.members.count == 1)
    #expect(bench.heartbeat(ids[0], generation) == .unknownMember)
  }

  /// Otherwise one dead member would hold everybody up for the rebalance timeout.
  @Test func theDeadDoNotHoldTheOthersUp() {
    let bench = GroupBench()
    let (ids, generation) = bench.stable(2)
    bench.wait(4_000)
    #expect(bench.heartbeat(ids[1], generation) == nil)
    let newcomer = bench.join()
    let again = bench.join(ids[0])
    #expect(bench.joins[newcomer] == nil)
    bench.wait(9_999)
    #expect(bench.joins[newcomer] == nil)
    bench.wait(1)
    #expect(bench.joins[newcomer]?.generation == generation + 1)
    #expect(bench.joins[again]?.members.count == 2)
  }

  @Test func whoWaitsDoesNotExpire() {
    let bench = GroupBench()
    let (ids, generation) = bench.stable(2)
    let waiting = bench.join(ids[0], protocols: "range=changed", session: 6_000)
    for _ in 0..<10 {
      bench.wait(5_000)
      #expect(bench.heartbeat(ids[1], generation) == .rebalanceInProgress)
    }
    #expect(bench.joins[waiting] == nil && bench.group.members[ids[0]] != nil)
  }

  @Test func onlyChangesOfAFollowerDisturb() {
    let bench = GroupBench()
    let (ids, generation) = bench.stable(2)
    let same = bench.join(ids[1])
    #expect(bench.joins[same]?.generation == generation && bench.joins[same]?.members == [])
    #expect(bench.group.state == .stable)
    let changed = bench.join(ids[1], protocols: "range=new")
    #expect(bench.joins[changed] == nil && bench.group.state == .preparingRebalance)
    _ = bench.join(ids[0])
    #expect(bench.joins[changed]?.generation == generation + 1)
  }

  @Test func aLeaderThatJoinsAgainMeansIt() {
    let bench = GroupBench()
    let (ids, _) = bench.stable(2)
    let ticket = bench.join(ids[0])
    #expect(bench.joins[ticket] == nil && bench.group.state == .preparingRebalance)
  }

  @Test func aRepeatedJoinGetsTheAnswerThatWasLost() {
    let bench = GroupBench { $0.initialDelayMilliseconds = 10 }
    let first = bench.join()
    let second = bench.join()
    bench.wait(20)
    for ticket in [first, second] {
      let id = bench.joins[ticket]?.memberId ?? ""
      let again = bench.join(id)
      #expect(bench.joins[again] == bench.joins[ticket])
    }
    #expect(bench.group.state == .completingRebalance)
  }

  @Test func aJoinOverAnotherOneAnswersBoth() {
    let bench = GroupBench()
    let (ids, _) = bench.stable(2)
    let first = bench.join(ids[0])
    let second = bench.join(ids[0])
    #expect(bench.joins[first]?.fault == .rebalanceInProgress)
    #expect(bench.joins[second] == nil)
    _ = bench.join(ids[1])
    #expect(bench.joins[second]?.fault == nil)
  }
}
