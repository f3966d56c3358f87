// Consumer groups over the wire: members, rebalances, offsets, administration.

import Access
import KafkaWire
import SegmentLog
import Testing

@testable import KafkaService

@Suite struct GroupTests {
  private typealias Member = WireClient.Member

  @Test func twoMembersShareAGroup() throws {
    let node = try NodeFixture()
    try node.createTopic("t", partitions: 2)
    let (a, b) = (try node.client("a"), try node.client("b"))
    // The first is told its id, then leads.
    let told = try a.call(a.joinRequest("g"), version: 7)
    #expect(told.errorCode == .memberIDRequired && told.memberID.hasPrefix("a-"))
    #expect(told.protocolName == nil)
    let first = try a.call(a.joinRequest("g", told.memberID), version: 7)
    #expect(first.errorCode == .noError && first.generationID == 1)
    #expect(first.leader == told.memberID && first.members.map(\.memberID) == [told.memberID])
    #expect(first.protocolType == "consumer" && first.protocolName == "range")
    var leader = Member(id: first.memberID, generation: 1)
    #expect(try a.receive(a.sync("g", leader, [leader.id: [1, 2]])).assignment == [1, 2])
    #expect(try a.heartbeat("g", leader) == .noError)
    // The second waits until the first has heard of it and joins again.
    let waiting = try b.send(b.joinRequest("g"), version: 3)
    var heard = KafkaError.noError
    for _ in 0..<10_000 where heard == .noError { heard = try a.heartbeat("g", leader) }
    #expect(heard == .rebalanceInProgress)
    #expect(b.isSilent(milliseconds: 20))
    let again = try a.call(a.joinRequest("g", leader.id), version: 7)
    let second = try b.receive(waiting)
    #expect(again.generationID == 2 && second.generationID == 2)
    #expect(again.leader == leader.id && second.leader == leader.id)
    #expect(Set(again.members.map(\.memberID)) == [leader.id, second.memberID])
    #expect(second.members.isEmpty)
    #expect(again.members.first?.metadata == WireClient.subscription(["t"]))
    leader.generation = 2
    let follower = Member(id: second.memberID, generation: 2)
    // The follower's assignment comes with the leader's sync.
    let pending = try b.sync("g", follower)
    #expect(b.isSilent(milliseconds: 20))
    let own = try a.receive(a.sync("g", leader, [leader.id: [1], follower.id: [2]]))
    #expect(own.assignment == [1])
    #expect(try b.receive(pending).assignment == [2])
    // One leaves, the other hears of it.
    let left = try b.call(LeaveGroupRequest.self, version: 4) {
      $0.groupID = "g"
      $0.members = [
        .with { $0.memberID = follower.id }, .with { $0.memberID = "nobody" },
      ]
    }
    #expect(left.errorCode == .noError)
    #expect(left.members.map(\.errorCode) == [.noError, .unknownMemberID])
    #expect(try a.heartbeat("g", leader) == .rebalanceInProgress)
    #expect(try b.heartbeat("g", follower) == .unknownMemberID)
  }

  @Test func theFirstVersionsAdmitAtOnceAndLeaveAlone() throws {
    let node = try NodeFixture()
    let client = try node.client()
    var request = client.joinRequest("g")
    // Not on the wire in version 0, where the session time stands for it.
    request.rebalanceTimeoutMs = -1
    let joined = try client.call(request, version: 0)
    #expect(joined.errorCode == .noError && joined.generationID == 1)
    #expect(joined.protocolName == "range")
    let member = Member(id: joined.memberID, generation: 1)
    let synced = try client.call(SyncGroupRequest.self, version: 0) {
      $0.groupID = "g"
      $0.generationID = 1
      $0.memberID = member.id
      $0.assignments = [
        .with {
          $0.memberID = member.id
          $0.assignment = [9]
        }
      ]
    }
    #expect(synced.assignment == [9])
    func leave(_ id: String) throws -> KafkaError {
      try client.call(LeaveGroupRequest.self, version: 0) {
        $0.groupID = "g"
        $0.memberID = id
      }.errorCode
    }
    #expect(try leave("nobody") == .unknownMemberID)
    #expect(try leave(member.id) == .noError)
    #expect(try leave(member.id) == .unknownMemberID)
  }

  @Test func wrongCallersAreTold() throws {
    let node = try NodeFixture()
    let client = try node.client()
    #expect(
      try client.call(client.joinRequest(""), version: 7).errorCode == .invalidGroupID)
    #expect(
      try client.call(client.joinRequest("g", "nobody"), version: 7).errorCode == .unknownMemberID)
    var short = client.joinRequest("g")
    short.sessionTimeoutMs = 10
    let refused = try client.call(short, version: 2)
    #expect(refused.errorCode == .invalidSessionTimeout && refused.protocolName == "")
    var member = try client.becomeMember(of: "g")
    #expect(try client.receive(client.sync("g", member)).errorCode == .noError)
    let other = try client.call(SyncGroupRequest.self, version: 5) {
      $0.groupID = "g"
      $0.generationID = member.generation
      $0.memberID = member.id
      $0.protocolType = "consumer"
    }
    #expect(other.errorCode == .inconsistentGroupProtocol)
    member.generation += 1
    #expect(try client.heartbeat("g", member) == .illegalGeneration)
    #expect(try client.receive(client.sync("g", member)).errorCode == .illegalGeneration)
    #expect(try client.heartbeat("nowhere", member) == .unknownMemberID)
    let left = try client.call(LeaveGroupRequest.self, version: 3) {
      $0.members = [.with { $0.memberID = "x" }]
    }
    #expect(left.errorCode == .invalidGroupID && left.members.isEmpty)
  }

  @Test func aStaticMemberTakesOverFromItsFormerSelf() throws {
    let node = try NodeFixture()
    let client = try node.client()
    let joined = try client.call(client.joinRequest("g", instanceID: "i"), version: 7)
    #expect(joined.errorCode == .noError)
    var old = Member(id: joined.memberID, instanceID: "i", generation: joined.generationID)
    _ = try client.receive(client.sync("g", old, [old.id: [5]]))
    let again = try client.call(client.joinRequest("g", instanceID: "i"), version: 7)
    #expect(again.generationID == joined.generationID && again.memberID != old.id)
    #expect(try client.heartbeat("g", old) == .fencedInstanceID)
    #expect(try client.commit("g", old, offset: 1) == .fencedInstanceID)
    old.id = again.memberID
    #expect(try client.receive(client.sync("g", old)).assignment == [5])
  }

  @Test func offsetsAreCommittedByMembersAndFetchedByAnybody() throws {
    let node = try NodeFixture()
    try node.createTopic("t")
    let client = try node.client()
    #expect(try client.committed("g").committedOffset == -1)
    let member = try client.becomeMember(of: "g")
    #expect(try client.commit("g", member, offset: 7, metadata: "note") == .noError)
    #expect(try client.commit("g", member, topic: "zzz", offset: 7) == .unknownTopicOrPartition)
    #expect(try client.commit("g", member, 5, offset: 7) == .unknownTopicOrPartition)
    #expect(try client.commit("g", offset: 9) == .unknownMemberID)
    #expect(
      try client.commit("g", Member(id: member.id, generation: 9), offset: 9) == .illegalGeneration)
    let long = String(repeating: "x", count: 5_000)
    #expect(try client.commit("g", member, offset: 9, metadata: long) == .offsetMetadataTooLarge)
    let found = try client.committed("g")
    #expect(found.committedOffset == 7 && found.metadata == "note" && found.errorCode == .noError)
    // Without members anybody may commit, also in the version that knows no members.
    #expect(try client.commit("free", offset: 3, version: 0) == .noError)
    #expect(try client.committed("free").committedOffset == 3)
  }

  @Test func offsetsOfSeveralGroupsComeInOneAnswer() throws {
    let node = try NodeFixture()
    try node.createTopic("t")
    try node.createTopic("u")
    let client = try node.client()
    _ = try client.commit("g", offset: 1)
    _ = try client.commit("g", topic: "u", offset: 2)
    _ = try client.commit("h", offset: 3)
    let response = try client.call(OffsetFetchRequest.self, version: 8) {
      $0.groups = [
        .with {
          $0.groupID = "g"
          $0.topics = nil
        },
        .with {
          $0.groupID = "h"
          $0.topics = [
            .with {
              $0.name = "t"
              $0.partitionIndexes = [0, 1]
            }
          ]
        },
      ]
    }
    #expect(response.groups.map(\.groupID) == ["g", "h"])
    #expect(response.groups[0].topics.map(\.name) == ["t", "u"])
    #expect(
      response.groups[0].topics.flatMap(\.partitions).map(\.committedOffset) == [1, 2])
    #expect(response.groups[1].topics[0].partitions.map(\.committedOffset) == [3, -1])
    let all = try client.call(OffsetFetchRequest.self, version: 2) {
      $0.groupID = "g"
      $0.topics = nil
    }
    #expect(all.topics.map(\.name) == ["t", "u"])
  }

  @Test func administratorsSeeGroupsAndDeleteThem() throws {
    let node = try NodeFixture()
    try node.createTopic("t")
    let client = try node.client("someone")
    let member = try client.becomeMember(of: "g")
    _ = try client.commit("offsets-only", offset: 3)
    let described = try client.call(DescribeGroupsRequest.self, version: 5) {
      $0.groups = ["g", "offsets-only", "nowhere"]
      $0.includeAuthorizedOperations = true
    }.groups
    #expect(described.map(\.groupState) == ["Stable", "Empty", "Dead"])
    #expect(described[0].members.map(\.memberID) == [member.id])
    #expect(described[0].members[0].clientID == "someone")
    #expect(described[0].members[0].clientHost == "/127.0.0.1")
    #expect(described[0].members[0].memberAssignment == [1])
    #expect(described[0].protocolData == "range")
    #expect(described[0].authorizedOperations == AuthorizedOperations.group)
    let stable = try client.call(ListGroupsRequest.self, version: 4) {
      $0.statesFilter = ["Stable"]
    }
    #expect(stable.groups.map(\.groupID) == ["g"])
    #expect(stable.groups[0].protocolType == "consumer")
    #expect(
      try client.call(ListGroupsRequest(), version: 0).groups.map(\.groupID)
        == ["g", "offsets-only"])
    let deleted = try client.call(DeleteGroupsRequest.self, version: 2) {
      $0.groupsNames = ["g", "offsets-only", "nowhere"]
    }
    #expect(deleted.results.map(\.errorCode) == [.nonEmptyGroup, .noError, .groupIDNotFound])
    #expect(try client.committed("offsets-only").committedOffset == -1)
  }

  @Test func singleOffsetsAreDeletedUnlessSomebodyReadsTheTopic() throws {
    let node = try NodeFixture()
    try node.createTopic("t")
    try node.createTopic("u")
    let client = try node.client()
    let member = try client.becomeMember(of: "g", topics: ["t"])
    for topic in ["t", "u"] { _ = try client.commit("g", member, topic: topic, offset: 1) }
    func delete(_ group: String) throws -> OffsetDeleteResponse {
      try client.call(OffsetDeleteRequest.self, version: 0) {
        $0.groupID = group
        $0.topics = ["t", "u", "zzz"].map { topic in
          .with {
            $0.name = topic
            $0.partitions = [.with { $0.partitionIndex = 0 }]
          }
        }
      }
    }
    #expect(
      try delete("g").topics.flatMap(\.partitions).map(\.errorCode)
        == [.groupSubscribedToTopic, .noError, .unknownTopicOrPartition])
    #expect(try client.committed("g", topic: "u").committedOffset == -1)
    #expect(try client.committed("g", topic: "t").committedOffset == 1)
    #expect(try delete("nowhere").errorCode == .groupIDNotFound)
  }

  @Test func rightsDecideWhoMayDoWhat() throws {
    let anonymous = Principal.anonymous
    let node = try NodeFixture.guarded(
      AclBinding(try ResourcePattern(.group, "mine", .literal), anonymous, .read),
      AclBinding(try ResourcePattern(.topic, "t", .literal), anonymous, .read))
    try node.createTopic("t")
    try node.createTopic("secret")
    let client = try node.client()
    #expect(
      try client.call(client.joinRequest("other"), version: 3).errorCode
        == .groupAuthorizationFailed)
    let nobody = Member(id: "x", generation: 1)
    #expect(try client.heartbeat("other", nobody) == .groupAuthorizationFailed)
    #expect(
      try client.receive(client.sync("other", nobody)).errorCode == .groupAuthorizationFailed)
    #expect(try client.commit("other", offset: 1) == .groupAuthorizationFailed)
    #expect(try client.commit("mine", topic: "secret", offset: 1) == .topicAuthorizationFailed)
    #expect(try client.commit("mine", offset: 1) == .noError)
    #expect(try client.committed("mine").committedOffset == 1)
    #expect(
      try client.committed("mine", topic: "secret").errorCode == .topicAuthorizationFailed)
    func fetchError(version: Int16) throws -> (KafkaError, [KafkaError]) {
      let response = try client.call(OffsetFetchRequest.self, version: version) {
        $0.groupID = "other"
        $0.topics = [
          .with {
            $0.name = "t"
            $0.partitionIndexes = [0]
          }
        ]
      }
      return (response.errorCode, response.topics.flatMap(\.partitions).map(\.errorCode))
    }
    #expect(try fetchError(version: 1) == (.noError, [.groupAuthorizationFailed]))
    #expect(try fetchError(version: 7) == (.groupAuthorizationFailed, []))
    #expect(try client.call(ListGroupsRequest(), version: 4).groups.map(\.groupID) == ["mine"])
    let described = try client.call(DescribeGroupsRequest.self, version: 5) {
      $0.groups = ["other", "mine"]
    }
    #expect(described.groups.map(\.errorCode) == [.groupAuthorizationFailed, .noError])
    let deleted = try client.call(DeleteGroupsRequest.self, version: 2) {
      $0.groupsNames = ["mine"]
    }
    #expect(deleted.results.map(\.errorCode) == [.groupAuthorizationFailed])
  }
}
