// DescribeLogDirs: the bytes of partitions in the one folder that there is.

import Access
import KafkaWire
import SegmentLog

enum DescribeLogDirsHandler: DirectHandler {
  static func response(
    to request: DescribeLogDirsRequest, _ call: Call
  ) -> DescribeLogDirsResponse {
    guard call.isAllowed(.describe, .cluster) else {
      return .with { $0.errorCode = .clusterAuthorizationFailed }
    }
    let log = call.node.log
    return .with {
      $0.results = [
        .with {
          $0.logDir = log.path
          $0.usableBytes = (try? log.freeBytes()).map { Int64($0) } ?? -1
          $0.topics = partitions(request, log).map { name, partitions in
            .with {
              $0.name = name
              $0.partitions = partitions.compactMap { partition in
                // One that is not there, or was deleted since, is left out.
                guard let count = try? log.byteCount(TopicPartition(name, partition)) else {
                  return nil
                }
                return .with {
                  $0.partitionIndex = Int32(clamping: partition)
                  $0.partitionSize = Int64(count)
                }
              }
            }
          }
          .filter { !$0.partitions.isEmpty }
        }
      ]
    }
  }

  private static func partitions(
    _ request: DescribeLogDirsRequest, _ log: Broker
  ) -> [(name: String, partitions: [Int])] {
    guard let wanted = request.topics else {
      return log.topics().map { ($0.name, Array(0..<$0.configuration.partitionCount)) }
    }
    return wanted.map { ($0.topic, $0.partitions.map { Int($0) }) }
  }
}
