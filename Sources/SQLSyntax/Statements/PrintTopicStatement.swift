// PRINT: the raw records of a topic.

/// `PRINT`.
package struct PrintTopicStatement: Hashable, Sendable {
  package let topic: TopicName
  package let fromBeginning: Bool
  /// Every how many records one is shown; nil for all.
  package let interval: Int64?
  package let limit: Int64?

  package init(
    topic: TopicName, fromBeginning: Bool = false, interval: Int64? = nil, limit: Int64? = nil
  ) {
    self.topic = topic
    self.fromBeginning = fromBeginning
    self.interval = interval
    self.limit = limit
  }
}
