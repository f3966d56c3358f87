// The grouping keys of a batch as bytes, and the rows that have one.

import Plan
import StateStores
import Values

/// Encodes the key columns of batches.
///
/// Safe because one operator owns it; pointers are good until the next batch.
final class GroupKeys {
  let codec: KeyCodec
  let keyCount: Int
  let encoded = EncodedKeys()
  private var all: UnsafeMutablePointer<Int32>
  private var allCount = 0
  /// Keeps the rows of the current batch alive.
  private var selection: Selection?

  init(_ key: [ColumnSchema]) {
    codec = KeyCodec(key.map(\.type))
    keyCount = key.count
    all = .allocate(capacity: 1)
  }

  deinit { all.deallocate() }

  /// The rows that take part: selected, present, no NULL in the key.
  struct Rows {
    let pointer: UnsafePointer<Int32>
    let count: Int
    /// Selected rows with a value that were left out for a NULL in their key.
    let withoutKey: Int
  }

  /// Encodes the keys in `columns`, of the rows that have a value (`present`), among those selected
  /// in the batch.
  func encode(_ columns: [Column], _ batch: ColumnBatch, present: Bitmap?) -> Rows {
    var batch = batch
    if let present { batch.select(present) }
    codec.encode(
      Array(columns.prefix(keyCount)), count: batch.count, selection: batch.selection,
      into: encoded)
    let before = batch.selectedCount
    if let nulls = encoded.nulls { batch.select(nulls.inverted()) }
    selection = batch.selection
    if let selection {
      return Rows(
        pointer: selection.rows, count: selection.count, withoutKey: before - selection.count)
    }
    return Rows(pointer: numbers(batch.count), count: batch.count, withoutKey: 0)
  }

  /// The numbers from 0 on.
  func numbers(_ count: Int) -> UnsafePointer<Int32> {
    if count > allCount {
      all.deallocate()
      allCount = max(count, allCount * 2)
      all = .allocate(capacity: allCount)
      for i in 0..<allCount { all[i] = Int32(truncatingIfNeeded: i) }
    }
    return UnsafePointer(all)
  }
}
