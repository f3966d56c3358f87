// OffsetForLeaderEpoch: the only epoch there is ends where the log ends.

import Access
import KafkaWire
import SegmentLog

enum OffsetForLeaderEpochHandler: DirectHandler {
  static let place = Place.loop

  static func response(
    to request: OffsetForLeaderEpochRequest, _ call: Call
  ) -> OffsetForLeaderEpochResponse {
    .with {
      $0.topics = request.topics.map { topic in
        let isAllowed = call.isAllowed(.describe, .topic(topic.topic))
        return .with {
          $0.topic = topic.topic
          $0.partitions = topic.partitions.map { partition in
            .with {
              $0.partition = partition.partition
              guard isAllowed else {
                $0.errorCode = .topicAuthorizationFailed
                return
              }
              do throws(LogError) {
                let offsets = try call.node.log.offsets(
                  TopicPartition(topic.topic, Int(partition.partition)))
                if let error = LeaderEpoch.check(partition.currentLeaderEpoch) {
                  $0.errorCode = error
                } else if partition.leaderEpoch == LeaderEpoch.current {
                  $0.leaderEpoch = LeaderEpoch.current
                  $0.endOffset = offsets.readable.value
                }
              } catch {
                $0.errorCode = KafkaError(error)
              }
            }
          }
        }
      }
    }
  }
}
