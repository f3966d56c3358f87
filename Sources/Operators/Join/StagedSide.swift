// The batch of one input of a join, whose rows are taken bit by bit, with their keys as bytes.

import Plan
import Values

/// One staged batch.
///
/// Safe because one operator owns it and none of its methods calls out while it changes a property;
/// pointers are good until the next batch.
final class StagedSide {
  let codec: KeyCodec
  let keyCount: Int
  /// Key columns come first, then value columns.
  let columnCount: Int
  let keys = EncodedKeys()
  @exclusivity(unchecked) private(set) var batch = ColumnBatch(
    count: 0, columns: [], timestamps: .numbers(0))
  /// The value columns of the batch.
  @exclusivity(unchecked) private(set) var values: [Column] = []
  private let isTable: Bool
  private let windowColumns: Int
  /// Rows that take part; nil = all.
  @exclusivity(unchecked) private var usable: Bitmap?
  private let picked = Scratch<Int32>()

  /// `windowColumns` is how many bounds of a windowed key are part of it: 0, the start, or both.
  init(_ edge: Edge, windowColumns: Int) {
    let types = edge.schema.key.map(\.type)
    codec = KeyCodec(types + Array(repeating: .bigint, count: windowColumns))
    keyCount = types.count
    columnCount = edge.schema.count
    isTable = edge.isTable
    self.windowColumns = windowColumns
  }

  /// Takes a new batch and gives how many of its rows have a NULL in their key. Those take part in
  /// nothing, nor do rows of a stream without a value.
  func stage(_ batch: ColumnBatch) -> Int {
    self.batch = batch
    values = Array(batch.columns[keyCount..<columnCount])
    var columns = Array(batch.columns.prefix(keyCount))
    if windowColumns > 0, let windows = batch.windows {
      columns.append(windows.starts)
      if windowColumns > 1 { columns.append(windows.ends) }
    }
    codec.encode(columns, count: batch.count, selection: batch.selection, into: keys)
    usable = isTable ? nil : batch.present
    guard let nulls = keys.nulls else { return 0 }
    var withoutKey = 0
    batch.forEachRow { row in
      if nulls[row] && (isTable || batch.isPresent(row)) { withoutKey += 1 }
    }
    usable = Bitmap.intersection(usable, nulls.inverted())
    return withoutKey
  }

  /// The row numbers that take part among the selected rows number `range`.
  func rows(_ range: Range<Int>) -> UnsafeBufferPointer<Int32> {
    let out = picked.reserve(max(1, range.count))
    var count = 0
    for i in range {
      let row = batch.selection.map { $0.rows[i] } ?? Int32(truncatingIfNeeded: i)
      out[count] = row
      count += usable.map { $0[Int(row)] ? 1 : 0 } ?? 1
    }
    return UnsafeBufferPointer(start: out, count: count)
  }

  @inline(__always) func time(_ row: Int32) -> Int64 { batch.timestamps.int64s[Int(row)] }
}

extension WindowKind? {
  /// How many bounds are part of a windowed key: time windows are known by their start.
  var keyColumns: Int {
    switch self {
    case nil: 0
    case .tumbling, .hopping: 1
    case .session: 2
    }
  }
}
