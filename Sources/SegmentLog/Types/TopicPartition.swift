// The name of one log: a topic and the number of one of its partitions.

/// One partition of one topic.
package struct TopicPartition: Hashable, Sendable, CustomStringConvertible {
  /// The topic's name.
  package var topic: String
  /// The partition's number, from 0.
  package var partition: Int

  package init(_ topic: String, _ partition: Int) {
    self.topic = topic
    self.partition = partition
  }

  package var description: String { "\(topic)-\(partition)" }
}

extension TopicPartition: Comparable {
  package static func < (left: TopicPartition, right: TopicPartition) -> Bool {
    left.topic == right.topic ? left.partition < right.partition : left.topic < right.topic
  }
}
