// Arithmetic over whole columns. Operands are brought to the result's type in one pass (a constant
// costs one value), then one loop per operator and type runs; integers wrap around as in Java.
//
// Safe because wrap-around is the dialect's rule for integer overflow.

package import Values

/// `+ - * / %` and unary minus.
package enum ArithmeticKernels {
  static let divisionByZero = "division by zero"

  /// Evaluates `left op right` to `resultType` (see `TypeRules.arithmeticResult`). The operands may
  /// have different numeric types; either may be constant. A NULL operand fails its row.
  package static func evaluate(
    _ op: ArithmeticOperator, _ left: Column, _ right: Column, resultType: SQLType
  ) -> KernelResult {
    var errors = KernelErrors(rowCount: left.count)
    errors.failNulls(of: left)
    errors.failNulls(of: right)
    let column: Column
    switch resultType {
    case .integer:
      column = integers(op, left, right, &errors)
    case .bigint:
      column = bigints(op, NumericWidening.bigint(left), NumericWidening.bigint(right), &errors)
    case .double:
      column = doubles(op, NumericWidening.double(left), NumericWidening.double(right))
    case .decimal(let precision, let scale):
      column = DecimalKernels.evaluate(
        op, left, right, precision: precision, scale: scale, &errors)
    default:
      let result = ConcatKernels.concat([left, right], type: .string, count: left.count)
      errors.formUnion(result.errors)
      column = result.column
    }
    return KernelResult(column, errors: errors)
  }

  /// Unary minus; keeps the type. A NULL operand fails its row.
  package static func negate(_ operand: Column) -> KernelResult {
    var errors = KernelErrors(rowCount: operand.count)
    errors.failNulls(of: operand)
    let column: Column
    switch operand.type {
    case .integer: column = FixedVector.map(operand, to: .integer) { (v: Int32) in 0 &- v }
    case .bigint: column = FixedVector.map(operand, to: .bigint) { (v: Int64) in 0 &- v }
    case .double: column = FixedVector.map(operand, to: .double) { (v: Double) in -v }
    default: column = FixedVector.map(operand, to: operand.type) { (v: Int128) in 0 &- v }
    }
    return KernelResult(column, errors: errors)
  }

  private static func doubles(
    _ op: ArithmeticOperator, _ left: Column, _ right: Column
  ) -> Column {
    switch op {
    case .add: FixedVector.combine(left, right, to: .double) { (a: Double, b: Double) in a + b }
    case .subtract:
      FixedVector.combine(left, right, to: .double) { (a: Double, b: Double) in a - b }
    case .multiply:
      FixedVector.combine(left, right, to: .double) { (a: Double, b: Double) in a * b }
    case .divide:
      FixedVector.combine(left, right, to: .double) { (a: Double, b: Double) in a / b }
    case .modulo:
      FixedVector.combine(left, right, to: .double) { (a: Double, b: Double) in
        a.truncatingRemainder(dividingBy: b)
      }
    }
  }

  private static func integers(
    _ op: ArithmeticOperator, _ left: Column, _ right: Column, _ errors: inout KernelErrors
  ) -> Column {
    switch op {
    case .add: FixedVector.combine(left, right, to: .integer) { (a: Int32, b: Int32) in a &+ b }
    case .subtract:
      FixedVector.combine(left, right, to: .integer) { (a: Int32, b: Int32) in a &- b }
    case .multiply:
      FixedVector.combine(left, right, to: .integer) { (a: Int32, b: Int32) in a &* b }
    case .divide, .modulo:
      divide(op, left, right, Int32.self, &errors)
    }
  }

  private static func bigints(
    _ op: ArithmeticOperator, _ left: Column, _ right: Column, _ errors: inout KernelErrors
  ) -> Column {
    switch op {
    case .add: FixedVector.combine(left, right, to: .bigint) { (a: Int64, b: Int64) in a &+ b }
    case .subtract:
      FixedVector.combine(left, right, to: .bigint) { (a: Int64, b: Int64) in a &- b }
    case .multiply:
      FixedVector.combine(left, right, to: .bigint) { (a: Int64, b: Int64) in a &* b }
    case .divide, .modulo:
      divide(op, left, right, Int64.self, &errors)
    }
  }

  /// Truncating division; a divisor of 0 fails the row, the smallest number by -1 wraps.
  @inline(__always)
  private static func divide<T: FixedWidthInteger & BitwiseCopyable>(
    _ op: ArithmeticOperator, _ left: Column, _ right: Column, _ type: T.Type,
    _ errors: inout KernelErrors
  ) -> Column {
    let count = left.count
    let l = left.values.pointer(T.self)
    let r = right.values.pointer(T.self)
    return FixedVector.make(left.type, count) { (out: UnsafeMutablePointer<T>) in
      if count > 0, right.isConstant, let divisor = InvariantDivisor(Int64(r[0])) {
        if op == .divide {
          for i in 0..<count { out[i] = T(truncatingIfNeeded: divisor.quotient(Int64(l[i]))) }
        } else {
          for i in 0..<count { out[i] = T(truncatingIfNeeded: divisor.remainder(Int64(l[i]))) }
        }
        return
      }
      for i in 0..<count {
        // On overflow the partial value is what wraps around: the dividend, or remainder 0.
        out[i] =
          op == .divide
          ? l[i].dividedReportingOverflow(by: r[i]).partialValue
          : l[i].remainderReportingOverflow(dividingBy: r[i]).partialValue
        if r[i] == 0 && left.isValid(i) && right.isValid(i) { errors.fail(i, divisionByZero) }
      }
    }
  }
}
