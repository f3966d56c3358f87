// The rows that a join of two streams or two tables gives: both sides have the same key, and either
// may be missing. Of the key there is one copy; each side's key columns are that copy, or NULL.

import Plan
import Values

/// Collects joined rows: a key first, then one row on either side.
///
/// Safe because one operator owns it and none of its methods calls out while it changes a property.
final class JoinResult {
  let left: JoinedSide
  let right: JoinedSide
  /// The sides of the rows that the result's rows replace, where the plan wants to know them.
  let old: ReplacedSides?
  private let window: WindowKind?
  private let keys: [ColumnBuilder]
  private let starts = ColumnBuilder(.bigint)
  private let ends = ColumnBuilder(.bigint)
  private let times = ColumnBuilder(.bigint)
  /// Positions of rows without a value.
  @exclusivity(unchecked) private var deletes: [Int32] = []

  init(_ output: Edge, left: Edge, right: Edge) {
    self.left = JoinedSide(left, hasOwnKey: false)
    self.right = JoinedSide(right, hasOwnKey: false)
    old = output.hasOldValues ? ReplacedSides(left: left, right: right) : nil
    window = output.window
    keys = output.schema.key.map { ColumnBuilder($0.type) }
  }

  var count: Int { times.count }

  /// Begins a row with the key of a staged row.
  func add(_ staged: StagedSide, _ row: Int32, time: Int64) {
    let row = Int(row)
    for (index, builder) in keys.enumerated() {
      builder.append(from: staged.batch.columns[index], row: row)
    }
    if window != nil, let windows = staged.batch.windows {
      starts.append(windows.starts.int64s[row])
      ends.append(windows.ends.int64s[row])
    }
    times.append(time)
  }

  /// Begins a row with a key from state, as the codec of the staged sides wrote it.
  func add(_ key: UnsafeRawBufferPointer, _ codec: KeyCodec, time: Int64) {
    switch window {
    case nil: codec.decodeOwn(key, into: keys)
    case .session: codec.decodeOwn(key, into: keys + [starts, ends])
    case .tumbling(let size), .hopping(let size, _):
      codec.decodeOwn(key, into: keys + [starts])
      ends.append(KeyCodec.lastTime(of: key) + size)
    }
    times.append(time)
  }

  /// Makes the row that was begun a delete.
  func addDelete() {
    deletes.append(Int32(truncatingIfNeeded: count - 1))
    left.appendNulls()
    right.appendNulls()
  }

  /// All rows as a batch, and starts over.
  func finish(_ leftStaged: StagedSide, _ rightStaged: StagedSide) -> ColumnBatch {
    let count = times.count
    let keyColumns = keys.map { $0.finish() }
    let columns =
      keyColumns + left.finish(leftStaged, keys: keyColumns)
      + right.finish(rightStaged, keys: keyColumns)
    let oldValues = old?.finish(leftStaged, rightStaged, keys: keyColumns, count: count)
    let present = deletes.isEmpty ? nil : Bitmap(count: count, without: deletes)
    deletes.removeAll(keepingCapacity: true)
    return ColumnBatch(
      count: count, columns: columns, timestamps: times.finish(), present: present,
      old: oldValues,
      windows: window.map { _ in WindowBounds(starts: starts.finish(), ends: ends.finish()) })
  }
}

/// The sides of replaced rows, one for each row of a result. Safe as above.
final class ReplacedSides {
  let left: JoinedSide
  let right: JoinedSide
  @exclusivity(unchecked) private var missing: [Int32] = []

  init(left: Edge, right: Edge, haveOwnKeys: Bool = false) {
    self.left = JoinedSide(left, hasOwnKey: haveOwnKeys)
    self.right = JoinedSide(right, hasOwnKey: haveOwnKeys)
  }

  /// The row replaces nothing.
  func appendMissing() {
    missing.append(Int32(truncatingIfNeeded: left.count))
    left.appendAbsent()
    right.appendAbsent()
  }

  func finish(
    _ leftStaged: StagedSide, _ rightStaged: StagedSide, keys: [Column], count: Int
  ) -> OldValues {
    defer { missing.removeAll(keepingCapacity: true) }
    return OldValues(
      columns: keys + left.finish(leftStaged, keys: keys) + right.finish(rightStaged, keys: keys),
      present: missing.isEmpty ? nil : Bitmap(count: count, without: missing))
  }
}

extension KeyCodec {
  /// The BIGINT that ends a key.
  fileprivate static func lastTime(of key: UnsafeRawBufferPointer) -> Int64 {
    let word = key.loadUnaligned(fromByteOffset: key.count - 8, as: UInt64.self)
    return Int64(bitPattern: UInt64(bigEndian: word) ^ (1 << 63))
  }
}

extension Bitmap {
  /// All rows but some.
  convenience init(count: Int, without rows: [Int32]) {
    self.init(count: count, all: true)
    for row in rows { self[Int(row)] = false }
  }
}
