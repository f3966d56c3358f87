import Planner
import SegmentLog

extension TopicConfiguration {
  /// The settings of a topic that a statement asks for.
  init(_ topic: TopicToCreate) {
    self.init(partitionCount: topic.partitions)
    for (name, value) in topic.configuration {
      switch name {
      case "cleanup.policy":
        cleanup = []
        for policy in value.split(separator: ",") {
          cleanup.insert(policy == "compact" ? .compact : .delete)
        }
      case "retention.ms": retentionMilliseconds = Int64(value) ?? retentionMilliseconds
      default: metadata[name] = value
      }
    }
  }
}
