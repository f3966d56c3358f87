// The planner does no I/O; what it must know of the log it asks through this protocol.

/// Answers what topics there are.
package protocol TopicDirectory: Sendable {
  /// The number of partitions of a topic; nil if there is no such topic.
  func partitions(of topic: String) -> Int?
}

/// A directory that is a dictionary.
package struct KnownTopics: TopicDirectory {
  package var partitionCounts: [String: Int]

  package init(_ partitionCounts: [String: Int] = [:]) { self.partitionCounts = partitionCounts }

  package func partitions(of topic: String) -> Int? { partitionCounts[topic] }
}

/// A topic that a statement needs and that may not be there yet.
package struct TopicToCreate: Hashable, Sendable, Codable {
  package let name: String
  package let partitions: Int
  /// Nil: the broker's default.
  package let replicas: Int?
  /// `cleanup.policy`, `retention.ms`.
  package let configuration: [String: String]

  package init(name: String, partitions: Int, replicas: Int?, configuration: [String: String]) {
    self.name = name
    self.partitions = partitions
    self.replicas = replicas
    self.configuration = configuration
  }
}
