// Numbers as text: strict readers for the types of SQL, as Java's `parseInt`, `parseDouble` and
// `BigDecimal` read them.
//
// Safe because every index is compared with the end before it is read, and sums that may wrap
// are meant to (the low bits are asked for).

import Values

/// A number in a text, split at its point and exponent.
struct NumberToken {
  var negative = false
  /// Digits before the point.
  var whole: UnsafeBufferPointer<UInt8>
  /// Digits behind the point.
  var fraction: UnsafeBufferPointer<UInt8>
  /// Clipped to ±1 000 000.
  var exponent = 0
  /// Neither point nor exponent were there.
  var isInteger = true
  var start: BytePointer
  var end: BytePointer

  var text: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: start, count: end - start)
  }
}

enum NumberText {
  /// Reads a number of JSON's grammar that begins at `start`; nil when there is none.
  static func scanJSON(_ start: BytePointer, _ end: BytePointer) -> NumberToken? {
    guard let token = scan(start, end) else { return nil }
    if token.whole.isEmpty || (token.whole.count > 1 && token.whole[0] == 48) { return nil }
    if start.pointee == 43 { return nil }
    // A point needs a digit behind it.
    let afterWhole = token.whole.baseAddress.map { $0 + token.whole.count } ?? end
    if afterWhole < token.end && afterWhole.pointee == 46 && token.fraction.isEmpty { return nil }
    return token
  }

  /// Reads `[+-]digits[.digits][e[+-]digits]` with a digit on one side of the point.
  static func scan(_ start: BytePointer, _ end: BytePointer) -> NumberToken? {
    var p = start
    let none = UnsafeBufferPointer(start: start, count: 0)
    var token = NumberToken(whole: none, fraction: none, start: start, end: start)
    if p < end && (p.pointee == 45 || p.pointee == 43) {
      token.negative = p.pointee == 45
      p += 1
    }
    token.whole = digits(&p, end)
    if p < end && p.pointee == 46 {
      p += 1
      token.fraction = digits(&p, end)
      token.isInteger = false
    }
    if token.whole.isEmpty && token.fraction.isEmpty { return nil }
    if p < end && p.pointee | 0x20 == 101 {
      token.isInteger = false
      p += 1
      var negative = false
      if p < end && (p.pointee == 45 || p.pointee == 43) {
        negative = p.pointee == 45
        p += 1
      }
      let exponent = digits(&p, end)
      if exponent.isEmpty { return nil }
      var value = 0
      for digit in exponent { value = min(value * 10 + Int(digit - 48), 1_000_000) }
      token.exponent = negative ? -value : value
    }
    token.end = p
    return token
  }

  private static func digits(
    _ p: inout BytePointer, _ end: BytePointer
  ) -> UnsafeBufferPointer<UInt8> {
    let start = p
    while p < end && p.pointee >= 48 && p.pointee <= 57 { p += 1 }
    return UnsafeBufferPointer(start: start, count: p - start)
  }

  /// The low 64 bits of the number without its fraction, as Java narrows a big number.
  static func truncatedBits(_ token: NumberToken) -> Int64 {
    let kept = token.whole.count + min(token.exponent, 0)
    var value: UInt64 = 0
    for i in 0..<max(0, min(kept, token.whole.count)) {
      value = value &* 10 &+ UInt64(token.whole[i] - 48)
    }
    if token.exponent > 0 {
      for i in 0..<min(token.exponent, token.fraction.count) {
        value = value &* 10 &+ UInt64(token.fraction[i] - 48)
      }
      // 10^64 is a multiple of 2^64.
      for _ in 0..<min(64, max(0, token.exponent - token.fraction.count)) { value = value &* 10 }
    }
    return Int64(bitPattern: token.negative ? 0 &- value : value)
  }

  /// `[+-]digits`, all of the text, within 64 bits. Up to 24 bytes behind the text may be loaded.
  static func integer(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
    if text.count <= 8, let p = text.baseAddress, !text.isEmpty {
      let word = ByteBlocks.load8(p)
      if ByteBlocks.digitCount(word) >= text.count {
        return Int64(truncatingIfNeeded: ByteBlocks.digits(word, text.count))
      }
    } else if text.count <= 16, let p = text.baseAddress, !text.isEmpty {
      let (first, second) = (ByteBlocks.load8(p), ByteBlocks.load8(p + 8))
      let rest = text.count &- 8
      if ByteBlocks.digitCount(first) == 8, ByteBlocks.digitCount(second) >= rest {
        let high = ByteBlocks.eightDigits(first) &* PowerTables.integers[rest]
        return Int64(truncatingIfNeeded: high &+ ByteBlocks.digits(second, rest))
      }
    }
    return anyInteger(text)
  }

  private static func anyInteger(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
    var i = 0
    var negative = false
    if let first = text.first, first == 45 || first == 43 {
      negative = first == 45
      i = 1
    }
    guard i < text.count else { return nil }
    var value: Int64 = 0
    while i < text.count {
      guard text[i] >= 48, text[i] <= 57 else { return nil }
      let digit = Int64(text[i] - 48)
      let (scaled, o1) = value.multipliedReportingOverflow(by: 10)
      let (next, o2) =
        negative
        ? scaled.subtractingReportingOverflow(digit) : scaled.addingReportingOverflow(digit)
      if o1 || o2 { return nil }
      value = next
      i += 1
    }
    return value
  }

  static let exactPowers: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  ]

  /// The nearest double of a number.
  static func double(_ token: NumberToken) -> Double {
    var mantissa: UInt64 = 0
    let count = token.whole.count + token.fraction.count
    if count <= 19 {
      for digit in token.whole { mantissa = mantissa * 10 + UInt64(digit - 48) }
      for digit in token.fraction { mantissa = mantissa * 10 + UInt64(digit - 48) }
      if let magnitude = double(mantissa, token.exponent - token.fraction.count) {
        return token.negative ? -magnitude : magnitude
      }
    }
    var text = String(decoding: token.text, as: UTF8.self)
    if text.hasPrefix("+") { text.removeFirst() }
    return Double(text) ?? Double(normalized(token)) ?? .nan
  }

  /// The double nearest to `mantissa × 10^exponent`; nil in rare cases that need all digits.
  @inline(__always) static func double(_ mantissa: UInt64, _ exponent: Int) -> Double? {
    // Below 2^53 and up to 10^22 both operands are exact, so the result is rounded once.
    if mantissa < 1 << 53 && exponent >= -22 && exponent <= 22 {
      return exponent < 0
        ? Double(mantissa) / PowerTables.doubles[0 &- exponent]
        : Double(mantissa) * PowerTables.doubles[exponent]
    }
    return DoubleScan.nearest(mantissa, exponent)
  }

  /// The number with digits on both sides of the point, for a reader that insists on them.
  private static func normalized(_ token: NumberToken) -> String {
    (token.negative ? "-0" : "0") + String(decoding: token.whole, as: UTF8.self) + "."
      + String(decoding: token.fraction, as: UTF8.self) + "0e\(token.exponent)"
  }

  /// A double as Java's `parseDouble` reads it: blanks around it, `NaN`, `Infinity`, hexadecimal
  /// floats and a suffix `d` or `f` are fine.
  static func javaDouble(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
    var bytes = text[...]
    while let first = bytes.first, first <= 32 { bytes = bytes.dropFirst() }
    while let last = bytes.last, last <= 32 { bytes = bytes.dropLast() }
    let trimmed = UnsafeBufferPointer(rebasing: bytes)
    guard let start = trimmed.baseAddress, trimmed.count > 0 else { return nil }
    let end = start + trimmed.count
    if let token = scan(start, end) {
      if token.end == end { return double(token) }
      if token.end + 1 == end, [100, 102].contains(token.end.pointee | 0x20) {
        return double(token)
      }
    }
    switch String(decoding: trimmed, as: UTF8.self) {
    case "NaN", "+NaN", "-NaN": return .nan
    case "Infinity", "+Infinity": return .infinity
    case "-Infinity": return -.infinity
    case let other: return hexadecimal(other)
    }
  }

  private static func hexadecimal(_ text: String) -> Double? {
    var text = text.lowercased()
    let isSigned = text.hasPrefix("-") || text.hasPrefix("+")
    guard text.dropFirst(isSigned ? 1 : 0).hasPrefix("0x"), text.contains("p") else { return nil }
    if text.hasSuffix("d") || text.hasSuffix("f") { text.removeLast() }
    return Double(text)
  }

  /// Why a number does not fit a DECIMAL.
  enum DecimalMisfit: Error {
    case overflow
    case inexact
  }

  /// The unscaled number at `scale`, exactly.
  static func decimal(
    _ token: NumberToken, precision: Int, scale: Int
  ) throws(DecimalMisfit) -> Int128 {
    // Most decimals are short and fit as they are.
    if token.exponent == 0, token.whole.count + scale <= min(18, precision),
      token.fraction.count <= scale
    {
      var short: UInt64 = 0
      for digit in token.whole { short = short &* 10 &+ UInt64(digit - 48) }
      for digit in token.fraction { short = short &* 10 &+ UInt64(digit - 48) }
      short = short &* PowerTables.integers[scale - token.fraction.count]
      return token.negative ? -Int128(short) : Int128(short)
    }
    var value: UInt128 = 0
    var digits = 0
    // Zeros are held back, so that trailing ones cost no digits.
    var zeros = 0
    func push(_ digit: UInt8) -> Bool {
      if digit == 48 {
        if digits > 0 { zeros += 1 }
        return true
      }
      guard digits + zeros < 38 else { return false }
      value = value * UInt128(Decimal.powersOfTen[zeros + 1]) + UInt128(digit - 48)
      digits += zeros + 1
      zeros = 0
      return true
    }
    for digit in token.whole where !push(digit) { throw .overflow }
    for digit in token.fraction where !push(digit) {
      // 38 digits are full: the rest lies behind the last place of any scale that still fits.
      throw token.whole.count + token.exponent > precision - scale ? .overflow : .inexact
    }
    if value == 0 { return 0 }
    let shift = zeros + token.exponent - token.fraction.count + scale
    if digits + shift > precision { throw .overflow }
    guard shift >= 0 else { throw .inexact }
    let scaled = Int128(value * UInt128(Decimal.powersOfTen[shift]))
    return token.negative ? -scaled : scaled
  }

  /// The text of a JSON number that becomes a STRING: an integer as it is, anything else as
  /// Java's `BigDecimal` prints it.
  static func canonical(_ token: NumberToken) -> String {
    if token.isInteger {
      let text = String(decoding: token.text, as: UTF8.self)
      return text == "-0" ? "0" : text
    }
    var digits = Array(token.whole) + Array(token.fraction)
    let leading = digits.prefix { $0 == 48 }.count
    digits.removeFirst(min(leading, digits.count - 1))
    let sign = token.negative && digits != [48] ? "-" : ""
    let scale = token.fraction.count - token.exponent
    let adjusted = digits.count - 1 - scale
    if scale >= 0 && adjusted >= -6 {
      let padded = Array(repeating: 48, count: max(0, scale + 1 - digits.count)) + digits
      let whole = String(decoding: padded.dropLast(scale), as: UTF8.self)
      return sign + whole
        + (scale == 0 ? "" : "." + String(decoding: padded.suffix(scale), as: UTF8.self))
    }
    let first = String(decoding: digits.prefix(1), as: UTF8.self)
    let rest = digits.count > 1 ? "." + String(decoding: digits.dropFirst(), as: UTF8.self) : ""
    let exponent = adjusted == 0 ? "" : "E\(adjusted > 0 ? "+" : "")\(adjusted)"
    return sign + first + rest + exponent
  }
}
