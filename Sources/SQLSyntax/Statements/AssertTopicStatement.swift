// ASSERT TOPIC: waits until a topic is there, or is gone.

/// `ASSERT [NOT EXISTS] TOPIC`.
package struct AssertTopicStatement: Hashable, Sendable {
  package let mustExist: Bool
  package let topic: TopicName
  package let properties: PropertyList
  package let timeout: DurationLiteral?

  package init(
    mustExist: Bool = true, topic: TopicName, properties: PropertyList = PropertyList(),
    timeout: DurationLiteral? = nil
  ) {
    self.mustExist = mustExist
    self.topic = topic
    self.properties = properties
    self.timeout = timeout
  }
}
