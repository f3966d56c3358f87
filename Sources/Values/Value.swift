// A single value, boxed: for the edges — literals, the shell, HTTP, tests — never in a pipeline.

/// An entry of a boxed MAP.
package struct MapEntry: Hashable, Sendable, Codable {
  package let key: Value
  package let value: Value

  package init(_ key: Value, _ value: Value) {
    self.key = key
    self.value = value
  }
}

/// One value of the dialect.
package indirect enum Value: Hashable, Sendable, Codable {
  case null
  case boolean(Bool)
  case integer(Int32)
  case bigint(Int64)
  case double(Double)
  case decimal(Decimal)
  case string(String)
  case bytes([UInt8])
  case date(Int32)
  case time(Int32)
  case timestamp(Int64)
  case array([Value])
  /// Entries in the order of the column; keys are distinct.
  case map([MapEntry])
  /// Fields in the order of the type.
  case `struct`([Value])

  package static func == (a: Value, b: Value) -> Bool {
    switch (a, b) {
    case (.null, .null): true
    case (.boolean(let x), .boolean(let y)): x == y
    case (.integer(let x), .integer(let y)): x == y
    case (.bigint(let x), .bigint(let y)): x == y
    case (.double(let x), .double(let y)): x == y || (x.isNaN && y.isNaN)
    case (.decimal(let x), .decimal(let y)): x == y
    case (.string(let x), .string(let y)): x.utf8.elementsEqual(y.utf8)
    case (.bytes(let x), .bytes(let y)): x == y
    case (.date(let x), .date(let y)): x == y
    case (.time(let x), .time(let y)): x == y
    case (.timestamp(let x), .timestamp(let y)): x == y
    case (.array(let x), .array(let y)): x == y
    case (.struct(let x), .struct(let y)): x == y
    case (.map(let x), .map(let y)):
      x.count == y.count && x.allSatisfy { y.contains($0) }
    default: false
    }
  }

  package func hash(into hasher: inout Hasher) {
    switch self {
    case .null: hasher.combine(0)
    case .boolean(let v): hasher.combine(v)
    case .integer(let v), .date(let v), .time(let v): hasher.combine(v)
    case .bigint(let v), .timestamp(let v): hasher.combine(v)
    case .double(let v): hasher.combine(v)
    case .decimal(let v): hasher.combine(v)
    case .string(let v): hasher.combine(v)
    case .bytes(let v): hasher.combine(v)
    case .array(let v), .struct(let v): hasher.combine(v)
    case .map(let v): hasher.combine(v.count)
    }
  }
}

extension Column {
  /// Row `row` as a boxed value.
  package func value(at row: Int) -> Value {
    guard isValid(row) else { return .null }
    switch type {
    case .boolean: return .boolean(booleans[row] != 0)
    case .integer: return .integer(int32s[row])
    case .bigint: return .bigint(int64s[row])
    case .double: return .double(doubles[row])
    case .decimal(_, let scale): return .decimal(Decimal(unscaled: decimals[row], scale: scale))
    case .string: return .string(string(at: row))
    case .bytes: return .bytes(Array(bytes(at: row)))
    case .date: return .date(int32s[row])
    case .time: return .time(int32s[row])
    case .timestamp: return .timestamp(int64s[row])
    case .array: return .array(elements(at: row).map { children[0].value(at: $0) })
    case .map:
      return .map(
        elements(at: row).map { MapEntry(children[0].value(at: $0), children[1].value(at: $0)) })
    case .struct: return .struct(children.map { $0.value(at: row) })
    }
  }

  /// A column of `count` rows that all hold `value`.
  package static func constant(_ value: Value, type: SQLType, count: Int) -> Column {
    let builder = ColumnBuilder(type, capacity: count)
    for _ in 0..<count { builder.append(value) }
    return builder.finish(isConstant: true)
  }

  /// A column of the given values.
  package static func of(_ values: [Value], type: SQLType) -> Column {
    let builder = ColumnBuilder(type, capacity: values.count)
    for value in values { builder.append(value) }
    return builder.finish()
  }
}
