// A topic's settings as Kafka's names and texts, for the topic's file, SHOW and clients.

import Platform

extension TopicConfiguration {
  /// All settings by Kafka's names, in a fixed order.
  package var properties: [(name: String, value: String)] {
    var policies: [String] = []
    if cleanup.contains(.compact) { policies.append("compact") }
    if cleanup.contains(.delete) { policies.append("delete") }
    return [
      ("cleanup.policy", policies.joined(separator: ",")),
      ("compression.type", compressionType),
      ("delete.retention.ms", String(deleteRetentionMilliseconds)),
      ("flush.messages", String(flushRecords)),
      ("flush.ms", String(flushMilliseconds)),
      ("max.message.bytes", String(batchBytesMax)),
      ("message.timestamp.after.max.ms", String(timestampAfterMilliseconds)),
      ("message.timestamp.before.max.ms", String(timestampBeforeMilliseconds)),
      ("message.timestamp.type", timestampType.rawValue),
      ("min.cleanable.dirty.ratio", String(dirtyRatioMin)),
      ("min.compaction.lag.ms", String(compactionLagMilliseconds)),
      ("retention.bytes", String(retentionBytes)),
      ("retention.ms", String(retentionMilliseconds)),
      ("segment.bytes", String(segmentBytes)),
      ("segment.ms", String(segmentMilliseconds)),
    ]
  }

  /// Changes one setting. Fails with `.invalidConfiguration` for a value that is not one; false
  /// when the name is none of ours.
  package mutating func set(_ name: String, _ value: String) throws(LogError) -> Bool {
    switch name {
    case "cleanup.policy": cleanup = try Self.policy(value)
    case "compression.type":
      guard value == "producer" || Compression(name: value) != nil else {
        throw Self.invalid(name, value, "producer, uncompressed, gzip, snappy, lz4 or zstd")
      }
      compressionType = value
    case "delete.retention.ms":
      deleteRetentionMilliseconds = try Self.number(name, value, from: 0)
    case "flush.messages": flushRecords = try Self.number(name, value, from: 1)
    case "flush.ms": flushMilliseconds = try Self.number(name, value, from: 0)
    case "max.message.bytes": batchBytesMax = Int(try Self.number(name, value, from: 0))
    case "message.timestamp.after.max.ms":
      timestampAfterMilliseconds = try Self.number(name, value, from: 0)
    case "message.timestamp.before.max.ms":
      timestampBeforeMilliseconds = try Self.number(name, value, from: 0)
    case "message.timestamp.type":
      guard let type = TimestampType(rawValue: value) else {
        throw Self.invalid(name, value, "CreateTime or LogAppendTime")
      }
      timestampType = type
    case "min.cleanable.dirty.ratio":
      guard let ratio = Double(value), (0...1).contains(ratio) else {
        throw Self.invalid(name, value, "a number from 0 to 1")
      }
      dirtyRatioMin = ratio
    case "min.compaction.lag.ms":
      compactionLagMilliseconds = try Self.number(name, value, from: 0)
    case "retention.bytes": retentionBytes = try Self.number(name, value, from: -1)
    case "retention.ms": retentionMilliseconds = try Self.number(name, value, from: -1)
    case "segment.bytes":
      // Positions in the index are 32 bits.
      segmentBytes = Int(try Self.number(name, value, from: 14, upTo: Int64(Int32.max)))
    case "segment.ms": segmentMilliseconds = try Self.number(name, value, from: 1)
    default: return false
    }
    return true
  }

  /// Checks what the fields cannot check by themselves.
  func validate() throws(LogError) {
    guard Self.partitionCounts.contains(partitionCount) else {
      throw LogError(
        .invalidConfiguration,
        "a topic cannot have \(partitionCount) partitions; choose a number from "
          + "\(Self.partitionCounts.lowerBound) to \(Self.partitionCounts.upperBound)")
    }
    guard (14...Int(Int32.max)).contains(segmentBytes) else {
      throw Self.invalid("segment.bytes", String(segmentBytes), "a number from 14 to 2147483647")
    }
  }

  private static func policy(_ value: String) throws(LogError) -> CleanupPolicy {
    var policy: CleanupPolicy = []
    for word in value.split(separator: ",") {
      switch word.filter({ $0 != " " }) {
      case "delete": policy.insert(.delete)
      case "compact": policy.insert(.compact)
      default: throw invalid("cleanup.policy", value, "delete, compact, or both")
      }
    }
    return policy
  }

  private static func number(
    _ name: String, _ value: String, from low: Int64, upTo high: Int64 = .max
  ) throws(LogError) -> Int64 {
    guard let number = Int64(value), (low...high).contains(number) else {
      throw invalid(name, value, "a whole number from \(low) to \(high)")
    }
    return number
  }

  private static func invalid(_ name: String, _ value: String, _ wanted: String) -> LogError {
    LogError(.invalidConfiguration, "\(name) cannot be '\(value)'; it must be \(wanted)")
  }
}
