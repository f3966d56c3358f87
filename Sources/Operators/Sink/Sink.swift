// The end of a persistent query: rows become records of the sink topic.

import Formats
import Functions
import Plan
import Values

/// Encodes rows and puts them into the task's output, each into the partition of its key.
final class Sink: Operator {
  var metrics: OperatorMetrics
  private let keyCount: Int
  private let keyEncoder: any RecordEncoder
  private let valueEncoder: any RecordEncoder
  private let windowedKey: WindowedKey?
  private let timestamp: TimestampExtractor?
  private let channel: OutputChannel
  private let context: OperatorContext
  /// Records without a key so far: they take turns among the partitions.
  private var turn: UInt64 = 0
  private var streamTime = Int64.min
  private let times = Scratch<Int64>()

  init(
    _ sink: SinkChoice, edge: Edge, partitionCount: Int, context: OperatorContext
  ) throws(TaskError) {
    metrics = OperatorMetrics(name: "Sink \(sink.name)")
    keyCount = edge.schema.key.count
    keyEncoder = try sink.keyFormat.encoder(edge.schema.key, isKey: true)
    valueEncoder = try sink.valueFormat.encoder(edge.schema.value, isKey: false)
    windowedKey = edge.window.map { WindowedKey($0) }
    timestamp = try sink.timestamp.map { (column) throws(TaskError) in
      try TimestampExtractor(
        column, type: edge.schema.columns[column.position].type, environment: context.environment)
    }
    channel = context.output.channel(to: sink.topic, partitionCount: partitionCount)
    self.context = context
  }

  func push(_ batch: ColumnBatch, from input: Int) throws(TaskError) {
    var batch = batch
    if let timestamp { try setTimes(&batch, timestamp) }
    var (keys, values) = encode(batch)
    if let first = keys.errors.first ?? values.errors.first {
      try drop(keys.errors.map(\.row) + values.errors.map(\.row), of: &batch, first.error)
      (keys, values) = encode(batch)
    }
    let rows = batch.selectedCount
    guard rows > 0 else { return }
    metrics.rowsOut += rows
    guard let selection = batch.selection else {
      append(keys, values, UnsafePointer(batch.timestamps.int64s), batch.headers)
      return
    }
    let selected = times.reserve(selection.count)
    selectTimes(
      batch.timestamps.int64s, selection.rows, selection.count, into: selected)
    append(
      keys, values, UnsafePointer(selected),
      batch.headers?.gathered(selection.rows, selection.count))
  }

  private func append(
    _ keys: EncodedRows, _ values: EncodedRows, _ times: UnsafePointer<Int64>, _ headers: Column?
  ) {
    channel.append(
      keys: keys, values: values, timestamps: times, headers: headers,
      partitioner: context.settings.partitioner, turn: &turn)
  }

  /// The record's time from a column. A row without one is dropped; a row without a value takes the
  /// stream time.
  private func setTimes(
    _ batch: inout ColumnBatch, _ timestamp: TimestampExtractor
  ) throws(TaskError) {
    let (times, failures) = timestamp.extract(
      batch.columns[timestamp.column.position], count: batch.count)
    let result = ColumnBuilder(.bigint, capacity: batch.count)
    let kept = Selection(capacity: batch.selectedCount)
    let out = result.reserveValues(batch.count).assumingMemoryBound(to: Int64.self)
    out.update(from: batch.timestamps.int64s, count: batch.count)
    result.advance(by: batch.count)
    var dropped = 0
    batch.forEachRow { row in
      streamTime = max(streamTime, batch.timestamps.int64s[row])
      if !batch.isPresent(row) {
        out[row] = streamTime
      } else if times.isValid(row) && times.int64s[row] >= 0 {
        out[row] = times.int64s[row]
      } else {
        dropped += 1
        return
      }
      kept.append(Int32(truncatingIfNeeded: row))
    }
    if dropped > 0 {
      metrics.errors += dropped
      let reason = failures.samples.first?.reason ?? "the column is NULL or negative"
      context.problems.report(
        RecordProblem(
          kind: .timestamp, place: metrics.name,
          reason: "\(dropped) rows have no timestamp: \(reason)"))
    }
    batch.timestamps = result.finish()
    batch.selection = kept
  }

  private func encode(_ batch: ColumnBatch) -> (keys: EncodedRows, values: EncodedRows) {
    var keys = keyEncoder.encode(
      columns: Array(batch.columns.prefix(keyCount)), count: batch.count,
      selection: batch.selection, present: nil)
    if let windowedKey, let windows = batch.windows {
      keys = windowedKey.append(windows, to: keys, selection: batch.selection)
    }
    let values = valueEncoder.encode(
      columns: Array(batch.columns.dropFirst(keyCount)), count: batch.count,
      selection: batch.selection, present: batch.present)
    return (keys, values)
  }

  /// Rows that cannot be written end the task, or are left out if the query was told so. `entries`
  /// count among the selected rows.
  private func drop(
    _ entries: [Int], of batch: inout ColumnBatch, _ error: RecordError
  ) throws(TaskError) {
    guard !context.settings.failsOnProductionError else {
      throw TaskError(
        .production,
        "\(metrics.name): a row cannot be written: \(error). Change the row or the format.")
    }
    let kept = Bitmap(count: batch.count, all: true)
    for entry in entries {
      kept[batch.selection.map { Int($0.rows[entry]) } ?? entry] = false
    }
    batch.select(kept)
    metrics.errors += entries.count
    context.problems.report(
      RecordProblem(
        kind: .production, place: metrics.name,
        reason: "\(entries.count) rows cannot be written: \(error)"))
  }

  func saveState(into out: ByteWriter) {
    out.append(turn.littleEndian)
    out.append(streamTime.littleEndian)
  }

  func restoreState(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard bytes.count == 16 else { return bytes.isEmpty }
    turn = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
    streamTime = Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: Int64.self))
    return true
  }
}

// Hot: below a nanosecond a row. Safe because the caller guarantees room and rows.
@inline(never)
private func selectTimes(
  _ times: UnsafePointer<Int64>, _ rows: UnsafePointer<Int32>, _ count: Int,
  into out: UnsafeMutablePointer<Int64>
) {
  for i in 0..<count { out[i] = times[Int(rows[i])] }
}
