// Casts between numbers: integers wrap, doubles saturate, decimals round half up and fail when
// the digits before the point do not fit.
//
// Safe because loops run over the rows of the column only.

import Values

enum NumericCasts {
  static func cast(_ column: Column, to type: SQLType) -> KernelResult {
    switch (column.type, type) {
    case (.integer, .bigint): KernelResult(NumericWidening.bigint(column))
    case (_, .double): KernelResult(NumericWidening.double(column))
    case (.bigint, .integer):
      KernelResult(
        FixedVector.map(column, to: type) { (v: Int64) in Int32(truncatingIfNeeded: v) })
    case (.double, .integer):
      KernelResult(FixedVector.map(column, to: type) { (v: Double) in saturated(v, Int32.self) })
    case (.double, .bigint):
      KernelResult(FixedVector.map(column, to: type) { (v: Double) in saturated(v, Int64.self) })
    case (.decimal(_, let scale), .integer):
      KernelResult(
        FixedVector.map(column, to: type) { (v: Int128) in
          Int32(truncatingIfNeeded: whole(v, scale))
        })
    case (.decimal(_, let scale), .bigint):
      KernelResult(
        FixedVector.map(column, to: type) { (v: Int128) in
          Int64(truncatingIfNeeded: whole(v, scale))
        })
    case (.double, .decimal(let precision, let scale)):
      doubleToDecimal(column, precision, scale)
    case (_, .decimal(let precision, let scale)): exactToDecimal(column, precision, scale)
    default: KernelResult(column)
    }
  }

  @inline(__always)
  private static func whole(_ value: Int128, _ scale: Int) -> Int128 {
    scale == 0 ? value : value / Decimal.powerOfTen(min(scale, 38))
  }

  /// Toward zero, at the limits the limit; NaN gives 0.
  @inline(__always)
  private static func saturated<T: FixedWidthInteger & SignedInteger>(
    _ value: Double, _ type: T.Type
  ) -> T {
    if value.isNaN { return 0 }
    // The upper limit as a double is one beyond the largest number.
    if value >= Double(sign: .plus, exponent: T.bitWidth - 1, significand: 1) { return T.max }
    if value <= -Double(sign: .plus, exponent: T.bitWidth - 1, significand: 1) { return T.min }
    return T(value)
  }

  private static func exactToDecimal(
    _ column: Column, _ precision: Int, _ scale: Int
  ) -> KernelResult {
    let (source, sourceScale) = NumericWidening.decimal(column)
    let values = source.decimals
    return toDecimal(column, precision, scale) { row in
      sourceScale == scale
        ? values[row]
        : Decimal(unscaled: values[row], scale: sourceScale).rescaled(to: scale, rounding: .halfUp)
    } text: { row in
      Decimal(unscaled: values[row], scale: sourceScale).description
    }
  }

  private static func doubleToDecimal(
    _ column: Column, _ precision: Int, _ scale: Int
  ) -> KernelResult {
    let values = column.doubles
    // Up to 15 digits a decimal has only one double and a double only one such decimal, so that
    // a product that divides back is exact and no text is needed.
    let factor = scale <= 15 ? Double(Decimal.powerOfTen(scale)) : .infinity
    return toDecimal(column, precision, scale) { row in
      let product = (values[row] * factor).rounded()
      if product.magnitude < 1e15 && product / factor == values[row] {
        return Int128(Int64(product))
      }
      return Decimal(values[row])?.rescaled(to: scale, rounding: .halfUp)
    } text: { row in
      DoubleText.string(values[row])
    }
  }

  /// Fills a DECIMAL column; nil or a number with too many digits fails the row.
  @inline(__always)
  static func toDecimal(
    _ column: Column, _ precision: Int, _ scale: Int, _ value: (Int) -> Int128?,
    text: (Int) -> String
  ) -> KernelResult {
    let limit =
      precision >= 38 ? Decimal.limit : UInt128(Decimal.powerOfTen(precision))
    var errors = KernelErrors(rowCount: column.count)
    let type = SQLType.decimal(precision: precision, scale: scale)
    let result = FixedVector.make(
      type, column.count, validity: column.validity, isConstant: column.isConstant
    ) { (out: UnsafeMutablePointer<Int128>) in
      for row in 0..<column.count {
        if let unscaled = value(row), unscaled.magnitude < limit {
          out[row] = unscaled
          continue
        }
        out[row] = 0
        if column.isValid(row) { errors.fail(row, overflow(precision, scale, text(row))) }
      }
    }
    return KernelResult(result, errors: errors)
  }

  static func overflow(_ precision: Int, _ scale: Int, _ text: String) -> String {
    "Numeric field overflow: A field with precision \(precision) and scale \(scale) must round to "
      + "an absolute value less than 10^\(precision - scale). Got \(text)"
  }
}
