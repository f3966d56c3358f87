// What a topic is set to: Kafka's topic settings that have a meaning on one node, a flag for topics
// that belong to queries, and a map of text for whoever created the topic.

/// What happens to old records of a topic; both may be set.
package struct CleanupPolicy: OptionSet, Hashable, Sendable {
  package let rawValue: UInt8
  package init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Old segments are deleted by time and size.
  package static let delete = CleanupPolicy(rawValue: 1)
  /// Only the last record of each key is kept.
  package static let compact = CleanupPolicy(rawValue: 2)
}

/// Whose time a record carries.
package enum TimestampType: String, Hashable, Sendable {
  case createTime = "CreateTime"
  case logAppendTime = "LogAppendTime"
}

/// The settings of a topic. Times are milliseconds; -1 means no limit where Kafka says so.
package struct TopicConfiguration: Hashable, Sendable {
  /// How many partitions; can only grow.
  package var partitionCount: Int
  /// cleanup.policy
  package var cleanup: CleanupPolicy = .delete
  /// retention.ms
  package var retentionMilliseconds: Int64 = 604_800_000
  /// retention.bytes, per partition
  package var retentionBytes: Int64 = -1
  /// segment.bytes
  package var segmentBytes: Int = 1 << 30
  /// segment.ms
  package var segmentMilliseconds: Int64 = 604_800_000
  /// delete.retention.ms
  package var deleteRetentionMilliseconds: Int64 = 86_400_000
  /// min.compaction.lag.ms
  package var compactionLagMilliseconds: Int64 = 0
  /// min.cleanable.dirty.ratio
  package var dirtyRatioMin: Double = 0.5
  /// flush.messages: sync after so many records; 1 makes an answer mean disk
  package var flushRecords: Int64 = .max
  /// flush.ms
  package var flushMilliseconds: Int64 = .max
  /// max.message.bytes: the largest batch
  package var batchBytesMax: Int = 1_048_588
  /// message.timestamp.type
  package var timestampType: TimestampType = .createTime
  /// message.timestamp.before.max.ms: how far behind the clock a record's own time may lie
  package var timestampBeforeMilliseconds: Int64 = .max
  /// message.timestamp.after.max.ms: how far ahead of the clock a record's own time may lie
  package var timestampAfterMilliseconds: Int64 = .max
  /// compression.type: "producer" keeps batches as clients send them, a codec's name has the log
  /// compress them again
  package var compressionType: String = "producer"
  /// Whether the topic belongs to a query: hidden, and closed to clients' writes.
  package var isInternal: Bool = false
  /// Text that the creator attached (formats, owners, settings without a meaning here).
  package var metadata: [String: String] = [:]

  /// How many partitions a topic may have.
  package static let partitionCounts = 1...100_000

  package init(partitionCount: Int = 1) { self.partitionCount = partitionCount }
}

/// A topic as it exists.
package struct TopicDescription: Hashable, Sendable {
  package var name: String
  package var identifier: TopicIdentifier
  package var configuration: TopicConfiguration

  package init(name: String, identifier: TopicIdentifier, configuration: TopicConfiguration) {
    self.name = name
    self.identifier = identifier
    self.configuration = configuration
  }

  /// The names of all its partitions, in order.
  package var partitions: [TopicPartition] {
    (0..<configuration.partitionCount).map { TopicPartition(name, $0) }
  }
}
