// OffsetCommit: how far a group has read. Version 0, which knows no members, commits from outside.

import Coordination
import KafkaWire
import SegmentLog

enum OffsetCommitHandler: DirectHandler {
  static func response(to request: OffsetCommitRequest, _ call: Call) -> OffsetCommitResponse {
    let offsets = request.topics.flatMap { topic in
      topic.partitions.map { partition in
        OffsetCommit(
          TopicPartition(topic.name, Int(partition.partitionIndex)),
          offset: partition.committedOffset, leaderEpoch: partition.committedLeaderEpoch,
          metadata: partition.committedMetadata)
      }
    }
    let caller = MemberIdentity(
      memberId: request.memberID, instanceId: request.groupInstanceID,
      generation: request.generationID)
    var errors = CommitRights.commit(offsets, of: request.groupID, call) {
      call.node.groups.commit(request.groupID, by: caller, $0)
    }.makeIterator()
    return .with {
      $0.topics = request.topics.map { topic in
        .with {
          $0.name = topic.name
          $0.partitions = topic.partitions.map { partition in
            .with {
              $0.partitionIndex = partition.partitionIndex
              $0.errorCode = errors.next() ?? .unknownServerError
            }
          }
        }
      }
    }
  }
}
