// Which types meet under which operator, and what comes out. Decimals carry their precision:
// results follow the dialect's table; where a result would need more than 38 digits it is clipped
// to 38. The clipped type keeps its scale as long as 19 whole digits (or all it had, if fewer)
// remain, so that a BIGINT always fits; a value that no longer fits fails its row.

package import Values

/// The type rules of operators, casts and lists.
package enum TypeRules {
  /// The type of `left op right`, or "Unsupported arithmetic types. X Y".
  package static func arithmeticResult(
    _ op: ArithmeticOperator, _ left: SQLType, _ right: SQLType
  ) throws(FunctionError) -> SQLType {
    if op == .add, left == .string, right == .string { return .string }
    guard left.isNumeric, right.isNumeric else {
      throw FunctionError("Unsupported arithmetic types. \(left.baseName) \(right.baseName)")
    }
    if left == .double || right == .double { return .double }
    guard let a = decimalShape(left), let b = decimalShape(right) else { return .double }
    switch (left, right) {
    case (.integer, .integer): return .integer
    case (.integer, .bigint), (.bigint, .integer), (.bigint, .bigint): return .bigint
    default: return decimalResult(op, a, b)
    }
  }

  /// A precision and a scale.
  typealias DecimalShape = (precision: Int, scale: Int)

  /// INTEGER and BIGINT as decimals: 10 and 19 digits. Nil for what is no exact number.
  static func decimalShape(_ type: SQLType) -> DecimalShape? {
    switch type {
    case .integer: (10, 0)
    case .bigint: (19, 0)
    case .decimal(let precision, let scale): (precision, scale)
    default: nil
    }
  }

  private static func decimalResult(
    _ op: ArithmeticOperator, _ a: DecimalShape, _ b: DecimalShape
  ) -> SQLType {
    let scaleMax = max(a.scale, b.scale)
    switch op {
    case .add, .subtract:
      return clipped(scaleMax + max(a.precision - a.scale, b.precision - b.scale) + 1, scaleMax)
    case .multiply:
      return clipped(a.precision + b.precision + 1, a.scale + b.scale)
    case .divide:
      let scale = max(6, a.scale + b.precision + 1)
      return clipped(a.precision - a.scale + b.scale + scale, scale)
    case .modulo:
      let whole = min(a.precision - a.scale, b.precision - b.scale)
      return clipped(max(1, whole + scaleMax), scaleMax)
    }
  }

  private static func clipped(_ precision: Int, _ scale: Int) -> SQLType {
    let limit = SQLType.decimalPrecisionMax
    guard precision > limit else { return .decimal(precision: precision, scale: scale) }
    return .decimal(precision: limit, scale: min(scale, limit - min(precision - scale, 19)))
  }

  /// The decimal that holds every value of both: most whole digits, most digits of scale.
  static func union(_ a: DecimalShape, _ b: DecimalShape) -> SQLType {
    let scale = max(a.scale, b.scale)
    return clipped(max(a.precision - a.scale, b.precision - b.scale) + scale, scale)
  }

  /// Whether `left op right` is a comparison of the dialect.
  package static func comparable(
    _ left: SQLType, _ right: SQLType, _ op: ComparisonOperator
  ) -> Bool {
    switch (left, right) {
    case (.boolean, .boolean): op.isEquality
    case (.array, _), (.map, _), (.struct, _): left == right && op.isEquality
    case (.bytes, .bytes), (.string, .string), (.time, .time): true
    case (.string, .time), (.string, .date), (.string, .timestamp): true
    case (.time, .string), (.date, .string), (.timestamp, .string): true
    case (.date, .date), (.date, .timestamp), (.timestamp, .date), (.timestamp, .timestamp): true
    default: left.isNumeric && right.isNumeric
    }
  }
}

extension SQLType {
  /// The name without parameters: `DECIMAL`, `ARRAY`.
  package var baseName: String {
    switch self {
    case .decimal: "DECIMAL"
    case .array: "ARRAY"
    case .map: "MAP"
    case .struct: "STRUCT"
    default: description
    }
  }
}
