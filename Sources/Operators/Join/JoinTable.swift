// The latest row of every key of one side of a join:
//
//   0   Int64  event time of the row
//   8   Blob   the value columns as `RowCodec` writes them
//
// Safe because pointers to rows are used before the next change of the table.

import Plan
import StateStores
import Values

/// The rows of a table that is joined.
final class JoinTable {
  let store: TableStore
  private let rowCodec: RowCodec
  private let writer = ByteWriter()
  private let scratch = StateScratch()
  private let found = Scratch<UnsafeMutableRawPointer?>()

  var table: StateTable { store.table }

  init(_ choice: StoreChoice, edge: Edge, keyCodec: KeyCodec) {
    let types = edge.schema.value.map(\.type)
    rowCodec = RowCodec(types)
    let text = types.map(\.description).joined(separator: ",")
    store = TableStore(
      storeName: choice.name,
      layout: RowLayout(rowBytes: 24, blobOffsets: [8], description: Array("1 row|\(text)".utf8)),
      keyWidth: keyCodec.fixedWidth)
  }

  // MARK: - Reading

  /// The states of the rows of a staged batch, nil where the table has none; good until the next
  /// call.
  func find(
    _ keys: EncodedKeys, _ rows: UnsafeBufferPointer<Int32>
  ) -> UnsafePointer<UnsafeMutableRawPointer?> {
    let out = found.reserve(max(1, rows.count))
    if let start = rows.baseAddress {
      table.find(keys, rows: start, count: rows.count, into: out)
    }
    return UnsafePointer(out)
  }

  @inline(__always) func time(_ state: UnsafeRawPointer) -> Int64 { state.load(as: Int64.self) }

  /// The value columns of a row; good until it changes.
  @inline(__always) func bytes(_ state: UnsafeRawPointer) -> UnsafeRawBufferPointer {
    (state + 8).load(as: Blob.self).bytes
  }

  // MARK: - Writing

  /// Takes rows of a staged batch: upserts, and deletes where a row has no value.
  func apply(_ staged: StagedSide, _ rows: UnsafeBufferPointer<Int32>) {
    guard let start = rows.baseAddress, rows.count > 0 else { return }
    guard staged.batch.present == nil else {
      for row in rows { applyOne(staged, row) }
      return
    }
    scratch.reserve(rows.count)
    table.upsert(
      staged.keys, rows: start, count: rows.count, into: scratch.states,
      inserted: &scratch.inserted)
    for i in 0..<rows.count { write(staged, rows[i], to: scratch.states[i]) }
  }

  private func applyOne(_ staged: StagedSide, _ row: Int32) {
    let key = staged.keys[Int(row)]
    if staged.batch.isPresent(Int(row)) {
      write(staged, row, to: table.upsert(key).state)
    } else {
      table.remove(key)
    }
  }

  /// Makes a row of the staged batch the content of a state.
  func write(_ staged: StagedSide, _ row: Int32, to state: UnsafeMutableRawPointer) {
    writer.removeAll()
    rowCodec.encodeRow(staged.values, Int(row), into: writer)
    state.storeBytes(of: staged.time(row), as: Int64.self)
    table.arena.assign((state + 8).assumingMemoryBound(to: Blob.self), writer.bytes)
  }
}
