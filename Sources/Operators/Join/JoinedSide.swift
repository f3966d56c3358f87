// One side of joined rows while they are collected. A row comes from the batch that the side has
// staged, or from state, or the side is absent; columns are made when all rows are known.
//
//   rows  │ staged 4 │ stored 0 │ absent 1 │ staged 5 │
//   pool             │ row 0    │ NULLs    │
//
// Only numbers are kept per row; rows from state are decoded at once, since they may change.

import Values

/// Rows of one side of a join's result.
///
/// Safe because one operator owns it and none of its methods calls out while it changes a property.
final class JoinedSide {
  /// Whether the key columns are collected too; else they are those of the joined row.
  let hasOwnKey: Bool
  private let keyCount: Int
  private let keyCodec: KeyCodec
  private let rowCodec: RowCodec
  private let keyPool: [ColumnBuilder]
  private let valuePool: [ColumnBuilder]
  /// A row number of the staged batch, or the complement of a row number of the pool.
  @exclusivity(unchecked) private var rows: [Int32] = []
  @exclusivity(unchecked) private var pooled: Int32 = 0
  /// Row i is staged row i, so far.
  @exclusivity(unchecked) private var isInPlace = true
  /// Positions without this side.
  @exclusivity(unchecked) private var absent: [Int32] = []

  init(key: [SQLType], value: [SQLType], hasOwnKey: Bool) {
    self.hasOwnKey = hasOwnKey
    keyCount = key.count
    keyCodec = KeyCodec(key)
    rowCodec = RowCodec(value)
    keyPool = hasOwnKey ? key.map { ColumnBuilder($0) } : []
    valuePool = value.map { ColumnBuilder($0) }
  }

  var count: Int { rows.count }

  // MARK: - Collecting

  @inline(__always) func append(staged row: Int32) {
    isInPlace = isInPlace && Int(row) == rows.count
    rows.append(row)
  }

  /// Appends a row as `RowCodec` wrote it.
  func append(stored bytes: UnsafeRawBufferPointer) {
    var position = 0
    if !rowCodec.decodeRow(bytes, at: &position, into: valuePool) {
      preconditionFailure("a row of state has the layout that was written")
    }
    appendPooled()
  }

  /// As above for a side with a key of its own.
  func append(stored bytes: UnsafeRawBufferPointer, key: UnsafeRawBufferPointer) {
    keyCodec.decodeOwn(key, into: keyPool)
    append(stored: bytes)
  }

  /// The side has no row.
  func appendAbsent() {
    absent.append(Int32(truncatingIfNeeded: rows.count))
    for builder in keyPool { builder.appendNull() }
    appendNulls()
  }

  /// NULLs beside a key that is there: what is left of a deleted row.
  func appendNulls() {
    for builder in valuePool { builder.appendNull() }
    appendPooled()
  }

  /// NULLs under a key of the side's own.
  func appendNulls(key: UnsafeRawBufferPointer) {
    keyCodec.decodeOwn(key, into: keyPool)
    appendNulls()
  }

  private func appendPooled() {
    isInPlace = false
    rows.append(~pooled)
    pooled += 1
  }

  // MARK: - Columns

  /// The columns of all rows, keys first, and starts over. `keys` are the columns of the joined
  /// rows' key, for a side without its own.
  func finish(_ staged: StagedSide, keys: [Column]) -> [Column] {
    let first = hasOwnKey ? 0 : keyCount
    var columns: [Column] = hasOwnKey ? [] : sharedKeys(keys)
    for (index, builder) in (keyPool + valuePool).enumerated() {
      let pool = builder.finish()
      columns.append(column(staged, first + index, pool))
    }
    rows.removeAll(keepingCapacity: true)
    absent.removeAll(keepingCapacity: true)
    pooled = 0
    isInPlace = true
    return columns
  }

  private func column(_ staged: StagedSide, _ index: Int, _ pool: Column) -> Column {
    if Int(pooled) == rows.count { return pool }
    let source = staged.batch.columns[index]
    if isInPlace, rows.count == source.count { return source }
    return gather(source, or: pool)
  }

  /// A column of the staged batch beside those that `finish` gives; every row is a staged one.
  func gathered(_ source: Column) -> Column {
    isInPlace && rows.count == source.count ? source : gather(source, or: source)
  }

  private func gather(_ source: Column, or pool: Column) -> Column {
    rows.withUnsafeBufferPointer { rows in
      guard let start = rows.baseAddress else { return pool }
      if pooled == 0 { return source.gathered(start, rows.count) }
      return source.gathered(start, rows.count, or: pool)
    }
  }

  private func sharedKeys(_ keys: [Column]) -> [Column] {
    guard !absent.isEmpty else { return keys }
    let present = Bitmap(count: rows.count, without: absent)
    return keys.map { $0.with(validity: present) }
  }
}

extension KeyCodec {
  /// Appends a key that this process wrote.
  func decodeOwn(_ key: UnsafeRawBufferPointer, into builders: [ColumnBuilder]) {
    do { try decode(key, into: builders) } catch {
      preconditionFailure("a key of state has the layout that was written")
    }
  }
}
