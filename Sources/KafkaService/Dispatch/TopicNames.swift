// Names and identifiers of topics between the log and the wire.

import KafkaWire
import SegmentLog

extension TopicName {
  /// Fails when a topic is there whose name differs only in dots and underscores: metrics and files
  /// of Kafka's tools write both the same way.
  static func checkCollision(_ name: String, in log: Broker) throws(LogError) {
    guard name.contains(where: { $0 == "." || $0 == "_" }) else { return }
    let flat = flattened(name)
    guard let other = log.topics().first(where: { $0.name != name && flattened($0.name) == flat })
    else { return }
    throw LogError(
      .invalidTopicName,
      "topic '\(name)' collides with '\(other.name)': they differ only in dots and underscores")
  }

  private static func flattened(_ name: String) -> String {
    String(name.map { $0 == "." ? "_" : $0 })
  }
}

extension KafkaUUID {
  init(_ identifier: TopicIdentifier) {
    self.init(high: identifier.high, low: identifier.low)
  }
}
