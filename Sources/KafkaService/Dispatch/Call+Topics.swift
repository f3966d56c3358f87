// The topics of administrators' requests: found, and checked for what the client may do.
//
// Topics of queries (`isInternal`) are closed to every client's changes, whatever its rights: their
// records are a query's memory. The answer is INVALID_TOPIC_EXCEPTION, as to a Produce request: it
// is about the topic and no repetition helps. An authorization error would send administrators to
// look for an access rule that cannot exist.

import Access
import KafkaWire
import SegmentLog

extension Call {
  /// A topic that the client may do something to.
  func topic(
    _ name: String, for operation: AclOperation
  ) throws(Refusal) -> TopicDescription {
    guard isAllowed(operation, .topic(name)) else { throw .denied(name) }
    guard let found = node.log.describe(name) else {
      throw Refusal(.unknownTopicOrPartition, "there is no topic '\(name)'")
    }
    return found
  }

  /// A topic that the client may change.
  func openTopic(
    _ name: String, for operation: AclOperation
  ) throws(Refusal) -> TopicDescription {
    let found = try topic(name, for: operation)
    guard !found.configuration.isInternal else {
      throw Refusal(
        .invalidTopicException,
        "topic '\(name)' belongs to a query and goes with it; clients cannot change it")
    }
    return found
  }

  /// Checks that replicas, as a client assigns them, are on this node.
  func checkReplicas(_ replicas: [Int32], of partition: Int) throws(Refusal) {
    guard replicas == [node.nodeIdentifier] else {
      throw Refusal(
        .invalidReplicaAssignment,
        "partition \(partition) cannot be on nodes \(replicas): the only node is "
          + "\(node.nodeIdentifier)")
    }
  }
}

extension TopicConfiguration {
  /// Checks a number of partitions.
  static func check(partitionCount: Int) throws(Refusal) {
    guard partitionCounts.contains(partitionCount) else {
      throw Refusal(
        .invalidPartitions,
        "a topic cannot have \(partitionCount) partitions; choose a number from "
          + "\(partitionCounts.lowerBound) to \(partitionCounts.upperBound)")
    }
  }
}
