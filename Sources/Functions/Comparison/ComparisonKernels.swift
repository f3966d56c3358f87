// Comparisons over whole columns. Sides of different type are brought together first, then one
// loop per operator and type writes 0 or 1 a row; NULLs are settled afterwards, word by word.

package import Values

/// The comparison operators.
package enum ComparisonKernels {
  /// Evaluates `left op right`; the result has no NULL: a NULL operand gives false, except that
  /// IS [NOT] DISTINCT FROM takes NULL for a value. The types are comparable in the sense of
  /// `TypeRules.comparable`; a text that is no date or time compares as NULL.
  package static func evaluate(
    _ op: ComparisonOperator, _ left: Column, _ right: Column
  ) -> Column {
    let (l, r) = aligned(left, right)
    let result = values(op, l, r)
    settleNulls(op, l, r, result)
    return result
  }

  /// Both sides in one representation.
  private static func aligned(_ left: Column, _ right: Column) -> (Column, Column) {
    if left.type == right.type { return (left, right) }
    switch (left.type, right.type) {
    case (.string, .time), (.string, .date), (.string, .timestamp):
      return aligned(CastKernels.cast(left, to: right.type).column, right)
    case (.time, .string), (.date, .string), (.timestamp, .string):
      return aligned(left, CastKernels.cast(right, to: left.type).column)
    case (.date, .timestamp): return (CastKernels.cast(left, to: .timestamp).column, right)
    case (.timestamp, .date): return (left, CastKernels.cast(right, to: .timestamp).column)
    case (.integer, .bigint), (.bigint, .integer):
      return (NumericWidening.bigint(left), NumericWidening.bigint(right))
    case (.decimal, _), (_, .decimal):
      return (exact(left), exact(right))
    default:
      guard left.type.isNumeric && right.type.isNumeric else { return (left, right) }
      return (NumericWidening.double(left), NumericWidening.double(right))
    }
  }

  /// A number as a decimal; a double by its shortest text. NaN becomes NULL.
  private static func exact(_ column: Column) -> Column {
    guard column.type == .double else { return NumericWidening.decimal(column).column }
    let scale = 18
    let type = SQLType.decimal(precision: 38, scale: scale)
    let validity = column.validity?.copy() ?? Bitmap(count: column.count, all: true)
    let doubles = column.doubles
    return FixedVector.make(
      type, column.count, validity: validity, isConstant: column.isConstant
    ) { (out: UnsafeMutablePointer<Int128>) in
      for i in 0..<column.count {
        if i > 0 && column.isConstant {
          out[i] = out[0]
          validity[i] = validity[0]
          continue
        }
        // Digits behind the eighteenth are cut: no DECIMAL column that is compared to a double
        // has them in practice, and a cut number still orders correctly against shorter ones.
        // A number beyond 38 digits is taken for the largest one.
        let number = Decimal(doubles[i])
        let value = number.flatMap { $0.rescaled(to: scale, rounding: .floor) }
        let largest = Int128(Decimal.limit - 1)
        out[i] = value ?? (doubles[i] < 0 ? -largest : largest)
        if doubles[i].isNaN { validity[i] = false }
      }
    }
  }

  // MARK: - Values

  private static func values(_ op: ComparisonOperator, _ l: Column, _ r: Column) -> Column {
    switch l.type {
    case .boolean: return ordered(op, l, r, UInt8.self)
    case .integer, .date, .time: return ordered(op, l, r, Int32.self)
    case .bigint, .timestamp: return ordered(op, l, r, Int64.self)
    case .double: return doubles(op, l, r)
    case .decimal: return decimals(op, l, r)
    case .string: return TextComparison.strings(op, l, r)
    case .bytes: return TextComparison.bytes(op, l, r)
    case .array, .map, .struct: return nested(op, l, r)
    }
  }

  @inline(__always)
  private static func ordered<T: Comparable & BitwiseCopyable>(
    _ op: ComparisonOperator, _ l: Column, _ r: Column, _ type: T.Type
  ) -> Column {
    switch op {
    case .equal, .isNotDistinctFrom:
      FixedVector.combine(l, r, to: .boolean) { (a: T, b: T) in byte(a == b) }
    case .notEqual, .isDistinctFrom:
      FixedVector.combine(l, r, to: .boolean) { (a: T, b: T) in byte(a != b) }
    case .lessThan: FixedVector.combine(l, r, to: .boolean) { (a: T, b: T) in byte(a < b) }
    case .lessThanOrEqual: FixedVector.combine(l, r, to: .boolean) { (a: T, b: T) in byte(a <= b) }
    case .greaterThan: FixedVector.combine(l, r, to: .boolean) { (a: T, b: T) in byte(a > b) }
    case .greaterThanOrEqual:
      FixedVector.combine(l, r, to: .boolean) { (a: T, b: T) in byte(a >= b) }
    }
  }

  /// NaN equals NaN and is larger than every number.
  private static func doubles(_ op: ComparisonOperator, _ l: Column, _ r: Column) -> Column {
    switch op {
    case .equal, .isNotDistinctFrom:
      FixedVector.combine(l, r, to: .boolean) { (a: Double, b: Double) in byte(same(a, b)) }
    case .notEqual, .isDistinctFrom:
      FixedVector.combine(l, r, to: .boolean) { (a: Double, b: Double) in byte(!same(a, b)) }
    case .lessThan:
      FixedVector.combine(l, r, to: .boolean) { (a: Double, b: Double) in byte(below(a, b)) }
    case .lessThanOrEqual:
      FixedVector.combine(l, r, to: .boolean) { (a: Double, b: Double) in byte(!below(b, a)) }
    case .greaterThan:
      FixedVector.combine(l, r, to: .boolean) { (a: Double, b: Double) in byte(below(b, a)) }
    case .greaterThanOrEqual:
      FixedVector.combine(l, r, to: .boolean) { (a: Double, b: Double) in byte(!below(a, b)) }
    }
  }

  @inline(__always) private static func same(_ a: Double, _ b: Double) -> Bool {
    (a == b) != (a != a && b != b)
  }

  @inline(__always) private static func below(_ a: Double, _ b: Double) -> Bool {
    (a < b) != (b != b && a == a)
  }

  @inline(__always) static func byte(_ value: Bool) -> UInt8 { value ? 1 : 0 }

  /// Decimals of any two scales.
  private static func decimals(_ op: ComparisonOperator, _ l: Column, _ r: Column) -> Column {
    guard case .decimal(_, let leftScale) = l.type, case .decimal(_, let rightScale) = r.type,
      leftScale != rightScale
    else { return ordered(op, l, r, Int128.self) }
    return FixedVector.combine(l, r, to: .boolean) { (a: Int128, b: Int128) in
      holds(op, Decimal.compare(a, scale: leftScale, b, scale: rightScale))
    }
  }

  /// Whether the operator holds for an order of its sides, as 0 or 1.
  @inline(__always)
  static func holds(_ op: ComparisonOperator, _ order: Int) -> UInt8 {
    switch op {
    case .equal, .isNotDistinctFrom: byte(order == 0)
    case .notEqual, .isDistinctFrom: byte(order != 0)
    case .lessThan: byte(order < 0)
    case .lessThanOrEqual: byte(order <= 0)
    case .greaterThan: byte(order > 0)
    case .greaterThanOrEqual: byte(order >= 0)
    }
  }

  private static func nested(_ op: ComparisonOperator, _ l: Column, _ r: Column) -> Column {
    let wanted = op == .equal || op == .isNotDistinctFrom
    return FixedVector.make(.boolean, l.count) { (out: UnsafeMutablePointer<UInt8>) in
      for i in 0..<l.count { out[i] = byte(l.equal(i, r, i) == wanted) }
    }
  }

  // MARK: - NULL

  private static func settleNulls(
    _ op: ComparisonOperator, _ l: Column, _ r: Column, _ result: Column
  ) {
    guard l.validity != nil || r.validity != nil else { return }
    let out = result.booleans
    let both = Bitmap.intersection(l.validity, r.validity)
    switch op {
    case .isDistinctFrom, .isNotDistinctFrom:
      FixedVector.forEachNull(both, count: l.count) { row in
        out[row] = byte((l.isValid(row) == r.isValid(row)) == (op == .isNotDistinctFrom))
      }
    default:
      FixedVector.forEachNull(both, count: l.count) { out[$0] = 0 }
    }
  }
}
