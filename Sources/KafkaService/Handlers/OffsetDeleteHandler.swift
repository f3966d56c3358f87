// OffsetDelete: forgets single offsets of a group.

import Access
import Coordination
import KafkaWire
import SegmentLog

enum OffsetDeleteHandler: DirectHandler {
  static func response(to request: OffsetDeleteRequest, _ call: Call) -> OffsetDeleteResponse {
    guard call.isAllowed(.delete, .group(request.groupID)) else {
      return .with { $0.errorCode = .groupAuthorizationFailed }
    }
    let readable = call.readableTopics(Set(request.topics.map(\.name)))
    // Per partition of the request why its offset stays, nil for those that the group is asked for.
    let refusals = request.topics.flatMap { topic in
      topic.partitions.map { partition -> KafkaError? in
        guard readable.contains(topic.name) else { return .topicAuthorizationFailed }
        return call.exists(topic.name, partition.partitionIndex) ? nil : .unknownTopicOrPartition
      }
    }
    let all = request.topics.flatMap { topic in
      topic.partitions.map { TopicPartition(topic.name, Int($0.partitionIndex)) }
    }
    let wanted = zip(all, refusals).filter { $1 == nil }.map { $0.0 }
    switch call.node.groups.deleteOffsets(request.groupID, wanted) {
    case .failure(let fault): return .with { $0.errorCode = KafkaError(fault) }
    case .success(let faults):
      var answers = faults.makeIterator()
      return response(
        to: request, refusals.map { $0 ?? KafkaError(answers.next() ?? nil) })
    }
  }

  private static func response(
    to request: OffsetDeleteRequest, _ errors: [KafkaError]
  ) -> OffsetDeleteResponse {
    var errors = errors.makeIterator()
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
