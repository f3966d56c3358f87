// The latest row of every key of a table: what sources, joins and pull queries read.
//
//   0   Int64  event time of the row
//   8   Blob   the value columns as `RowCodec` writes them
//
// The key is the key columns, then the window bounds of a windowed table.

package import Plan
package import StateStores
package import Values

/// Rows of a table by key.
package final class TableRows {
  package let store: TableStore
  /// Key columns, then window bounds if the table is windowed.
  package let keyCodec: KeyCodec
  let keyCount: Int
  let isWindowed: Bool
  private let valueTypes: [SQLType]
  private let rowCodec: RowCodec
  private let keys = EncodedKeys()
  private let scratch = StateScratch()
  private let writer = ByteWriter()

  package init(_ choice: StoreChoice, edge: Edge) {
    let keyTypes = edge.schema.key.map(\.type)
    isWindowed = edge.window != nil
    keyCount = keyTypes.count
    keyCodec = KeyCodec(isWindowed ? keyTypes + [.bigint, .bigint] : keyTypes)
    valueTypes = edge.schema.value.map(\.type)
    rowCodec = RowCodec(valueTypes)
    let text = valueTypes.map(\.description).joined(separator: ",")
    store = TableStore(
      storeName: choice.name,
      layout: RowLayout(
        rowBytes: 24, blobOffsets: [8], description: Array("1 row|\(text)".utf8)),
      keyWidth: keyCodec.fixedWidth)
  }

  // MARK: - Writing

  /// Stores the rows of a batch without deselected rows: upserts, and deletes where a row has no
  /// value. Gives the batch with the values that were replaced, if `givesOld`. Rows without a key
  /// must not be in it.
  package func apply(_ batch: ColumnBatch, givesOld: Bool) -> ColumnBatch {
    let count = batch.count
    encodeKeys(of: batch)
    let old = givesOld ? ReplacedRows(valueTypes, count: count) : nil
    if batch.present == nil {
      scratch.reserve(count)
      store.table.upsert(
        keys, rows: nil, count: count, into: scratch.states, inserted: &scratch.inserted)
      var next = 0
      for row in 0..<count {
        let isNew = next < scratch.inserted.count && Int(scratch.inserted[next]) == row
        if isNew { next += 1 }
        replace(scratch.states[row], isNew: isNew, batch, row, old)
      }
    } else {
      for row in 0..<count { applyOne(batch, row, old) }
    }
    guard let old else { return batch }
    var batch = batch
    batch.old = old.finish(keys: Array(batch.columns.prefix(keyCount)))
    return batch
  }

  private func applyOne(_ batch: ColumnBatch, _ row: Int, _ old: ReplacedRows?) {
    let key = keys[row]
    if batch.isPresent(row) {
      let (state, isNew) = store.table.upsert(key)
      replace(state, isNew: isNew, batch, row, old)
    } else if let state = store.table.find(key) {
      old?.append(row, blob(state).bytes, rowCodec)
      store.table.remove(state)
    } else {
      old?.appendMissing(row)
    }
  }

  private func replace(
    _ state: UnsafeMutableRawPointer, isNew: Bool, _ batch: ColumnBatch, _ row: Int,
    _ old: ReplacedRows?
  ) {
    if isNew { old?.appendMissing(row) } else { old?.append(row, blob(state).bytes, rowCodec) }
    writer.removeAll()
    rowCodec.encodeRow(valueColumns(of: batch), row, into: writer)
    state.storeBytes(of: batch.timestamps.int64s[row], as: Int64.self)
    store.table.arena.assign(
      (state + 8).assumingMemoryBound(to: Blob.self), writer.bytes)
  }

  private func encodeKeys(of batch: ColumnBatch) {
    var columns = Array(batch.columns.prefix(keyCount))
    if isWindowed, let windows = batch.windows { columns += [windows.starts, windows.ends] }
    keyCodec.encode(columns, count: batch.count, into: keys)
  }

  private func valueColumns(of batch: ColumnBatch) -> [Column] {
    Array(batch.columns[keyCount..<keyCount + valueTypes.count])
  }

  private func blob(_ state: UnsafeRawPointer) -> Blob { (state + 8).load(as: Blob.self) }

  // MARK: - Reading

  /// Appends the value columns of a row to the builders.
  package func read(_ state: UnsafeRawPointer, into builders: [ColumnBuilder]) {
    var position = 0
    if !rowCodec.decodeRow(blob(state).bytes, at: &position, into: builders) {
      preconditionFailure("a row of state has the layout that was written")
    }
  }

  /// Event time of a row.
  package func time(_ state: UnsafeRawPointer) -> Int64 { state.load(as: Int64.self) }

  /// Builders for the value columns.
  package func makeValueBuilders(capacity: Int) -> [ColumnBuilder] {
    valueTypes.map { ColumnBuilder($0, capacity: capacity) }
  }
}

/// Collects the rows that a batch replaces.
private final class ReplacedRows {
  private let builders: [ColumnBuilder]
  private let present: Bitmap

  init(_ types: [SQLType], count: Int) {
    builders = types.map { ColumnBuilder($0, capacity: count) }
    present = Bitmap(count: count, all: false)
  }

  func append(_ row: Int, _ bytes: UnsafeRawBufferPointer, _ codec: RowCodec) {
    var position = 0
    if !codec.decodeRow(bytes, at: &position, into: builders) {
      preconditionFailure("a row of state has the layout that was written")
    }
    present[row] = true
  }

  func appendMissing(_ row: Int) { for builder in builders { builder.appendNull() } }

  func finish(keys: [Column]) -> OldValues {
    OldValues(columns: keys + builders.map { $0.finish() }, present: present)
  }
}
