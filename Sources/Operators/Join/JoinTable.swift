// The latest row of every key of one side of a join:
//
//   0   Int64  event time of the row
//   8   Blob   the value columns as `RowCodec` writes them
//   24  Blob   only with references: 1 and the bytes of the key that the row refers to, or nothing
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

  /// `keepsReferences` is for the left table of a foreign-key join.
  init(_ choice: StoreChoice, edge: Edge, keyCodec: KeyCodec, keepsReferences: Bool = false) {
    let types = edge.schema.value.map(\.type)
    rowCodec = RowCodec(types)
    let text = types.map(\.description).joined(separator: ",")
    store = TableStore(
      storeName: choice.name,
      layout: RowLayout(
        rowBytes: keepsReferences ? 40 : 24, blobOffsets: keepsReferences ? [8, 24] : [8],
        description: Array("\(keepsReferences ? "1 referring row" : "1 row")|\(text)".utf8)),
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

  /// The key that a row refers to, nil where it is NULL; good until it changes.
  func reference(_ state: UnsafeRawPointer) -> UnsafeRawBufferPointer? {
    let bytes = (state + 24).load(as: Blob.self).bytes
    return bytes.count == 0 ? nil : UnsafeRawBufferPointer(rebasing: bytes.dropFirst())
  }

  // MARK: - Writing

  /// Takes rows of a staged batch: upserts, and deletes where a row has no value.
  func apply(_ staged: StagedSide, _ rows: UnsafeBufferPointer<Int32>) {
    guard rows.count > 0 else { return }
    guard let found = states(staged, rows) else {
      for row in rows { applyOne(staged, row) }
      return
    }
    for i in 0..<rows.count { write(staged, rows[i], to: found.states[i]) }
  }

  /// Rows of states for a run of upserts.
  struct States {
    let states: UnsafePointer<UnsafeMutableRawPointer>
    let inserted: [Int32]
    private var place = 0

    init(_ scratch: StateScratch) {
      states = UnsafePointer(scratch.states)
      inserted = scratch.inserted
    }

    /// The state of row `index` of the run, asked for in order, and whether it was made for it.
    mutating func next(_ index: Int) -> (state: UnsafeMutableRawPointer?, isNew: Bool) {
      let isNew = place < inserted.count && Int(inserted[place]) == index
      if isNew { place += 1 }
      return (states[index], isNew)
    }
  }

  /// Finds or makes the states of rows of a staged batch together; nil when there are deletes among
  /// them, which have to be taken one by one.
  func states(_ staged: StagedSide, _ rows: UnsafeBufferPointer<Int32>) -> States? {
    guard staged.batch.present == nil, let start = rows.baseAddress else { return nil }
    scratch.reserve(rows.count)
    table.upsert(
      staged.keys, rows: start, count: rows.count, into: scratch.states,
      inserted: &scratch.inserted)
    return States(scratch)
  }

  /// Finds the state of one row; `makes` it if there is none.
  func locate(
    _ staged: StagedSide, _ row: Int32, makes: Bool
  ) -> (state: UnsafeMutableRawPointer?, isNew: Bool) {
    let key = staged.keys[Int(row)]
    if makes { return table.upsert(key) }
    return (table.find(key), false)
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
  /// Makes a key what a row refers to.
  func setReference(_ key: UnsafeRawBufferPointer?, of state: UnsafeMutableRawPointer) {
    writer.removeAll()
    if let key {
      writer.append(1 as UInt8)
      writer.append(key)
    }
    table.arena.assign((state + 24).assumingMemoryBound(to: Blob.self), writer.bytes)
  }
}
