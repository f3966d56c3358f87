// TxnOffsetCommit: offsets that count when the transaction commits.

import Access
import Coordination
import KafkaWire
import SegmentLog

enum TxnOffsetCommitHandler: DirectHandler {
  static func response(
    to request: TxnOffsetCommitRequest, _ call: Call
  ) -> TxnOffsetCommitResponse {
    var errors = errors(of: request, call).makeIterator()
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

  private static func errors(of request: TxnOffsetCommitRequest, _ call: Call) -> [KafkaError] {
    let offsets = request.topics.flatMap { topic in
      topic.partitions.map { partition in
        OffsetCommit(
          TopicPartition(topic.name, Int(partition.partitionIndex)),
          offset: partition.committedOffset, leaderEpoch: partition.committedLeaderEpoch,
          metadata: partition.committedMetadata)
      }
    }
    guard call.isAllowed(.write, .transactionalID(request.transactionalID)) else {
      return offsets.map { _ in .transactionalIDAuthorizationFailed }
    }
    let producer = Producer(
      name: request.transactionalID, identifier: request.producerID, epoch: request.producerEpoch)
    let caller = MemberIdentity(
      memberId: request.memberID, instanceId: request.groupInstanceID,
      generation: request.generationID)
    return CommitRights.commit(offsets, of: request.groupID, call) {
      call.node.groups.commit(request.groupID, by: caller, $0, in: producer)
    }.map {
      // In Kafka it is the log of the offsets that fences, and the log's word for it is this.
      $0 == .producerFenced ? .invalidProducerEpoch : $0
    }
  }
}
