// Writing plain records to a topic from the edge: `produce`, `--input`, INSERT VALUES, benchmarks.

import Operators
import Platform
import SegmentLog

/// Collects records for one topic and appends them in batches. Used by one thread.
package final class TopicWriter {
  package let topic: String
  private let log: any LogStore
  private let partitionCount: Int
  private let partitioner: Partitioner
  private var builders: [RecordBatchBuilder]
  private var pending = 0
  private var nextUnkeyed = 0

  /// Bytes that wait in memory before they are appended.
  private static let flushBytes = 1 << 20

  init(log: any LogStore, topic: TopicDescription, partitioner: Partitioner) {
    self.topic = topic.name
    self.log = log
    self.partitioner = partitioner
    partitionCount = topic.configuration.partitionCount
    builders = (0..<partitionCount).map { _ in RecordBatchBuilder() }
  }

  /// Adds a record; keyed ones go to the partition of their key, others take turns.
  package func append(
    key: UnsafeRawBufferPointer?, value: UnsafeRawBufferPointer?, timestamp: Int64,
    partition: Int? = nil
  ) throws(DatabaseError) {
    let index: Int
    if let partition {
      index = partition
    } else if let key {
      index =
        switch partitioner {
        case .murmur2: Murmur2.partition(of: key, count: partitionCount)
        case .first: 0
        }
    } else {
      index = nextUnkeyed
      nextUnkeyed = (nextUnkeyed + 1) % partitionCount
    }
    guard index >= 0 && index < partitionCount else {
      throw DatabaseError.request(
        "topic '\(topic)' has \(partitionCount) partitions; there is no partition \(index)")
    }
    builders[index].append(timestamp: timestamp, key: key, value: value)
    pending += (key?.count ?? 0) + (value?.count ?? 0) + 16
    if pending >= TopicWriter.flushBytes { try flush() }
  }

  /// Adds a record given as arrays.
  package func append(
    key: [UInt8]?, value: [UInt8]?, timestamp: Int64, partition: Int? = nil
  ) throws(DatabaseError) {
    let result: Result<Void, DatabaseError> = withOptionalBytes(key) { key in
      withOptionalBytes(value) { value in
        Result { () throws(DatabaseError) in
          try self.append(key: key, value: value, timestamp: timestamp, partition: partition)
        }
      }
    }
    try result.get()
  }

  private func withOptionalBytes<R>(
    _ bytes: [UInt8]?, _ body: (UnsafeRawBufferPointer?) -> R
  ) -> R {
    guard let bytes else { return body(nil) }
    return bytes.withUnsafeBytes { body($0) }
  }

  /// Appends what is pending; when it returns the records are as durable as the topic asks for.
  package func flush() throws(DatabaseError) {
    let batches = builders.indices.filter { !builders[$0].isEmpty }.map {
      PartitionRecords(TopicPartition(topic, $0), builders[$0])
    }
    guard !batches.isEmpty else { return }
    do throws(LogError) {
      _ = try log.append(batches)
    } catch {
      throw DatabaseError(error)
    }
    for builder in builders { builder.reset() }
    pending = 0
  }
}
