// The start of a stage behind a repartition: records of the internal topic become rows of the edge.

import Plan
import SegmentLog
import Values

/// Reads what `RepartitionWriter` wrote.
final class RepartitionReader: RecordReader {
  private let layout: RepartitionRow
  private let types: [SQLType]
  private let hasOldValues: Bool

  init(_ edge: Edge) {
    layout = RepartitionRow(edge)
    types = edge.schema.columns.map(\.type)
    hasOldValues = edge.hasOldValues
  }

  func read(
    _ records: UnsafeBufferPointer<RecordSlice>, of partition: TopicPartition
  ) throws(TaskError) -> ColumnBatch {
    let count = records.count
    let builders = types.map { ColumnBuilder($0, capacity: count) }
    let oldBuilders = hasOldValues ? types.map { ColumnBuilder($0, capacity: count) } : nil
    let times = ColumnBuilder(.bigint, capacity: count)
    var windows: (starts: ColumnBuilder, ends: ColumnBuilder)?
    if layout.isWindowed {
      windows = (
        ColumnBuilder(.bigint, capacity: count), ColumnBuilder(.bigint, capacity: count)
      )
    }
    let present = Bitmap(count: count, all: true)
    let old = Bitmap(count: count, all: false)
    for (row, record) in records.enumerated() {
      guard let bytes = record.valueBytes,
        let kind = layout.decode(bytes, into: builders, old: oldBuilders, windows: windows)
      else {
        throw TaskError(
          .corruptState,
          "the record at offset \(record.offset) of \(partition) is no row of this query")
      }
      times.append(record.timestamp)
      if kind == .absent || kind == .old { present[row] = false }
      if kind == .old || kind == .change { old[row] = true }
    }
    let columns = builders.map { $0.finish() }
    return ColumnBatch(
      count: count, columns: columns, timestamps: times.finish(),
      present: present.isAllSet ? nil : present,
      old: oldBuilders.map { OldValues(columns: $0.map { $0.finish() }, present: old) },
      windows: windows.map { WindowBounds(starts: $0.starts.finish(), ends: $0.ends.finish()) },
      headers: SystemColumns.headers(records))
  }
}
