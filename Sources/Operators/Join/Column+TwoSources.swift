// Rows taken from two columns of one type: `rows[i]` is a row of the first, or the complement of a
// row of the second. That is what an outer side of a join is: rows of the batch among rows of state.
//
// What is hot: one loop per fixed width, one for text. Cost per row and column: 1 to 2 ns for a
// fixed width, 4 to 8 ns for text. The caller guarantees that every number is a row of its column.
//
// Safe because rows are in range, outputs are sized before they are written, and the bytes behind
// a buffer's end (`Buffer.padding`) may be read and written.

import Values

extension Column {
  /// The rows `rows[0..<rowCount]`, negative ones taken from `second`.
  func gathered(_ rows: UnsafePointer<Int32>, _ rowCount: Int, or second: Column) -> Column {
    switch type {
    case .boolean: fixed(UInt8.self, rows, rowCount, second)
    case .integer, .date, .time: fixed(Int32.self, rows, rowCount, second)
    case .bigint, .timestamp, .double: fixed(Int64.self, rows, rowCount, second)
    case .decimal: fixed(Int128.self, rows, rowCount, second)
    case .string, .bytes: texts(rows, rowCount, second)
    case .array, .map, .struct: nested(rows, rowCount, second)
    }
  }

  private func fixed<T: BitwiseCopyable>(
    _: T.Type, _ rows: UnsafePointer<Int32>, _ rowCount: Int, _ second: Column
  ) -> Column {
    let buffer = Buffer(capacity: rowCount * MemoryLayout<T>.stride)
    selectFixed(
      values.pointer(T.self), second.values.pointer(T.self), rows, rowCount,
      into: buffer.pointer(T.self))
    return Column(
      type: type, count: rowCount, validity: validity(rows, rowCount, second), values: buffer)
  }

  private func texts(
    _ rows: UnsafePointer<Int32>, _ rowCount: Int, _ second: Column
  ) -> Column {
    let offsets = Buffer(capacity: (rowCount + 1) * 4)
    let ends = offsets.pointer(Int32.self)
    let total = selectLengths(positions, second.positions, rows, rowCount, into: ends)
    let bytes = Buffer(capacity: total)
    selectTexts(
      (text, positions), (second.text, second.positions), rows, rowCount, ends,
      into: bytes.pointer(UInt8.self))
    return Column(
      type: type, count: rowCount, validity: validity(rows, rowCount, second), offsets: offsets,
      bytes: bytes)
  }

  private func nested(
    _ rows: UnsafePointer<Int32>, _ rowCount: Int, _ second: Column
  ) -> Column {
    let builder = ColumnBuilder(type, capacity: rowCount)
    for i in 0..<rowCount {
      let row = Int(rows[i])
      if row >= 0 {
        builder.append(from: self, row: row)
      } else {
        builder.append(from: second, row: ~row)
      }
    }
    return builder.finish()
  }

  private func validity(
    _ rows: UnsafePointer<Int32>, _ rowCount: Int, _ second: Column
  ) -> Bitmap? {
    guard validity != nil || second.validity != nil else { return nil }
    let bits = Bitmap(count: rowCount, all: false)
    for i in 0..<rowCount {
      let row = Int(rows[i])
      if row >= 0 ? isValid(row) : second.isValid(~row) { bits[i] = true }
    }
    return bits
  }
}

@inline(never)
private func selectFixed<T: BitwiseCopyable>(
  _ first: UnsafePointer<T>, _ second: UnsafePointer<T>, _ rows: UnsafePointer<Int32>,
  _ count: Int, into out: UnsafeMutablePointer<T>
) {
  for i in 0..<count {
    let row = Int(rows[i])
    out[i] = row >= 0 ? first[row] : second[~row]
  }
}

@inline(never)
private func selectLengths(
  _ first: UnsafePointer<Int32>, _ second: UnsafePointer<Int32>, _ rows: UnsafePointer<Int32>,
  _ count: Int, into ends: UnsafeMutablePointer<Int32>
) -> Int {
  var total: Int32 = 0
  ends[0] = 0
  for i in 0..<count {
    let row = Int(rows[i])
    total += row >= 0 ? first[row + 1] - first[row] : second[~row + 1] - second[~row]
    ends[i + 1] = total
  }
  return Int(total)
}

@inline(never)
private func selectTexts(
  _ first: (UnsafeMutablePointer<UInt8>, UnsafeMutablePointer<Int32>),
  _ second: (UnsafeMutablePointer<UInt8>, UnsafeMutablePointer<Int32>),
  _ rows: UnsafePointer<Int32>, _ count: Int, _ ends: UnsafePointer<Int32>,
  into out: UnsafeMutablePointer<UInt8>
) {
  for i in 0..<count {
    let length = Int(ends[i + 1] - ends[i])
    guard length > 0 else { continue }
    let row = Int(rows[i])
    let source = row >= 0 ? first.0 + Int(first.1[row]) : second.0 + Int(second.1[~row])
    (out + Int(ends[i])).update(from: source, count: length)
  }
}
