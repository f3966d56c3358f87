// ListOffsets: the ends of partitions, and offsets by time.

import Access
import KafkaWire
import SegmentLog

enum ListOffsetsHandler: DirectHandler {
  private static let latest: Int64 = -1
  private static let earliest: Int64 = -2
  private static let maxTimestamp: Int64 = -3

  static func response(to request: ListOffsetsRequest, _ call: Call) -> ListOffsetsResponse {
    let isolation: Isolation = request.isolationLevel == 1 ? .committed : .uncommitted
    return .with {
      $0.topics = request.topics.map { topic in
        let isAllowed = call.isAllowed(.describe, .topic(topic.name))
        return .with {
          $0.name = topic.name
          $0.partitions = topic.partitions.map { partition in
            guard isAllowed else { return failed(partition, .topicAuthorizationFailed) }
            return find(partition, of: topic.name, isolation, call)
          }
        }
      }
    }
  }

  private static func find(
    _ partition: ListOffsetsRequest.Partition, of topic: String, _ isolation: Isolation,
    _ call: Call
  ) -> ListOffsetsResponse.Partition {
    if let error = LeaderEpoch.check(partition.currentLeaderEpoch) {
      return failed(partition, error)
    }
    let position: OffsetPosition
    switch partition.timestamp {
    case latest: position = .latest
    case earliest: position = .earliest
    case maxTimestamp where call.version >= 7: position = .maxTimestamp
    case 0...: position = .time(partition.timestamp)
    default: return failed(partition, .unsupportedVersion)
    }
    do throws(LogError) {
      let name = TopicPartition(topic, Int(partition.partitionIndex))
      let found = try call.node.log.offset(name, at: position, isolation: isolation)
      return .with {
        $0.partitionIndex = partition.partitionIndex
        $0.timestamp = found?.timestamp ?? -1
        $0.offset = found?.offset.value ?? -1
        $0.leaderEpoch = found == nil ? -1 : LeaderEpoch.current
        if partition.maxNumOffsets > 0, let found { $0.offsets = [found.offset.value] }
      }
    } catch {
      return failed(partition, KafkaError(error))
    }
  }

  private static func failed(
    _ partition: ListOffsetsRequest.Partition, _ error: KafkaError
  ) -> ListOffsetsResponse.Partition {
    .with {
      $0.partitionIndex = partition.partitionIndex
      $0.errorCode = error
    }
  }
}
