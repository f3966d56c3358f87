// Rounding of decimals and of doubles by their decimal digits.

import Values

enum DecimalRounding {
  /// A DECIMAL column rounded to `places` digits behind the point and brought to the scale of the
  /// call's result. Rows that leave 38 digits fail.
  @inline(__always)
  static func round(
    _ call: KernelCall, places: (Int) -> Int, _ rounding: Decimal.Rounding
  ) -> Column {
    let argument = call.arguments[0]
    guard case .decimal(_, let scale) = argument.type,
      case .decimal(_, let resultScale) = call.resultType
    else { return argument }
    let values = argument.decimals
    return FixedVector.make(call.resultType, call.count, validity: argument.validity) {
      (out: UnsafeMutablePointer<Int128>) in
      for row in 0..<call.count {
        let rounded = round(values[row], scale: scale, places: places(row), rounding)
        out[row] = shift(rounded, from: scale, to: resultScale)
      }
    }
  }

  /// The number, still at its scale, with 0 behind `places` digits; negative places lie left of
  /// the point.
  static func round(
    _ value: Int128, scale: Int, places: Int, _ rounding: Decimal.Rounding
  ) -> Int128 {
    let dropped = scale - places
    guard dropped > 0 else { return value }
    guard dropped <= 38 else { return 0 }
    let unit = Decimal.powerOfTen(dropped)
    let quotient = Decimal.divideRounded(value, by: unit, rounding: rounding) ?? 0
    return quotient.multipliedReportingOverflow(by: unit).partialValue
  }

  /// A rounded number at another scale; digits that are dropped are 0.
  private static func shift(_ value: Int128, from scale: Int, to resultScale: Int) -> Int128 {
    if resultScale == scale { return value }
    return Decimal(unscaled: value, scale: scale).rescaled(to: resultScale, rounding: .truncate)
      ?? 0
  }

  /// The double nearest to the shortest decimal text of `value`, rounded to `places` digits
  /// behind the point; nil for NaN and infinities.
  static func round(_ value: Double, places: Int, _ rounding: Decimal.Rounding) -> Double? {
    guard value.isFinite else { return nil }
    if value == 0 { return 0 }
    let (digits, exponent) = shortest(value.magnitude)
    let dropped = -places - exponent
    guard dropped > 0 else { return value }
    guard dropped <= 18 else { return 0 }
    let signed = value < 0 ? -Int128(digits) : Int128(digits)
    let quotient =
      Decimal.divideRounded(signed, by: Decimal.powerOfTen(dropped), rounding: rounding) ?? 0
    return double(Int64(quotient), exponent: exponent + dropped)
  }

  /// `digits × 10^exponent` is the shortest decimal that reads back as the value.
  private static func shortest(_ value: Double) -> (digits: UInt64, exponent: Int) {
    var digits: UInt64 = 0
    var exponent = 0
    var behindPoint = false
    var text = value.description
    text.withUTF8 { utf8 in
      var i = 0
      while i < utf8.count {
        switch utf8[i] {
        case UInt8(ascii: "."): behindPoint = true
        case UInt8(ascii: "e"):
          exponent += Int(String(decoding: utf8[(i + 1)...], as: UTF8.self)) ?? 0
          i = utf8.count
        default:
          digits = digits * 10 + UInt64(utf8[i] - 48)
          if behindPoint { exponent -= 1 }
        }
        i += 1
      }
    }
    return (digits, exponent)
  }

  /// `number × 10^exponent`, correctly rounded.
  private static func double(_ number: Int64, exponent: Int) -> Double {
    // Quotients and products of two exact doubles are correctly rounded.
    if number.magnitude < 1 << 53 && exponent <= 0 && exponent >= -22 {
      return Double(number) / exactPowers[-exponent]
    }
    if number.magnitude < 1 << 53 && exponent > 0 && exponent <= 22 {
      return Double(number) * exactPowers[exponent]
    }
    return Double("\(number)e\(exponent)") ?? 0
  }

  private static let exactPowers: [Double] = (0...22).map { Double("1e\($0)") ?? 1 }
}
