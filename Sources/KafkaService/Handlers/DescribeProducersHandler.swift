// DescribeProducers: who numbers the batches that it sends to a partition.

import Access
import KafkaWire
import SegmentLog

enum DescribeProducersHandler: DirectHandler {
  static func response(
    to request: DescribeProducersRequest, _ call: Call
  ) -> DescribeProducersResponse {
    .with {
      $0.topics = request.topics.map { topic in
        let isAllowed = call.isAllowed(.read, .topic(topic.name))
        return .with {
          $0.name = topic.name
          $0.partitions = topic.partitionIndexes.map { index in
            guard isAllowed else {
              return .with {
                $0.partitionIndex = index
                $0.errorCode = .topicAuthorizationFailed
              }
            }
            return partition(topic.name, index, call)
          }
        }
      }
    }
  }

  private static func partition(
    _ topic: String, _ index: Int32, _ call: Call
  ) -> DescribeProducersResponse.Partition {
    do throws(LogError) {
      let producers = try call.node.log.producers(TopicPartition(topic, Int(index)))
      return .with {
        $0.partitionIndex = index
        $0.activeProducers = producers.map { producer in
          .with {
            $0.producerID = producer.identifier
            $0.producerEpoch = Int32(producer.epoch)
            $0.lastSequence = producer.lastSequence ?? -1
            $0.lastTimestamp = producer.lastTimestamp ?? -1
            $0.currentTxnStartOffset = producer.transactionStart?.value ?? -1
          }
        }
      }
    } catch {
      return .with {
        $0.partitionIndex = index
        $0.errorCode = KafkaError(error)
        $0.errorMessage = error.sentence
      }
    }
  }
}
