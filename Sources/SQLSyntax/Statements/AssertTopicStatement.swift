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

extension AssertTopicStatement {
  // assert_topic := ASSERT [NOT EXISTS] TOPIC topic_name [with] [timeout]
  // timeout := TIMEOUT duration
  static func parse(_ p: inout Parser) throws(SQLError) -> AssertTopicStatement {
    try p.expect("ASSERT")
    let mustExist = !p.accept("NOT", "EXISTS")
    try p.expect("TOPIC")
    let topic = try p.parseTopicName()
    let properties = try p.acceptProperties()
    let timeout = p.accept("TIMEOUT") ? try p.parseDuration() : nil
    return AssertTopicStatement(
      mustExist: mustExist, topic: topic, properties: properties, timeout: timeout)
  }

  func write(to printer: inout SQLPrinter) {
    printer.words("ASSERT", mustExist ? nil : "NOT EXISTS", "TOPIC")
    printer.topic(topic)
    printer.with(properties)
    printer.timeout(timeout)
  }
}
