// One look at all partitions of a fetch request, by Kafka's rules of sizes: partitions in the order of
// the request, each up to its own limit and all up to the common one, but never less than the first
// batch of the first partition that has one.

import Access
import KafkaWire
import SegmentLog

struct FetchPass {
  private(set) var response = FetchResponse()
  /// What belongs into the gaps of the response.
  private(set) var records: [[EncodedStretch]] = []
  private(set) var byteCount = 0
  /// Whether the client has to hear of something other than records.
  private(set) var hasError = false
  private var budget: Int
  private let isolation: Isolation
  private let call: Call

  init(_ request: FetchRequest, _ call: Call) {
    self.call = call
    isolation = request.isolationLevel == 1 ? .committed : .uncommitted
    budget = min(max(Int(request.maxBytes), 0), call.node.settings.fetchBytesMax)
    response.topics.reserveCapacity(request.topics.count)
    for topic in request.topics {
      let isAllowed = call.isAllowed(.read, .topic(topic.topic))
      response.topics.append(
        .with {
          $0.topic = topic.topic
          $0.partitions = topic.partitions.map {
            isAllowed
              ? look(at: $0, of: topic.topic) : failed($0.partition, .topicAuthorizationFailed)
          }
        })
    }
  }

  private mutating func look(
    at partition: FetchRequest.Partition, of topic: String
  ) -> FetchResponse.Partition {
    // Batches of this log have a layout that older versions do not know.
    guard call.version >= 4 else { return failed(partition.partition, .unsupportedVersion) }
    if let error = LeaderEpoch.check(partition.currentLeaderEpoch) {
      return failed(partition.partition, error)
    }
    do throws(LogError) {
      let found = try call.node.log.encodedRecords(
        TopicPartition(topic, Int(partition.partition)), from: Offset(partition.fetchOffset),
        maxBytes: min(max(Int(partition.partitionMaxBytes), 0), budget),
        alwaysFirst: byteCount == 0, isolation: isolation)
      budget = max(0, budget - found.byteCount)
      byteCount += found.byteCount
      let span = RecordSpan(start: records.count, count: found.byteCount)
      if found.byteCount > 0 { records.append(found.stretches) }
      return .with {
        $0.partitionIndex = partition.partition
        $0.highWatermark = found.offsets.readable.value
        $0.lastStableOffset = found.offsets.stable.value
        $0.logStartOffset = found.offsets.start.value
        // Not null when empty: librdkafka takes no null.
        $0.records = span
        if isolation == .committed {
          $0.abortedTransactions = found.aborted.map { aborted in
            .with {
              $0.producerID = aborted.producerIdentifier
              $0.firstOffset = aborted.first.value
            }
          }
        }
      }
    } catch {
      return failed(partition.partition, KafkaError(error))
    }
  }

  private mutating func failed(_ partition: Int32, _ error: KafkaError) -> FetchResponse.Partition {
    hasError = true
    return .with {
      $0.partitionIndex = partition
      $0.records = RecordSpan(start: 0, count: 0)
      $0.errorCode = error
      $0.highWatermark = -1
    }
  }
}
