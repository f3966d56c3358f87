// Exact decimals on 128-bit integers. A decimal keeps its scale: 10.50 is not 10.5, though the
// two compare as equal numbers.

/// An exact decimal number: `unscaled × 10^-scale`, at most 38 digits.
package struct Decimal: Hashable, Sendable, Codable {
  package let unscaled: Int128
  package let scale: Int

  package init(unscaled: Int128, scale: Int) {
    self.unscaled = unscaled
    self.scale = scale
  }

  /// 10^exponent for exponents from 0 to 38.
  package static func powerOfTen(_ exponent: Int) -> Int128 { powersOfTen[exponent] }

  package static let powersOfTen: [Int128] = {
    var powers: [Int128] = [1]
    for _ in 1...38 { powers.append(powers[powers.count - 1] * 10) }
    return powers
  }()

  /// Digits of the number without its point; zero has one.
  package var precision: Int {
    let magnitude = unscaled.magnitude
    var digits = 1
    while digits < 39 && magnitude >= UInt128(Decimal.powersOfTen[min(digits, 38)]) { digits += 1 }
    return digits
  }

  /// How inexact results are treated when the scale gets smaller.
  package enum Rounding: Sendable {
    /// A lost digit other than 0 makes the result nil.
    case exact
    /// Ties away from zero.
    case halfUp
    /// Ties toward positive infinity.
    case halfCeiling
    /// Toward zero.
    case truncate
    case floor
    case ceiling
  }

  /// The unscaled number at another scale; nil if it leaves 38 digits or may not be rounded.
  package func rescaled(to newScale: Int, rounding: Rounding) -> Int128? {
    if newScale == scale { return unscaled }
    if newScale > scale {
      let shift = newScale - scale
      if unscaled == 0 { return 0 }
      guard shift <= 38 else { return nil }
      let (result, overflow) = unscaled.multipliedReportingOverflow(by: Decimal.powersOfTen[shift])
      return overflow || result.magnitude >= Decimal.limit ? nil : result
    }
    let shift = scale - newScale
    guard shift <= 38 else {
      if unscaled == 0 { return 0 }
      switch rounding {
      case .exact: return nil
      case .floor: return unscaled < 0 ? -1 : 0
      case .ceiling: return unscaled > 0 ? 1 : 0
      default: return 0
      }
    }
    return Decimal.divideRounded(unscaled, by: Decimal.powersOfTen[shift], rounding: rounding)
  }

  /// The first magnitude with 39 digits.
  package static let limit = UInt128(100_000_000_000_000_000_000_000_000_000_000_000_000)

  /// `a / b` with `b` positive, rounded; nil if inexact and `exact`.
  package static func divideRounded(_ a: Int128, by b: Int128, rounding: Rounding) -> Int128? {
    let (quotient, remainder) = a.quotientAndRemainder(dividingBy: b)
    if remainder == 0 { return quotient }
    let away: Int128 = a < 0 ? -1 : 1
    let twice = remainder.magnitude * 2
    switch rounding {
    case .exact: return nil
    case .truncate: return quotient
    case .floor: return a < 0 ? quotient - 1 : quotient
    case .ceiling: return a < 0 ? quotient : quotient + 1
    case .halfUp: return twice >= b.magnitude ? quotient + away : quotient
    case .halfCeiling:
      if twice > b.magnitude || (twice == b.magnitude && a > 0) { return quotient + away }
      return quotient
    }
  }

  /// The nearest double.
  package var doubleValue: Double {
    // Up to 2^53 over 10^22 the quotient of two exact doubles is correctly rounded.
    if unscaled.magnitude < 1 << 53 && scale <= 22 {
      return Double(Int64(unscaled)) / Decimal.exactPowers[scale]
    }
    return Double(description) ?? .nan
  }

  private static let exactPowers: [Double] = (0...22).map { Double(powersOfTen[$0]) }
}

extension Decimal: CustomStringConvertible {
  /// Plain notation with all digits of the scale: `-0.50`.
  package var description: String {
    var out: [UInt8] = []
    appendText(to: &out)
    return String(decoding: out, as: UTF8.self)
  }

  package func appendText(to out: inout [UInt8]) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 128) { buffer in
      let count = Decimal.write(unscaled, scale: scale, to: buffer.baseAddress!)
      out.append(contentsOf: buffer[0..<count])
    }
  }

  /// Writes the plain text and gives its length; at most 42 + max(0, scale - 38) bytes.
  package static func write(
    _ unscaled: Int128, scale: Int, to out: UnsafeMutablePointer<UInt8>
  ) -> Int {
    var position = 0
    if unscaled < 0 {
      out[0] = UInt8(ascii: "-")
      position = 1
    }
    var magnitude = unscaled.magnitude
    // Digits from the lowest, two 64-bit halves so that most divisions are cheap.
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 48) { digits in
      var count = 0
      while magnitude > UInt128(UInt64.max) {
        let (quotient, remainder) = magnitude.quotientAndRemainder(dividingBy: 10)
        digits[count] = UInt8(truncatingIfNeeded: remainder) + 48
        magnitude = quotient
        count += 1
      }
      var low = UInt64(truncatingIfNeeded: magnitude)
      repeat {
        digits[count] = UInt8(truncatingIfNeeded: low % 10) + 48
        low /= 10
        count += 1
      } while low > 0
      let whole = count - scale
      if whole <= 0 {
        out[position] = 48
        position += 1
      } else {
        for i in 0..<whole { out[position + i] = digits[count - 1 - i] }
        position += whole
      }
      guard scale > 0 else { return position }
      out[position] = UInt8(ascii: ".")
      position += 1
      for i in stride(from: scale - 1, through: 0, by: -1) {
        out[position] = i < count ? digits[i] : 48
        position += 1
      }
      return position
    }
  }

  /// Parses `[+-]digits[.digits][e[+-]digits]`; nil for anything else or beyond 38 digits.
  /// An exponent shifts the scale; a negative scale is brought to 0.
  package init?(parsing text: UnsafeBufferPointer<UInt8>) {
    var i = 0
    var negative = false
    if i < text.count, text[i] == 43 || text[i] == 45 {
      negative = text[i] == 45
      i += 1
    }
    var value: UInt128 = 0
    var scale = 0
    var digits = 0
    var seenPoint = false
    while i < text.count {
      let c = text[i]
      if c >= 48 && c <= 57 {
        digits += 1
        guard value < Decimal.limit / 10 else { return nil }
        value = value * 10 + UInt128(c - 48)
        if seenPoint { scale += 1 }
      } else if c == 46 && !seenPoint {
        seenPoint = true
      } else {
        break
      }
      i += 1
    }
    guard digits > 0 else { return nil }
    if i < text.count, text[i] | 0x20 == 101 {
      i += 1
      var exponentNegative = false
      if i < text.count, text[i] == 43 || text[i] == 45 {
        exponentNegative = text[i] == 45
        i += 1
      }
      guard i < text.count else { return nil }
      var exponent = 0
      while i < text.count, text[i] >= 48, text[i] <= 57 {
        guard exponent < 10_000 else { return nil }
        exponent = exponent * 10 + Int(text[i] - 48)
        i += 1
      }
      scale += exponentNegative ? exponent : -exponent
    }
    guard i == text.count else { return nil }
    while scale < 0 {
      guard value < Decimal.limit / 10 else { return nil }
      value *= 10
      scale += 1
    }
    guard scale <= 10_000 else { return nil }
    self.init(unscaled: negative ? -Int128(value) : Int128(value), scale: scale)
  }

  package init?(_ text: String) {
    var text = text
    guard let parsed = text.withUTF8({ Decimal(parsing: $0) }) else { return nil }
    self = parsed
  }

  /// The exact decimal of the shortest text of a double; nil for NaN and infinities.
  package init?(_ double: Double) {
    guard double.isFinite else { return nil }
    self.init("\(double)")
  }

  /// Whether the numbers are equal, whatever their scales; negative, zero or positive.
  package static func compare(
    _ a: Int128, scale aScale: Int, _ b: Int128, scale bScale: Int
  ) -> Int {
    if aScale == bScale { return a < b ? -1 : (a == b ? 0 : 1) }
    if aScale < bScale { return -compare(b, scale: bScale, a, scale: aScale) }
    let shift = aScale - bScale
    if b == 0 || shift > 38 {
      return b == 0 ? a.signum().asInt : (a == 0 ? -b.signum().asInt : b > 0 ? -1 : 1)
    }
    let (scaled, overflow) = b.multipliedReportingOverflow(by: powersOfTen[shift])
    if overflow { return b > 0 ? -1 : 1 }
    return a < scaled ? -1 : (a == scaled ? 0 : 1)
  }
}

extension Int128 {
  fileprivate var asInt: Int { Int(truncatingIfNeeded: self) }
}
