// Brings a numeric column to a wider numeric type in one pass, so that kernels exist only for equal
// types. A constant stays constant.

import Values

enum NumericWidening {
  /// The column as BIGINT; INTEGER, BIGINT, DATE (as days) or TIMESTAMP come in.
  static func bigint(_ column: Column) -> Column {
    switch column.type {
    case .integer, .date, .time:
      FixedVector.map(column, to: .bigint) { (value: Int32) in Int64(value) }
    default: column
    }
  }

  static func double(_ column: Column) -> Column {
    switch column.type {
    case .integer: FixedVector.map(column, to: .double) { (value: Int32) in Double(value) }
    case .bigint: FixedVector.map(column, to: .double) { (value: Int64) in Double(value) }
    case .decimal(_, let scale):
      FixedVector.map(column, to: .double) { (value: Int128) in
        Decimal(unscaled: value, scale: scale).doubleValue
      }
    default: column
    }
  }

  /// Exact numbers as unscaled 128-bit integers; the scale stays what it was (0 for integers).
  static func decimal(_ column: Column) -> (column: Column, scale: Int) {
    switch column.type {
    case .integer:
      let wide = FixedVector.map(column, to: .decimal(precision: 10, scale: 0)) {
        (value: Int32) in Int128(value)
      }
      return (wide, 0)
    case .bigint:
      let wide = FixedVector.map(column, to: .decimal(precision: 19, scale: 0)) {
        (value: Int64) in Int128(value)
      }
      return (wide, 0)
    case .decimal(_, let scale): return (column, scale)
    default: return (column, 0)
    }
  }
}
