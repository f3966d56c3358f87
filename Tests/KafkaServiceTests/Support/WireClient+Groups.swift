// The calls of a member of a group.

import KafkaWire

extension WireClient {
  /// A member as it knows itself.
  struct Member {
    var id = ""
    var instanceID: String?
    var generation: Int32 = -1
  }

  func joinRequest(
    _ group: String, _ memberID: String = "", instanceID: String? = nil, topics: [String] = ["t"]
  ) -> JoinGroupRequest {
    .with {
      $0.groupID = group
      $0.memberID = memberID
      $0.groupInstanceID = instanceID
      $0.sessionTimeoutMs = 30_000
      $0.rebalanceTimeoutMs = 60_000
      $0.protocolType = "consumer"
      $0.protocols = [
        .with {
          $0.name = "range"
          $0.metadata = Self.subscription(topics)
        }
      ]
    }
  }

  /// What a consumer of some topics offers.
  static func subscription(_ topics: [String]) -> [UInt8] {
    topics.reduce([0, 0, 0, 0, 0, UInt8(topics.count)]) {
      $0 + [0, UInt8($1.utf8.count)] + Array($1.utf8)
    } + [0, 0, 0, 0]
  }

  func sync(
    _ group: String, _ member: Member, _ assignments: [String: [UInt8]] = [:]
  ) throws -> Pending<SyncGroupRequest> {
    let request = SyncGroupRequest.with {
      $0.groupID = group
      $0.generationID = member.generation
      $0.memberID = member.id
      $0.groupInstanceID = member.instanceID
      $0.assignments = assignments.sorted { $0.key < $1.key }.map { id, bytes in
        .with {
          $0.memberID = id
          $0.assignment = bytes
        }
      }
    }
    return try send(request, version: 4)
  }

  func heartbeat(_ group: String, _ member: Member) throws -> KafkaError {
    try call(HeartbeatRequest.self, version: 4) {
      $0.groupID = group
      $0.generationID = member.generation
      $0.memberID = member.id
      $0.groupInstanceID = member.instanceID
    }.errorCode
  }

  /// Becomes the only member of a group, with an assignment.
  func becomeMember(of group: String, topics: [String] = ["t"]) throws -> Member {
    let joined = try call(joinRequest(group, topics: topics), version: 3)
    let member = Member(id: joined.memberID, generation: joined.generationID)
    _ = try receive(sync(group, member, [member.id: [1]]))
    return member
  }

  /// Commits one offset of a topic's partition 0.
  func commit(
    _ group: String, _ member: Member = Member(), topic: String = "t", _ partition: Int32 = 0,
    offset: Int64, metadata: String? = nil, version: Int16 = 8
  ) throws -> KafkaError {
    try call(OffsetCommitRequest.self, version: version) {
      $0.groupID = group
      $0.generationID = member.generation
      $0.memberID = member.id
      $0.groupInstanceID = member.instanceID
      $0.topics = [
        .with {
          $0.name = topic
          $0.partitions = [
            .with {
              $0.partitionIndex = partition
              $0.committedOffset = offset
              $0.committedMetadata = metadata
            }
          ]
        }
      ]
    }.topics[0].partitions[0].errorCode
  }

  /// The offsets of a group for partition 0 of a topic.
  func committed(
    _ group: String, topic: String = "t", requireStable: Bool = false
  ) throws -> OffsetFetchResponse.Partition {
    try call(OffsetFetchRequest.self, version: 7) {
      $0.groupID = group
      $0.requireStable = requireStable
      $0.topics = [
        .with {
          $0.name = topic
          $0.partitionIndexes = [0]
        }
      ]
    }.topics[0].partitions[0]
  }
}
