// Constants as they are written. A literal knows no more than its text says: whether an integer is
// an INTEGER or a BIGINT follows from its value, precision and scale of a decimal from its digits.

/// A constant in the text of a statement.
package enum Literal: Hashable, Sendable {
  case null
  case boolean(Bool)
  /// INTEGER when the value fits 32 bits (`Int32(exactly:)`), otherwise BIGINT.
  case integer(Int64)
  case decimal(DecimalLiteral)
  /// A number with an exponent: DOUBLE.
  case double(DoubleLiteral)
  case string(String)
}

/// A number with a decimal point, digit for digit.
package struct DecimalLiteral: Hashable, Sendable {
  /// The text: an optional `-`, digits, at most one point; such as `-1.50`, `.5` or `5.`.
  package let text: String
  /// Digits in all, leading zeros left out; one more than the scale when the magnitude is below one.
  package let precision: Int
  /// Digits behind the point.
  package let scale: Int

  /// Reads `[-+]digits[.digits]`; nil when the text is anything else.
  package init?(_ text: String) {
    var whole = 0
    var scale = 0
    var sawPoint = false
    var sawDigit = false
    for (index, byte) in text.utf8.enumerated() {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        sawDigit = true
        if sawPoint {
          scale += 1
        } else if whole > 0 || byte != UInt8(ascii: "0") {
          whole += 1
        }
      case UInt8(ascii: ".") where !sawPoint: sawPoint = true
      case UInt8(ascii: "-") where index == 0, UInt8(ascii: "+") where index == 0: break
      default: return nil
      }
    }
    guard sawDigit else { return nil }
    self.text = text.hasPrefix("+") ? String(text.dropFirst()) : text
    self.scale = scale
    self.precision = max(whole, 1) + scale
  }
}

/// A number with an exponent: its value and its text.
package struct DoubleLiteral: Hashable, Sendable {
  package let value: Double
  package let text: String

  /// Nil when the text is no number or its value is not finite.
  package init?(_ text: String) {
    guard let value = Double(text), value.isFinite else { return nil }
    self.value = value
    self.text = text.uppercased()
  }
}
