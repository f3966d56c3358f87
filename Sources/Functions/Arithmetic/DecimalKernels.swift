// Arithmetic on DECIMAL columns: exact or failed, never rounded. Values are unscaled 128-bit
// integers; a result beyond the digits of its type, or a quotient that does not end within the
// result's scale, fails its row.

import Values

enum DecimalKernels {
  static let inexact = "the exact result needs more digits than its type has"

  /// Evaluates `left op right` for exact numbers of any scale.
  static func evaluate(
    _ op: ArithmeticOperator, _ left: Column, _ right: Column, precision: Int, scale: Int,
    _ errors: inout KernelErrors
  ) -> Column {
    let (l, leftScale) = NumericWidening.decimal(left)
    let (r, rightScale) = NumericWidening.decimal(right)
    let limit = precision >= 38 ? Int128(Decimal.limit) : Decimal.powerOfTen(precision)
    let a = l.decimals
    let b = r.decimals
    let type = SQLType.decimal(precision: precision, scale: scale)
    let step = Step(
      op: op, left: Rescale(from: leftScale, to: scale),
      right: Rescale(from: rightScale, to: scale),
      product: Rescale(from: leftScale + rightScale, to: scale),
      quotient: scale - leftScale + rightScale)
    return FixedVector.make(type, l.count) { (out: UnsafeMutablePointer<Int128>) in
      for i in 0..<l.count {
        guard let value = step.evaluate(a[i], b[i]), value.magnitude < limit.magnitude else {
          out[i] = 0
          if l.isValid(i) && r.isValid(i) {
            let byZero = b[i] == 0 && (op == .divide || op == .modulo)
            errors.fail(i, byZero ? ArithmeticKernels.divisionByZero : inexact)
          }
          continue
        }
        out[i] = value
      }
    }
  }

  /// A change of scale: multiply, or divide without a remainder.
  struct Rescale {
    private let factor: Int128
    private let grows: Bool
    private let isPossible: Bool

    init(from: Int, to: Int) {
      let distance = abs(to - from)
      isPossible = distance <= 38
      factor = isPossible ? Decimal.powerOfTen(distance) : 1
      grows = to >= from
    }

    @inline(__always)
    func apply(_ value: Int128) -> Int128? {
      if factor == 1 { return isPossible || value == 0 ? value : nil }
      if grows {
        let (result, overflow) = value.multipliedReportingOverflow(by: factor)
        return overflow ? nil : result
      }
      let (quotient, remainder) = value.quotientAndRemainder(dividingBy: factor)
      return remainder == 0 ? quotient : nil
    }
  }

  /// One operation with everything that does not depend on the row.
  private struct Step {
    let op: ArithmeticOperator
    let left: Rescale
    let right: Rescale
    let product: Rescale
    /// The power of ten that the dividend takes.
    let quotient: Int

    @inline(__always)
    func evaluate(_ a: Int128, _ b: Int128) -> Int128? {
      switch op {
      case .add, .subtract:
        guard let x = left.apply(a), let y = right.apply(b) else { return nil }
        let (sum, overflow) =
          op == .add ? x.addingReportingOverflow(y) : x.subtractingReportingOverflow(y)
        return overflow ? nil : sum
      case .multiply:
        let (result, overflow) = a.multipliedReportingOverflow(by: b)
        return overflow ? nil : product.apply(result)
      case .divide: return divide(a, b)
      case .modulo:
        guard b != 0, let x = left.apply(a), let y = right.apply(b) else { return nil }
        return x.remainderReportingOverflow(dividingBy: y).partialValue
      }
    }

    private func divide(_ a: Int128, _ b: Int128) -> Int128? {
      guard b != 0 else { return nil }
      if a == 0 { return 0 }
      if quotient >= 0 && quotient <= 38 {
        let (scaled, overflow) = a.multipliedReportingOverflow(by: Decimal.powerOfTen(quotient))
        if !overflow {
          let (result, remainder) = scaled.quotientAndRemainder(dividingBy: b)
          return remainder == 0 ? result : nil
        }
      }
      return divideReduced(a, b)
    }

    /// For dividends that leave 128 bits once scaled: common factors go first, then what is left
    /// of the divisor must vanish digit by digit.
    private func divideReduced(_ a: Int128, _ b: Int128) -> Int128? {
      var (x, y) = (a.magnitude, b.magnitude)
      while y != 0 { (x, y) = (y, x % y) }
      guard x <= UInt128(Int128.max) else { return nil }
      var numerator = a / Int128(x)
      var divisor = b / Int128(x)
      var digits = quotient
      while digits > 0 {
        var factor: Int128 = 10
        if divisor % 10 == 0 {
          divisor /= 10
          factor = 1
        } else if divisor % 5 == 0 {
          divisor /= 5
          factor = 2
        } else if divisor % 2 == 0 {
          divisor /= 2
          factor = 5
        }
        let (next, overflow) = numerator.multipliedReportingOverflow(by: factor)
        if overflow { return nil }
        numerator = next
        digits -= 1
      }
      while digits < 0 {
        guard numerator % 10 == 0 else { return nil }
        numerator /= 10
        digits += 1
      }
      return divisor == 1 ? numerator : (divisor == -1 ? -numerator : nil)
    }
  }
}
