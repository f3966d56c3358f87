// DeleteRecords: moves the start of partitions forward.

import Access
import KafkaWire
import SegmentLog

enum DeleteRecordsHandler: DirectHandler {
  /// Stands for the end of a partition.
  private static let end: Int64 = -1

  static func response(to request: DeleteRecordsRequest, _ call: Call) -> DeleteRecordsResponse {
    .with {
      $0.topics = request.topics.map { topic in
        .with {
          $0.name = topic.name
          $0.partitions = topic.partitions.map { partition in
            .with {
              $0.partitionIndex = partition.partitionIndex
              do throws(Refusal) {
                $0.lowWatermark = try delete(partition, of: topic.name, call).value
              } catch {
                $0.lowWatermark = -1
                $0.errorCode = error.error
              }
            }
          }
        }
      }
    }
  }

  /// Deletes records; gives the new start.
  private static func delete(
    _ partition: DeleteRecordsRequest.Partition, of topic: String, _ call: Call
  ) throws(Refusal) -> Offset {
    let found = try call.openTopic(topic, for: .delete)
    guard found.configuration.cleanup != .compact else {
      throw Refusal(.policyViolation, "topic '\(topic)' is compacted and deletes nothing else")
    }
    let log = call.node.log
    let name = TopicPartition(topic, Int(partition.partitionIndex))
    let limits = try refusing { () throws(LogError) in try log.offsets(name) }
    let wanted =
      partition.offset == Self.end ? limits.readable : Offset(partition.offset)
    guard partition.offset >= Self.end, wanted <= limits.readable else {
      throw Refusal(.offsetOutOfRange, "\(name) ends at \(limits.readable)")
    }
    return try refusing { () throws(LogError) in
      try log.deleteRecords(name, before: wanted)
      return try log.offsets(name).start
    }
  }
}
