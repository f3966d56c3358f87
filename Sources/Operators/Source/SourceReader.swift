// A source: records of a topic become rows. Key and value are decoded column by column, only what
// the plan reads; event time comes from the record or from a column; what cannot be read is
// reported with its place and bytes, counted, and left out.

import Formats
import Functions
import Plan
package import SegmentLog
package import Values

/// Reads the records of a source node.
package final class SourceReader: RecordReader {
  private let node: SourceNode
  private let context: OperatorContext
  private let downstream: any Operator
  private let keyDecoder: any RecordDecoder
  private let valueDecoder: any RecordDecoder
  private let windowedKey: WindowedKey?
  private let timestamp: TimestampExtractor?
  /// Where the decoded timestamp column is: among key columns, value columns, or one column more.
  private let timestampIndex: Int
  private let readsTimestampApart: Bool
  private let keyReads: [Int]
  private let systemColumns: SystemColumns
  private let slices = Scratch<ByteSlice>()
  private let innerKeys = Scratch<ByteSlice>()

  /// `counting` is the operator whose metrics take the source's problems.
  init(
    _ node: SourceNode, counting: any Operator, context: OperatorContext
  ) throws(TaskError) {
    self.node = node
    self.context = context
    downstream = counting
    let keyCount = node.keyColumns.count
    keyReads = node.reads.filter { $0 < keyCount }
    var valueReads = node.reads.filter { $0 >= keyCount }.map { $0 - keyCount }
    let columns = node.keyColumns + node.valueColumns
    var extractor: TimestampExtractor?
    var index = -1
    var apart = false
    if let column = node.timestamp {
      extractor = try TimestampExtractor(
        column, type: columns[column.position].type, environment: context.environment)
      if let found = node.reads.firstIndex(of: column.position) {
        index = found
      } else {
        index = node.reads.count
        apart = true
        valueReads.append(column.position - keyCount)
      }
    }
    timestamp = extractor
    timestampIndex = index
    readsTimestampApart = apart
    keyDecoder = try node.keyFormat.decoder(
      node.keyColumns, wanted: keyReads, isKey: true, topic: node.topic)
    valueDecoder = try node.valueFormat.decoder(
      node.valueColumns, wanted: valueReads, isKey: false, topic: node.topic)
    windowedKey = node.window.map { WindowedKey($0) }
    systemColumns = SystemColumns(
      node.systemColumns, types: node.output.schema.columns.dropFirst(node.reads.count).map(\.type))
  }

  package func read(
    _ records: UnsafeBufferPointer<RecordSlice>, of partition: TopicPartition
  ) throws(TaskError) -> ColumnBatch {
    let count = records.count
    var dropped = DroppedRows(count: count)
    let (keys, windows) = try readKeys(records, partition, &dropped)
    let values = decodeValues(records)
    try drop(values.errors, records, partition, isKey: false, &dropped)
    var columns = keys.columns + values.columns
    let timestampColumn = timestamp == nil ? nil : columns[timestampIndex]
    if readsTimestampApart { columns.removeLast() }
    columns += systemColumns.columns(records, partition: partition.partition)
    if node.isTable {
      for row in 0..<count where records[row].keyLength < 0 { dropped.drop(row) }
    }
    let times = try eventTimes(
      records, partition, timestampColumn, present: values.present, &dropped)
    return ColumnBatch(
      count: count, columns: columns, timestamps: times, present: values.present,
      windows: windows, headers: SystemColumns.headers(records), selection: dropped.selection)
  }

  // MARK: - Keys and values

  private func readKeys(
    _ records: UnsafeBufferPointer<RecordSlice>, _ partition: TopicPartition,
    _ dropped: inout DroppedRows
  ) throws(TaskError) -> (DecodedRows, WindowBounds?) {
    let count = records.count
    let whole = slices.reserve(count)
    sliceKeys(records, into: whole)
    var inner = UnsafeBufferPointer(start: whole, count: count)
    var windows: WindowBounds?
    if let windowedKey {
      let room = UnsafeMutableBufferPointer(start: innerKeys.reserve(count), count: count)
      let split = windowedKey.split(inner, inner: room)
      try drop(split.errors, records, partition, isKey: true, &dropped)
      windows = split.windows
      inner = UnsafeBufferPointer(room)
    }
    let keys = keyDecoder.decode(inner)
    try drop(keys.errors, records, partition, isKey: true, &dropped)
    return (keys, windows)
  }

  private func decodeValues(_ records: UnsafeBufferPointer<RecordSlice>) -> DecodedRows {
    let values = slices.reserve(records.count)
    sliceValues(records, into: values)
    return valueDecoder.decode(UnsafeBufferPointer(start: values, count: records.count))
  }

  private func drop(
    _ errors: [UnreadableRow], _ records: UnsafeBufferPointer<RecordSlice>,
    _ partition: TopicPartition, isKey: Bool, _ dropped: inout DroppedRows
  ) throws(TaskError) {
    for (index, failure) in errors.enumerated() {
      guard dropped.drop(failure.row) else { continue }
      downstream.metrics.errors += 1
      let record = records[failure.row]
      if context.settings.failsOnDeserializationError {
        throw TaskError(
          .deserialization,
          "the \(isKey ? "key" : "value") at offset \(record.offset) of \(partition) cannot be read: "
            + "\(failure.error)")
      }
      guard index < KernelErrors.sampleMax else { continue }
      context.problems.report(
        RecordProblem(
          kind: isKey ? .keyDeserialization : .valueDeserialization,
          place: downstream.metrics.name, reason: failure.error.description,
          topic: partition.topic, partition: partition.partition, offset: record.offset,
          bytes: RecordSlice.array(isKey ? record.keyBytes : record.valueBytes)))
    }
  }

  // MARK: - Event time

  private func eventTimes(
    _ records: UnsafeBufferPointer<RecordSlice>, _ partition: TopicPartition, _ column: Column?,
    present: Bitmap?, _ dropped: inout DroppedRows
  ) throws(TaskError) -> Column {
    let builder = ColumnBuilder(.bigint, capacity: records.count)
    let times = builder.reserveValues(records.count).assumingMemoryBound(to: Int64.self)
    builder.advance(by: records.count)
    guard let column, let timestamp else {
      if copyTimes(records, into: times) {
        for row in 0..<records.count where times[row] < 0 {
          try dropTimeless(row, "the record's time is negative", records, partition, &dropped)
        }
      }
      return builder.finish()
    }
    let (values, failures) = timestamp.extract(column, count: records.count)
    for row in 0..<records.count {
      if let present, !present[row] {
        times[row] = records[row].timestamp
      } else if values.isValid(row) && values.int64s[row] >= 0 {
        times[row] = values.int64s[row]
      } else {
        times[row] = 0
        let reason =
          failures.samples.first { $0.row == row }?.reason
          ?? "the timestamp column is NULL, negative or no time"
        try dropTimeless(row, reason, records, partition, &dropped)
      }
    }
    return builder.finish()
  }

  private func dropTimeless(
    _ row: Int, _ reason: String, _ records: UnsafeBufferPointer<RecordSlice>,
    _ partition: TopicPartition, _ dropped: inout DroppedRows
  ) throws(TaskError) {
    guard dropped.drop(row) else { return }
    downstream.metrics.errors += 1
    if node.timestamp?.failsOnInvalid ?? context.settings.failsOnInvalidTimestamp {
      throw TaskError(
        .timestamp,
        "the record at offset \(records[row].offset) of \(partition) has no event time: "
          + reason)
    }
    guard dropped.droppedCount <= KernelErrors.sampleMax else { return }
    context.problems.report(
      RecordProblem(
        kind: .timestamp, place: downstream.metrics.name, reason: reason, topic: partition.topic,
        partition: partition.partition, offset: records[row].offset,
        bytes: RecordSlice.array(records[row].valueBytes)))
  }
}

/// Rows of a batch that are left out.
struct DroppedRows {
  private let count: Int
  private var rows: Bitmap?
  private(set) var droppedCount = 0

  init(count: Int) { self.count = count }

  /// Leaves a row out; false when it already was.
  @discardableResult
  mutating func drop(_ row: Int) -> Bool {
    let bits = rows ?? Bitmap(count: count, all: false)
    rows = bits
    guard !bits[row] else { return false }
    bits[row] = true
    droppedCount += 1
    return true
  }

  /// The rows that stay; nil = all.
  var selection: Selection? {
    guard let rows else { return nil }
    let kept = Selection(capacity: count)
    for row in 0..<count where !rows[row] { kept.append(Int32(truncatingIfNeeded: row)) }
    return kept
  }
}
