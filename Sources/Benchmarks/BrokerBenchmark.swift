// `millrace bench broker`: what the Kafka listener takes and gives through a socket. The client sends
// one batch over and over, as it was built once, so that the figures are the node's.

import Formats
import KafkaWire
package import Platform
package import SegmentLog

/// Produces to a topic of one partition and consumes it again.
package struct BrokerBenchmark {
  private let log: Broker
  private let host: String
  private let port: Int
  private let time: any TimeSource

  /// Requests on their way, as Java's producer has by default.
  private static let inFlightMax = 5

  package init(
    log: Broker, host: String, port: Int, time: any TimeSource = SystemTimeSource()
  ) {
    self.log = log
    self.host = host
    self.port = port
    self.time = time
  }

  /// A line of figures for records of so many bytes; at least `count` of them.
  package func run(recordBytes: Int, count: Int) throws -> String {
    let topic = "bench-\(recordBytes)"
    let (batch, recordsInBatch) = try batch(recordBytes, topic: topic + "-model")
    try log.createTopic(topic, TopicConfiguration())
    let batches = (count + recordsInBatch - 1) / recordsInBatch
    let records = batches * recordsInBatch

    let began = time.monotonicNanoseconds()
    try produce(batch, batches, to: topic)
    let produced = time.monotonicNanoseconds()
    let seen = try consume(topic, until: Int64(records))
    let consumed = time.monotonicNanoseconds()
    guard seen == records else { throw BrokerBenchmarkFault(sent: records, seen: seen) }

    func rates(_ nanoseconds: Int64) -> JSONValue {
      let seconds = Double(nanoseconds) / 1e9
      return .object([
        "records_per_second": .integer(Int(Double(records) / seconds)),
        "megabytes_per_second": .integer(Int(Double(records * recordBytes) / seconds / 1e6)),
      ])
    }
    return JSONValue.object([
      "name": .string("broker"), "record_bytes": .integer(recordBytes),
      "records": .integer(records), "batch_bytes": .integer(batch.count),
      "produce": rates(produced - began), "consume": rates(consumed - produced),
    ]).description
  }

  /// An encoded batch of about a megabyte, taken from a topic that it was written to.
  private func batch(_ recordBytes: Int, topic: String) throws -> ([UInt8], Int) {
    try log.createTopic(topic, TopicConfiguration())
    let builder = RecordBatchBuilder(batchBytesMax: 1_000_000)
    let value = (0..<recordBytes).map { UInt8(ascii: "a") + UInt8($0 * 7 % 26) }
    let now = time.wallMilliseconds()
    var count = 0
    while builder.byteCount + recordBytes + 100 < 1_000_000 {
      value.withUnsafeBytes { builder.append(timestamp: now, key: nil, value: $0) }
      count += 1
    }
    let partition = TopicPartition(topic, 0)
    _ = try log.append(builder, to: partition)
    let found = try log.encodedRecords(
      partition, from: 0, maxBytes: 2_000_000, isolation: .uncommitted)
    return (found.stretches.flatMap { Array($0.bytes) }, count)
  }

  private func produce(_ batch: [UInt8], _ count: Int, to topic: String) throws {
    let connection = try WireConnection(host: host, port: port)
    let request = ProduceRequest.with {
      $0.acks = 1
      $0.timeoutMs = 30_000
      $0.topics = [
        .with {
          $0.name = topic
          $0.partitions = [.with { $0.records = RecordSpan(start: 0, count: batch.count) }]
        }
      ]
    }
    var answered = 0
    for sent in 1...count {
      try connection.send(request, records: batch)
      while sent - answered >= BrokerBenchmark.inFlightMax || (sent == count && answered < count) {
        let response = try connection.receive(ProduceRequest.self).response
        guard response.topics.first?.partitions.first?.errorCode == .noError else {
          throw BrokerBenchmarkFault(sent: sent, seen: answered)
        }
        answered += 1
      }
    }
  }

  /// Fetches from the start; how many records came.
  private func consume(_ topic: String, until end: Int64) throws -> Int {
    let connection = try WireConnection(host: host, port: port)
    var offset: Int64 = 0
    var seen = 0
    while offset < end {
      try connection.send(
        FetchRequest.with {
          $0.maxWaitMs = 500
          $0.minBytes = 1
          $0.maxBytes = 52_428_800
          $0.topics = [
            .with {
              $0.topic = topic
              $0.partitions = [
                .with {
                  $0.fetchOffset = offset
                  $0.partitionMaxBytes = 4 << 20
                }
              ]
            }
          ]
        }, records: [])
      let (frame, response) = try connection.receive(FetchRequest.self)
      guard let partition = response.topics.first?.partitions.first,
        partition.errorCode == .noError, let records = partition.records, records.count > 0
      else { throw BrokerBenchmarkFault(sent: Int(end), seen: seen) }
      (offset, seen) = frame.withUnsafeBytes {
        Self.walk(UnsafeRawBufferPointer(rebasing: $0[records.range]), seen)
      }
    }
    return seen
  }

  /// The offset behind the batches, and the records in them, by their headers.
  private static func walk(_ batches: UnsafeRawBufferPointer, _ seen: Int) -> (Int64, Int) {
    var (position, next, count) = (0, Int64(0), seen)
    // Base offset at 0, length at 8, count of records at 57 of a header of 61 bytes.
    while position + 61 <= batches.count {
      func field<Value: FixedWidthInteger>(_ offset: Int, _ type: Value.Type) -> Value {
        Value(
          bigEndian: batches.loadUnaligned(fromByteOffset: position + offset, as: Value.self))
      }
      let records = field(57, Int32.self)
      count += Int(records)
      next = field(0, Int64.self) + Int64(records)
      position += 12 + Int(field(8, Int32.self))
    }
    return (next, count)
  }
}

/// The node did not take or give what it should.
struct BrokerBenchmarkFault: Error, CustomStringConvertible {
  let sent: Int
  let seen: Int

  var description: String { "the node answered with an error: \(sent) sent, \(seen) seen" }
}
