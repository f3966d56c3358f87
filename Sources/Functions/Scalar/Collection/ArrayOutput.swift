// Builds an ARRAY column whose elements are chosen rows of one element column. The rows are
// gathered once at the end, in a loop that knows their width.
//
// Safe because the output owns its buffer until `finish` hands it over.

import Values

/// Arrays made of elements of another array column.
struct ArrayOutput {
  private var rows: [Int32] = []
  private let offsets: Buffer
  private let count: Int
  private var row = 0
  private var validity: Bitmap?

  /// Room for exactly `count` arrays.
  init(count: Int, elements: Int = 0) {
    self.count = count
    offsets = Buffer(capacity: (count + 1) * 4)
    offsets.pointer(Int32.self)[0] = 0
    rows.reserveCapacity(elements)
  }

  /// Adds row `element` of the element column to the current array.
  @inline(__always) mutating func append(_ element: Int) {
    rows.append(Int32(truncatingIfNeeded: element))
  }

  mutating func append(contentsOf elements: Range<Int>) {
    for element in elements { append(element) }
  }

  @inline(__always) mutating func endRow() {
    row += 1
    offsets.pointer(Int32.self)[row] = Int32(truncatingIfNeeded: rows.count)
  }

  mutating func appendNull() {
    if validity == nil { validity = Bitmap(count: count, all: true) }
    validity?[row] = false
    endRow()
  }

  /// The column; every array must have been ended.
  func finish(_ type: SQLType, elements: Column) -> Column {
    precondition(row == count, "every array must be written")
    let children = rows.withUnsafeBufferPointer { rows in
      rows.baseAddress.map { Gather.rows(of: elements, $0, count: rows.count) }
        ?? ColumnBuilder(elements.type).finish()
    }
    return Column(
      type: type, count: count, validity: validity, offsets: offsets, children: [children])
  }
}
