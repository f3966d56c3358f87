// Rows of several columns as bytes: null bits first (one a column, set = NULL, ⌈columns / 8⌉
// bytes), then the values that are not NULL, in the layout of `ElementCodec`.

/// Writes and reads rows of fixed columns.
package struct RowCodec: Sendable {
  package let elements: [ElementCodec]
  private let bitBytes: Int

  package init(_ types: [SQLType]) {
    elements = types.map { ElementCodec($0) }
    bitBytes = (types.count + 7) / 8
  }

  /// Appends row `row` of the columns, which have the codec's types.
  package func encodeRow(_ columns: [Column], _ row: Int, into out: ByteWriter) {
    let bits = out.count
    ElementCodec.clear(out.extend(by: bitBytes), bitBytes)
    for (i, element) in elements.enumerated() {
      if columns[i].isValid(row) {
        element.encodePresent(columns[i], row, into: out)
      } else {
        ElementCodec.setBit(out.base + bits, i)
      }
    }
  }

  /// Appends the rows `rows[0..<count]` one behind the other; `ends[i]` is where row i ends.
  package func encodeRows(
    _ columns: [Column], rows: UnsafePointer<Int32>, count: Int, into out: ByteWriter,
    ends: UnsafeMutablePointer<Int>
  ) {
    for i in 0..<count {
      encodeRow(columns, Int(rows[i]), into: out)
      ends[i] = out.count
    }
  }

  /// Appends the row at `position` to the builders and moves `position` behind it. False when the
  /// bytes do not hold one; the builders are of no use then.
  package func decodeRow(
    _ bytes: UnsafeRawBufferPointer, at position: inout Int, into builders: [ColumnBuilder]
  ) -> Bool {
    guard bitBytes <= bytes.count - position else { return false }
    guard let base = bytes.baseAddress else { return elements.isEmpty }
    let bits = base + position
    position += bitBytes
    for (i, element) in elements.enumerated() {
      if ElementCodec.bit(bits, i) {
        builders[i].appendNull()
      } else if !element.decodePresent(bytes, at: &position, into: builders[i]) {
        return false
      }
    }
    return true
  }
}
