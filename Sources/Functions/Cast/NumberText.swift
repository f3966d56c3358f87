// Numbers from text, in the forms that the dialect's casts accept. Blanks and control characters
// around a number do not matter.
//
// Safe because wrapping is checked before each step.

import Values

enum NumberText {
  /// The text without characters up to U+0020 at either end.
  @inline(__always)
  static func trimmed(_ text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    var start = 0
    var end = text.count
    while start < end && text[start] <= 0x20 { start += 1 }
    while end > start && text[end - 1] <= 0x20 { end -= 1 }
    return UnsafeBufferPointer(rebasing: text[start..<end])
  }

  /// An optional sign and decimal digits, nothing else; nil if that leaves 64 bits.
  @inline(__always)
  static func integer(_ source: UnsafeBufferPointer<UInt8>) -> Int64? {
    let text = trimmed(source)
    guard let base = text.baseAddress, text.count > 0 else { return nil }
    var i = 0
    let isNegative = base[0] == 45
    if isNegative || base[0] == 43 { i = 1 }
    guard i < text.count else { return nil }
    var value: UInt64 = 0
    // Eighteen digits cannot overflow.
    let safeEnd = min(text.count, i + 18)
    while i < safeEnd {
      let digit = base[i] &- 48
      guard digit <= 9 else { return nil }
      value = value &* 10 &+ UInt64(digit)
      i += 1
    }
    while i < text.count {
      let digit = base[i] &- 48
      guard digit <= 9 else { return nil }
      let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
      let (next, carry) = tens.addingReportingOverflow(UInt64(digit))
      if overflow || carry { return nil }
      value = next
      i += 1
    }
    if isNegative {
      return value <= 1 << 63 ? Int64(truncatingIfNeeded: 0 &- value) : nil
    }
    return Int64(exactly: value)
  }

  /// A double in Java's syntax; NaN and infinities are refused.
  static func double(_ source: UnsafeBufferPointer<UInt8>) -> Double? {
    let text = trimmed(source)
    guard !text.isEmpty else { return nil }
    if let fast = simpleDouble(text) { return fast }
    return generalDouble(text)
  }

  /// `[-]digits[.digits]` with at most 15 digits: both parts are exact doubles, so that one
  /// division rounds correctly.
  private static func simpleDouble(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
    var i = 0
    let isNegative = text[0] == 45
    if isNegative || text[0] == 43 { i = 1 }
    guard text.count - i <= 16 else { return nil }
    var value: UInt64 = 0
    var digits = 0
    var fraction = 0
    var hasPoint = false
    while i < text.count {
      let byte = text[i]
      if byte == 46 && !hasPoint {
        hasPoint = true
      } else {
        let digit = byte &- 48
        guard digit <= 9 else { return nil }
        value = value &* 10 &+ UInt64(digit)
        digits += 1
        if hasPoint { fraction += 1 }
      }
      i += 1
    }
    guard digits > 0 && digits <= 15 else { return nil }
    let result = Double(value) / powers[fraction]
    return isNegative ? -result : result
  }

  private static let powers: [Double] = (0...15).map { Double(Decimal.powerOfTen($0)) }

  private static func generalDouble(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
    var end = text.count
    let isHexadecimal = text.contains { $0 | 0x20 == 0x78 }
    // Java allows a type suffix.
    let suffix = text[end - 1] | 0x20
    if suffix == 0x64 || suffix == 0x66,
      !isHexadecimal || text.contains(where: { $0 | 0x20 == 0x70 })
    {
      end -= 1
    }
    guard end > 0 else { return nil }
    let allowed = text[0..<end].allSatisfy { byte in
      (byte >= 48 && byte <= 57) || byte == 43 || byte == 45 || byte == 46
        || byte | 0x20 == 0x65
        || (isHexadecimal
          && ((byte | 0x20 >= 0x61 && byte | 0x20 <= 0x66) || byte | 0x20 == 0x78
            || byte | 0x20 == 0x70))
    }
    guard allowed else { return nil }
    guard let value = Double(String(decoding: text[0..<end], as: UTF8.self)) else { return nil }
    return value.isNaN ? nil : value
  }

  /// True for a non-empty prefix of `true` or `yes`, whatever the case; false for all else.
  static func boolean(_ source: UnsafeBufferPointer<UInt8>) -> Bool {
    let text = trimmed(source)
    return !text.isEmpty && (isPrefix(text, of: "true") || isPrefix(text, of: "yes"))
  }

  private static func isPrefix(
    _ text: UnsafeBufferPointer<UInt8>, of word: StaticString
  ) -> Bool {
    guard text.count <= word.utf8CodeUnitCount else { return false }
    for i in 0..<text.count where text[i] | 0x20 != word.utf8Start[i] { return false }
    return true
  }
}
