// Copies chosen rows into a new column: a negative index gives NULL. One loop per layout; nested
// types go through a builder.
//
// Safe because callers pass indices of existing rows.

import Values

enum Gather {
  /// Row `rows[i]` of `source` as row i.
  static func rows(
    of source: Column, _ rows: UnsafePointer<Int32>, count: Int
  ) -> Column {
    if case .struct = source.type {
      let fields = source.children.map { Gather.rows(of: $0, rows, count: count) }
      return Column(
        type: source.type, count: count, validity: validity(of: source, rows, count: count),
        children: fields)
    }
    switch source.type.fixedWidth {
    case 1: return fixed(source, rows, count, UInt8.self)
    case 4: return fixed(source, rows, count, Int32.self)
    case 8: return fixed(source, rows, count, Int64.self)
    case 16: return fixed(source, rows, count, Int128.self)
    default: break
    }
    guard !source.type.isNested else {
      let builder = ColumnBuilder(source.type, capacity: count)
      for i in 0..<count {
        if rows[i] < 0 {
          builder.appendNull()
        } else {
          builder.append(from: source, row: Int(rows[i]))
        }
      }
      return builder.finish()
    }
    let texts = TextVector(source)
    var output = TextOutput(count: count)
    for i in 0..<count {
      let row = Int(rows[i])
      if row < 0 || !texts.isValid(row) {
        output.appendNull()
      } else {
        output.append(texts.start(row), texts.count(row))
        output.endRow()
      }
    }
    return output.finish(source.type)
  }

  @inline(__always)
  private static func fixed<T: FixedWidthInteger & BitwiseCopyable>(
    _ source: Column, _ rows: UnsafePointer<Int32>, _ count: Int, _ type: T.Type
  ) -> Column {
    let values = source.values.pointer(T.self)
    return FixedVector.make(
      source.type, count, validity: validity(of: source, rows, count: count)
    ) { (out: UnsafeMutablePointer<T>) in
      for i in 0..<count { out[i] = rows[i] < 0 ? 0 : values[Int(rows[i])] }
    }
  }

  private static func validity(
    of source: Column, _ rows: UnsafePointer<Int32>, count: Int
  ) -> Bitmap? {
    let bitmap = Bitmap(count: count, all: true)
    var hasNulls = false
    for i in 0..<count where rows[i] < 0 || !source.isValid(Int(rows[i])) {
      bitmap[i] = false
      hasNulls = true
    }
    return hasNulls ? bitmap : nil
  }

  /// Row i of `columns[choice[i]]` as row i; a negative choice gives NULL.
  static func choose(
    from columns: [Column], _ choice: UnsafePointer<Int32>, type: SQLType, count: Int
  ) -> Column {
    switch type.fixedWidth {
    case 1: return chooseFixed(columns, choice, type, count, UInt8.self)
    case 4: return chooseFixed(columns, choice, type, count, Int32.self)
    case 8: return chooseFixed(columns, choice, type, count, Int64.self)
    case 16: return chooseFixed(columns, choice, type, count, Int128.self)
    default: break
    }
    guard !type.isNested else {
      let builder = ColumnBuilder(type, capacity: count)
      for row in 0..<count {
        if choice[row] < 0 {
          builder.appendNull()
        } else {
          builder.append(from: columns[Int(choice[row])], row: row)
        }
      }
      return builder.finish()
    }
    let texts = columns.map { TextVector($0) }
    var output = TextOutput(count: count)
    texts.withUnsafeBufferPointer { texts in
      for row in 0..<count {
        let index = Int(choice[row])
        if index < 0 || !texts[index].isValid(row) {
          output.appendNull()
        } else {
          output.append(texts[index].start(row), texts[index].count(row))
          output.endRow()
        }
      }
    }
    return output.finish(type)
  }

  /// One pass a column: rows of other columns keep what they have.
  @inline(__always)
  private static func chooseFixed<T: FixedWidthInteger & BitwiseCopyable>(
    _ columns: [Column], _ choice: UnsafePointer<Int32>, _ type: SQLType, _ count: Int,
    _ width: T.Type
  ) -> Column {
    var validity: Bitmap?
    var hasNone: Int32 = 0
    for row in 0..<count { hasNone |= choice[row] }
    if hasNone < 0 || columns.contains(where: { $0.validity != nil }) {
      let bitmap = Bitmap(count: count, all: true)
      for row in 0..<count {
        if choice[row] < 0 || !columns[Int(choice[row])].isValid(row) { bitmap[row] = false }
      }
      validity = bitmap
    }
    return FixedVector.make(type, count, validity: validity) { (out: UnsafeMutablePointer<T>) in
      out.initialize(repeating: 0, count: count)
      for (index, column) in columns.enumerated() {
        let values = column.values.pointer(T.self)
        let wanted = Int32(index)
        for row in 0..<count { out[row] = choice[row] == wanted ? values[row] : out[row] }
      }
    }
  }
}
