// The end of a stage: rows go to the partition of their new key through an internal topic.

import Formats
import Plan
import Values

/// Writes the rows of a repartition node. A change with an old value becomes one record when its key
/// stays, else up to two: the old row under its key, then the new one under its own.
final class RepartitionWriter: Operator {
  var metrics: OperatorMetrics
  private let keyCount: Int
  private let keyEncoder: any RecordEncoder
  private let layout: RepartitionRow
  private let hasOldValues: Bool
  private let channel: OutputChannel
  private let context: OperatorContext
  private let writer = ByteWriter(capacity: 64 * 1024)
  private var turn: UInt64 = 0

  init(
    _ node: RepartitionNode, topic: String, partitionCount: Int, context: OperatorContext
  ) throws(TaskError) {
    let edge = node.input.output
    metrics = OperatorMetrics(name: "Repartition \(node.name)")
    keyCount = edge.schema.key.count
    keyEncoder = try node.keyFormat.encoder(edge.schema.key, isKey: true)
    layout = RepartitionRow(edge)
    hasOldValues = edge.hasOldValues
    channel = context.output.channel(to: topic, partitionCount: partitionCount)
    self.context = context
  }

  func push(_ batch: ColumnBatch, from input: Int) throws(TaskError) {
    var changes = RowChanges(batch, splitsOld: hasOldValues)
    let keys = try encodeKeys(batch.columns, batch, changes.newRows)
    let oldKeys = try batch.old.map { (old) throws(TaskError) in
      try encodeKeys(old.columns, batch, changes.oldRows)
    }
    let entries = merge(keys, oldKeys, &changes)
    let values = encodeValues(batch, changes)
    metrics.rowsOut += changes.count
    let times = changes.rows.map { batch.timestamps.int64s[Int($0)] }
    times.withUnsafeBufferPointer { times in
      guard let start = times.baseAddress else { return }
      channel.append(
        keys: entries, values: values, timestamps: start, headers: headers(batch, changes),
        partitioner: context.settings.partitioner, turn: &turn)
    }
  }

  private func encodeKeys(
    _ columns: [Column], _ batch: ColumnBatch, _ rows: Selection
  ) throws(TaskError) -> EncodedRows {
    let keys = keyEncoder.encode(
      columns: Array(columns.prefix(keyCount)), count: batch.count, selection: rows, present: nil)
    guard let first = keys.errors.first else { return keys }
    throw TaskError(
      .production, "\(metrics.name): a key cannot be written: \(first.error)")
  }

  private func headers(_ batch: ColumnBatch, _ changes: RowChanges) -> Column? {
    guard let headers = batch.headers else { return nil }
    return changes.rows.withUnsafeBufferPointer { rows in
      rows.baseAddress.map { headers.gathered($0, rows.count) }
    }
  }

  /// The keys of old and new rows in the order of the changes. Two steps of one row under one key
  /// become one.
  private func merge(
    _ keys: EncodedRows, _ oldKeys: EncodedRows?, _ changes: inout RowChanges
  ) -> EncodedRows {
    guard let oldKeys, changes.oldRows.count > 0 else { return keys }
    let bytes = ColumnBuilder(.bytes, capacity: changes.count)
    var next = (new: 0, old: 0)
    var nulls: Bitmap?
    var joined = RowChanges.Steps()
    for i in 0..<changes.count {
      let isOld = changes.kinds[i] == .old
      let slice = isOld ? oldKeys.slice(next.old) : keys.slice(next.new)
      if isOld { next.old += 1 } else { next.new += 1 }
      let row = changes.rows[i]
      if !isOld, joined.last == row, slice.hasSameBytes(as: oldKeys.slice(next.old - 1)) {
        joined.joinLast()
        continue
      }
      if slice.isNull {
        let bits = nulls ?? Bitmap(count: changes.count, all: false)
        bits[joined.rows.count] = true
        nulls = bits
      }
      bytes.append(UnsafeBufferPointer(start: slice.start, count: max(0, Int(slice.count))))
      joined.append(changes.kinds[i], row)
    }
    changes.take(joined)
    let column = bytes.finish()
    return EncodedRows(
      count: changes.count, offsets: column.offsets, bytes: column.bytes, nulls: nulls, errors: [])
  }

  private func encodeValues(_ batch: ColumnBatch, _ changes: RowChanges) -> EncodedRows {
    writer.removeAll()
    let offsets = Buffer(capacity: (changes.count + 1) * 4)
    let positions = offsets.pointer(Int32.self)
    positions[0] = 0
    for i in 0..<changes.count {
      let kind = changes.kinds[i]
      let columns = kind == .old ? batch.old?.columns ?? batch.columns : batch.columns
      layout.encode(kind, columns, Int(changes.rows[i]), windows: batch.windows, into: writer)
      if kind == .change, let old = batch.old {
        layout.encode(replaced: old.columns, Int(changes.rows[i]), into: writer)
      }
      positions[i + 1] = Int32(truncatingIfNeeded: writer.count)
    }
    let bytes = Buffer(capacity: writer.count)
    bytes.base.copyMemory(from: writer.base, byteCount: writer.count)
    return EncodedRows(
      count: changes.count, offsets: offsets, bytes: bytes, nulls: nil, errors: [])
  }

  func saveState(into out: ByteWriter) { out.append(turn.littleEndian) }

  func restoreState(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard bytes.count == 8 else { return bytes.isEmpty }
    turn = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
    return true
  }
}

/// The selected rows of a batch as single steps: on an edge with old values first the old row of a
/// change, then its new one.
struct RowChanges {
  private(set) var kinds: [RepartitionRow.Kind] = []
  private(set) var rows: [Int32] = []
  /// Rows of the batch whose new side is among the steps, and whose old side is.
  let newRows: Selection
  let oldRows: Selection

  var count: Int { rows.count }

  /// What is done with which row, step by step.
  struct Steps {
    var kinds: [RepartitionRow.Kind] = []
    var rows: [Int32] = []

    /// The row of the last step if that takes an old row out.
    var last: Int32? { kinds.last == .old ? rows.last : nil }

    mutating func append(_ kind: RepartitionRow.Kind, _ row: Int32) {
      kinds.append(kind)
      rows.append(row)
    }

    /// Makes the last step put the new row in as well.
    mutating func joinLast() { kinds[kinds.count - 1] = .change }
  }

  mutating func take(_ steps: Steps) { (kinds, rows) = (steps.kinds, steps.rows) }

  init(_ batch: ColumnBatch, splitsOld: Bool) {
    let (new, old) = (
      Selection(capacity: batch.selectedCount), Selection(capacity: batch.selectedCount)
    )
    var kinds: [RepartitionRow.Kind] = []
    var rows: [Int32] = []
    kinds.reserveCapacity(batch.selectedCount)
    rows.reserveCapacity(batch.selectedCount)
    batch.forEachRow { row in
      let number = Int32(truncatingIfNeeded: row)
      let present = batch.isPresent(row)
      if splitsOld {
        if let values = batch.old, values.present.map({ $0[row] }) ?? true {
          kinds.append(.old)
          rows.append(number)
          old.append(number)
        }
        guard present else { return }
      }
      kinds.append(present ? .row : .absent)
      rows.append(number)
      new.append(number)
    }
    self.kinds = kinds
    self.rows = rows
    newRows = new
    oldRows = old
  }
}

extension ByteSlice {
  /// Whether both hold the same bytes; null bytes are never the same.
  fileprivate func hasSameBytes(as other: ByteSlice) -> Bool {
    guard count >= 0, count == other.count else { return false }
    return UnsafeBufferPointer(start: start, count: Int(count)).elementsEqual(
      UnsafeBufferPointer(start: other.start, count: Int(count)))
  }
}
