// AddPartitionsToTxn: all of the partitions become part of the transaction, or none.

import Access
import Coordination
import KafkaWire
import SegmentLog

enum AddPartitionsToTxnHandler: DirectHandler {
  /// The first version of clients that know that they are fenced.
  private static let fencedVersionMin: Int16 = 2

  static func response(
    to request: AddPartitionsToTxnRequest, _ call: Call
  ) -> AddPartitionsToTxnResponse {
    var errors = errors(of: request, call).makeIterator()
    return .with {
      $0.topics = request.topics.map { topic in
        .with {
          $0.name = topic.name
          $0.partitions = topic.partitions.map { partition in
            .with {
              $0.partitionIndex = partition
              $0.errorCode = errors.next() ?? .unknownServerError
            }
          }
        }
      }
    }
  }

  private static func errors(of request: AddPartitionsToTxnRequest, _ call: Call) -> [KafkaError] {
    let partitions = request.topics.flatMap { topic in
      topic.partitions.map { TopicPartition(topic.name, Int($0)) }
    }
    guard call.isAllowed(.write, .transactionalID(request.transactionalID)) else {
      return partitions.map { _ in .transactionalIDAuthorizationFailed }
    }
    let writable = Set(
      request.topics.map(\.name).filter { call.isAllowed(.write, .topic($0)) })
    guard partitions.allSatisfy({ writable.contains($0.topic) }) else {
      return partitions.map { partition in
        guard writable.contains(partition.topic) else { return .topicAuthorizationFailed }
        return call.exists(partition.topic, Int32(partition.partition))
          ? .operationNotAttempted : .unknownTopicOrPartition
      }
    }
    let producer = Producer(
      name: request.transactionalID, identifier: request.producerID, epoch: request.producerEpoch)
    return call.node.transactions.add(partitions, to: producer).map {
      KafkaError($0).known(to: call, fencedSince: fencedVersionMin)
    }
  }
}
