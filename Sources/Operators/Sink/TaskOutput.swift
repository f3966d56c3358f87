// What a task has written since its last commit: record batches per partition, in memory until the
// commit appends them all or none.

package import Formats
package import SegmentLog
package import Values

/// The uncommitted output of one task.
package final class TaskOutput {
  private var channels: [OutputChannel] = []
  /// Records appended since the task was opened.
  private(set) var recordCount = 0

  package init() {}

  /// A channel to a topic; asked for once while operators are built.
  package func channel(to topic: String, partitionCount: Int) -> OutputChannel {
    let channel = OutputChannel(topic: topic, partitionCount: partitionCount)
    channels.append(channel)
    return channel
  }

  /// Bytes that a commit would append.
  package var byteCount: Int { channels.reduce(0) { $0 + $1.byteCount } }

  package var isEmpty: Bool { channels.allSatisfy { $0.byteCount == 0 } }

  /// The records for a transaction, in the order in which the channels were made.
  func batches() -> [PartitionRecords] { channels.flatMap { $0.batches() } }

  /// Forgets the records after a commit, keeping the memory.
  func reset() { for channel in channels { channel.reset() } }

  var recordsPending: Int { channels.reduce(0) { $0 + $1.recordCount } }
}

/// Record batches on their way to the partitions of one topic.
package final class OutputChannel {
  package let topic: String
  package let partitionCount: Int
  private var builders: [RecordBatchBuilder?]
  private var partitions: UnsafeMutablePointer<Int32>
  private var scattered: UnsafeMutablePointer<Int32>
  private var capacity = 0

  init(topic: String, partitionCount: Int) {
    self.topic = topic
    self.partitionCount = partitionCount
    builders = Array(repeating: nil, count: partitionCount)
    partitions = .allocate(capacity: 1)
    scattered = .allocate(capacity: 1)
  }

  deinit {
    partitions.deallocate()
    scattered.deallocate()
  }

  var byteCount: Int { builders.reduce(0) { $0 + ($1?.byteCount ?? 0) } }
  var recordCount: Int { builders.reduce(0) { $0 + ($1?.recordCount ?? 0) } }

  /// The records of one partition.
  package func builder(_ partition: Int) -> RecordBatchBuilder {
    if let builder = builders[partition] { return builder }
    let builder = RecordBatchBuilder()
    builders[partition] = builder
    return builder
  }

  func batches() -> [PartitionRecords] {
    builders.enumerated().compactMap { partition, builder in
      guard let builder, !builder.isEmpty else { return nil }
      return PartitionRecords(TopicPartition(topic, partition), builder)
    }
  }

  func reset() { for builder in builders { builder?.reset() } }

  /// Appends entries, each to the partition of its key. `timestamps` has one per entry, and so has
  /// `headers`, when some entry has headers.
  package func append(
    keys: EncodedRows, values: EncodedRows, timestamps: UnsafePointer<Int64>,
    headers: Column? = nil, partitioner: Partitioner, turn: inout UInt64
  ) {
    let count = keys.count
    if let headers {
      reserve(count)
      partitioner.assign(keys, partitionCount: partitionCount, turn: &turn, into: partitions)
      return append(keys, values, timestamps, headers)
    }
    let keyValidity = keys.nulls?.inverted()
    let valueValidity = values.nulls?.inverted()
    var columns = RecordColumns(
      count: count, timestamps: timestamps,
      keys: ByteColumn(
        offsets: UnsafePointer(keys.offsets.pointer(Int32.self)),
        bytes: UnsafeRawPointer(keys.bytes.base),
        validity: (keyValidity?.words).map { UnsafePointer($0) }),
      values: ByteColumn(
        offsets: UnsafePointer(values.offsets.pointer(Int32.self)),
        bytes: UnsafeRawPointer(values.bytes.base),
        validity: (valueValidity?.words).map { UnsafePointer($0) }))
    withExtendedLifetime((keys, values, keyValidity, valueValidity)) {
      guard partitionCount > 1 else { return builder(0).append(columns) }
      reserve(count)
      partitioner.assign(keys, partitionCount: partitionCount, turn: &turn, into: partitions)
      let starts = countingSort(partitions, count, partitionCount, into: scattered)
      for partition in 0..<partitionCount where starts[partition + 1] > starts[partition] {
        columns.count = starts[partition + 1] - starts[partition]
        columns.selection = UnsafePointer(scattered + starts[partition])
        builder(partition).append(columns)
      }
    }
  }

  /// One record after another: headers are rare.
  private func append(
    _ keys: EncodedRows, _ values: EncodedRows, _ timestamps: UnsafePointer<Int64>,
    _ headers: Column
  ) {
    withExtendedLifetime((keys, values)) {
      for entry in 0..<keys.count {
        builder(Int(partitions[entry])).append(
          timestamp: timestamps[entry], key: keys.slice(entry).bytes,
          value: values.slice(entry).bytes, headers: OutputChannel.headers(headers, entry))
      }
    }
  }

  private static func headers(_ column: Column, _ row: Int) -> [RecordHeader] {
    guard case .array(let elements) = column.value(at: row) else { return [] }
    return elements.compactMap { element in
      guard case .struct(let fields) = element, case .string(let key) = fields[0] else {
        return nil
      }
      guard case .bytes(let value) = fields[1] else { return RecordHeader(key: key, value: nil) }
      return RecordHeader(key: key, value: value)
    }
  }

  private func reserve(_ count: Int) {
    guard count > capacity else { return }
    partitions.deallocate()
    scattered.deallocate()
    capacity = max(count, capacity * 2)
    partitions = .allocate(capacity: capacity)
    scattered = .allocate(capacity: capacity)
  }
}

/// Entries ordered by partition, keeping their order within one; gives where each partition starts.
/// Safe because every entry's partition is below `partitionCount`.
private func countingSort(
  _ partitions: UnsafePointer<Int32>, _ count: Int, _ partitionCount: Int,
  into sorted: UnsafeMutablePointer<Int32>
) -> [Int] {
  var starts = [Int](repeating: 0, count: partitionCount + 1)
  for i in 0..<count { starts[Int(partitions[i]) + 1] += 1 }
  for partition in 0..<partitionCount { starts[partition + 1] += starts[partition] }
  var next = starts
  for i in 0..<count {
    let partition = Int(partitions[i])
    sorted[next[partition]] = Int32(truncatingIfNeeded: i)
    next[partition] += 1
  }
  return starts
}

extension ByteSlice {
  /// The bytes, nil for null bytes.
  fileprivate var bytes: UnsafeRawBufferPointer? {
    isNull ? nil : UnsafeRawBufferPointer(start: start, count: Int(count))
  }
}
