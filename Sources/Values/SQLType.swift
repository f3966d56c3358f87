// The types of the dialect. A type is a value: comparable, hashable, printable as SQL.

/// A field of a STRUCT.
package struct StructField: Hashable, Sendable, Codable {
  package let name: String
  package let type: SQLType

  package init(_ name: String, _ type: SQLType) {
    self.name = name
    self.type = type
  }
}

/// A type of the SQL dialect; every type admits NULL.
package indirect enum SQLType: Hashable, Sendable, Codable {
  case boolean
  /// Signed, 32 bits.
  case integer
  /// Signed, 64 bits.
  case bigint
  /// IEEE 754, 64 bits.
  case double
  /// `precision` decimal digits in all, `scale` of them behind the point; 128 bits hold it.
  case decimal(precision: Int, scale: Int)
  case string
  case bytes
  /// Days since 1970-01-01, 32 bits.
  case date
  /// Milliseconds of the day, 32 bits.
  case time
  /// Milliseconds since 1970-01-01T00:00Z, 64 bits.
  case timestamp
  case array(SQLType)
  case map(key: SQLType, value: SQLType)
  case `struct`([StructField])

  /// The largest precision that the 128-bit representation can hold.
  package static let decimalPrecisionMax = 38

  package var isNumeric: Bool {
    switch self {
    case .integer, .bigint, .double, .decimal: true
    default: false
    }
  }

  package var isNested: Bool {
    switch self {
    case .array, .map, .struct: true
    default: false
    }
  }

  /// Bytes a value takes in a column's value buffer; nil for types of variable size.
  package var fixedWidth: Int? {
    switch self {
    case .boolean: 1
    case .integer, .date, .time: 4
    case .bigint, .double, .timestamp: 8
    case .decimal: 16
    case .string, .bytes, .array, .map, .struct: nil
    }
  }
}

extension SQLType: CustomStringConvertible {
  /// The type as SQL writes it, with struct fields in back-ticks: `STRUCT<`A` INTEGER>`.
  package var description: String {
    switch self {
    case .boolean: "BOOLEAN"
    case .integer: "INTEGER"
    case .bigint: "BIGINT"
    case .double: "DOUBLE"
    case .decimal(let precision, let scale): "DECIMAL(\(precision), \(scale))"
    case .string: "STRING"
    case .bytes: "BYTES"
    case .date: "DATE"
    case .time: "TIME"
    case .timestamp: "TIMESTAMP"
    case .array(let element): "ARRAY<\(element)>"
    case .map(let key, let value): "MAP<\(key), \(value)>"
    case .struct(let fields):
      "STRUCT<" + fields.map { "`\($0.name)` \($0.type)" }.joined(separator: ", ") + ">"
    }
  }
}
