// OffsetFetch: what groups have committed. Version 0, which in Kafka asks another store, is answered
// as version 1; from version 8 on a request has several groups.

import Access
import Coordination
import KafkaWire
import SegmentLog

enum OffsetFetchHandler: DirectHandler {
  /// The first version with an error for the whole answer.
  private static let groupErrorVersionMin: Int16 = 2
  /// The first version with several groups.
  private static let groupsVersionMin: Int16 = 8

  static func response(to request: OffsetFetchRequest, _ call: Call) -> OffsetFetchResponse {
    guard call.version < groupsVersionMin else {
      return .with {
        $0.groups = request.groups.map { group in
          let isAllowed = call.isAllowed(.describe, .group(group.groupID))
          return .with {
            $0.groupID = group.groupID
            if isAllowed {
              $0.topics = topics(of: group.groupID, group.topics, request.requireStable, call)
            } else {
              $0.errorCode = .groupAuthorizationFailed
            }
          }
        }
      }
    }
    return .with {
      if call.isAllowed(.describe, .group(request.groupID)) {
        $0.topics = topics(of: request.groupID, request.topics, request.requireStable, call)
      } else if call.version >= groupErrorVersionMin {
        $0.errorCode = .groupAuthorizationFailed
      } else {
        $0.topics = (request.topics ?? []).map { failed($0, .groupAuthorizationFailed) }
      }
    }
  }

  private static func topics(
    of group: String, _ wanted: [OffsetFetchRequest.Topic]?, _ requireStable: Bool, _ call: Call
  ) -> [OffsetFetchResponse.Topic] {
    guard let wanted else {
      let all = call.node.groups.fetch(group, nil, requireStable: requireStable)
      return grouped(all).filter { call.isAllowed(.describe, .topic($0.name)) }
    }
    return wanted.map { topic in
      guard call.isAllowed(.describe, .topic(topic.name)) else {
        return failed(topic, .topicAuthorizationFailed)
      }
      let partitions = topic.partitionIndexes.map { TopicPartition(topic.name, Int($0)) }
      let found = call.node.groups.fetch(group, partitions, requireStable: requireStable)
      return .with {
        $0.name = topic.name
        $0.partitions = found.map(partition)
      }
    }
  }

  /// Offsets that are sorted by topic, by topic.
  private static func grouped(_ offsets: [FetchedOffset]) -> [OffsetFetchResponse.Topic] {
    var topics: [OffsetFetchResponse.Topic] = []
    for offset in offsets {
      if topics.last?.name != offset.partition.topic {
        topics.append(.with { $0.name = offset.partition.topic })
      }
      topics[topics.count - 1].partitions.append(partition(offset))
    }
    return topics
  }

  private static func partition(_ offset: FetchedOffset) -> OffsetFetchResponse.Partition {
    .with {
      $0.partitionIndex = Int32(clamping: offset.partition.partition)
      $0.committedOffset = offset.offset
      $0.committedLeaderEpoch = offset.leaderEpoch
      $0.metadata = offset.metadata
      $0.errorCode = KafkaError(offset.fault)
    }
  }

  private static func failed(
    _ topic: OffsetFetchRequest.Topic, _ error: KafkaError
  ) -> OffsetFetchResponse.Topic {
    .with {
      $0.name = topic.name
      $0.partitions = topic.partitionIndexes.map { index in
        .with {
          $0.partitionIndex = index
          $0.committedOffset = -1
          $0.metadata = ""
          $0.errorCode = error
        }
      }
    }
  }
}
