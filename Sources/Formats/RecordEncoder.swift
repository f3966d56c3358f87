// From columns to the bytes of keys or values.
//
// Safe because encoders write one offset more than entries, and slices stay below the last one.

package import Values

/// The bytes of a batch of keys or values, one entry per selected row, in order.
package struct EncodedRows: Sendable {
  /// Entries.
  package var count: Int
  /// Int32 × (count + 1): entry `i` is `bytes[offsets[i]..<offsets[i + 1]]`.
  package var offsets: Buffer
  package var bytes: Buffer
  /// Set bit = null bytes (the entry is empty as well); nil = none.
  package var nulls: Bitmap?
  /// Entries that could not be written, rising; they are empty.
  package var errors: [RowError]

  package init(count: Int, offsets: Buffer, bytes: Buffer, nulls: Bitmap?, errors: [RowError]) {
    self.count = count
    self.offsets = offsets
    self.bytes = bytes
    self.nulls = nulls
    self.errors = errors
  }

  /// Entry `index` as a slice into `bytes`; valid while this value lives.
  @inlinable @inline(__always)
  package func slice(_ index: Int) -> ByteSlice {
    let positions = offsets.pointer(Int32.self)
    let start = positions[index]
    let isNull = nulls.map { $0[index] } ?? false
    return ByteSlice(
      start: UnsafePointer(bytes.pointer(UInt8.self)) + Int(start),
      count: isNull ? -1 : positions[index + 1] - start)
  }
}

/// Turns columns into the bytes of one side (key or value) of records.
package protocol RecordEncoder: AnyObject {
  /// Writes the selected rows of `columns`, which are in the order of the encoder's schema and
  /// have `count` rows each. Rows whose bit in `present` is clear become null bytes.
  func encode(
    columns: [Column], count: Int, selection: Selection?, present: Bitmap?
  )
    -> EncodedRows
}
