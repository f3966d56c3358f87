// Many records in columnar form, as the operators hold them: offsets and bytes in Arrow's layout.

/// Byte strings of a column: string `i` is `bytes[offsets[i] ..< offsets[i + 1]]`.
package struct ByteColumn {
  package var offsets: UnsafePointer<Int32>
  /// Readable for 64 bytes past the last string.
  package var bytes: UnsafeRawPointer
  /// One bit a row, low bit first, set where there is a value; nil when all rows have one.
  package var validity: UnsafePointer<UInt64>?

  package init(
    offsets: UnsafePointer<Int32>, bytes: UnsafeRawPointer, validity: UnsafePointer<UInt64>? = nil
  ) {
    self.offsets = offsets
    self.bytes = bytes
    self.validity = validity
  }

  @inline(__always)
  func isValid(_ row: Int) -> Bool {
    guard let validity else { return true }
    return validity[row >> 6] & (1 << UInt64(row & 63)) != 0
  }

  @inline(__always)
  func length(_ row: Int) -> Int { Int(offsets[row + 1]) - Int(offsets[row]) }
}

/// Rows to append. Borrowed for the duration of the call.
package struct RecordColumns {
  package var count: Int
  package var timestamps: UnsafePointer<Int64>
  /// nil when every key is null.
  package var keys: ByteColumn?
  /// nil when every value is null.
  package var values: ByteColumn?
  /// Which rows to append, in order; nil takes all `count` rows. With a selection, `count` is its
  /// length.
  package var selection: UnsafePointer<Int32>?

  package init(
    count: Int, timestamps: UnsafePointer<Int64>, keys: ByteColumn?, values: ByteColumn?,
    selection: UnsafePointer<Int32>? = nil
  ) {
    self.count = count
    self.timestamps = timestamps
    self.keys = keys
    self.values = values
    self.selection = selection
  }

  @inline(__always)
  func row(_ index: Int) -> Int { selection.map { Int($0[index]) } ?? index }

  /// Whether one of the keys is null.
  var hasNullKey: Bool {
    guard let keys else { return count > 0 }
    guard keys.validity != nil else { return false }
    return (0..<count).contains { !keys.isValid(row($0)) }
  }

  /// Bytes of key and value of one record.
  func byteCount(at index: Int) -> Int {
    let row = row(index)
    var bytes = 0
    if let keys, keys.isValid(row) { bytes += keys.length(row) }
    if let values, values.isValid(row) { bytes += values.length(row) }
    return bytes
  }

  /// At least as many bytes as the records from `index` on take; not more than `limit`.
  func byteCountBound(from index: Int, upTo limit: Int) -> Int {
    var bytes = (count - index) * BatchLayout.recordOverheadMax
    if selection == nil {
      for column in [keys, values] {
        guard let column else { continue }
        bytes += Int(column.offsets[count]) - Int(column.offsets[index])
      }
    } else {
      var next = index
      while next < count, bytes < limit {
        bytes += byteCount(at: next)
        next += 1
      }
    }
    return min(bytes, limit)
  }
}
