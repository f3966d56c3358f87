// Equality as the cases mean it: driven by the expected JSON, exact in decimals up to the zeros
// behind their last digit (a column of scale 4 writes 10.0000 where a case says 10.0), with
// objects as sets of fields.

import Formats

/// A field of an object that came out.
struct ComparedField {
  let name: String
  let value: ComparedValue
}

/// A value that came out, with the distinctions that the comparison makes.
indirect enum ComparedValue {
  case null
  case boolean(Bool)
  /// INTEGER or BIGINT, as text.
  case integer(String)
  /// A number with a fraction or an exponent, digit for digit.
  case decimal(String)
  case text(String)
  case array([ComparedValue])
  case object([ComparedField])

  init(_ json: JSONValue) {
    switch json {
    case .null: self = .null
    case .bool(let value): self = .boolean(value)
    case .number(let text):
      let isWhole = text.utf8.allSatisfy { $0 == 0x2D || (0x30...0x39).contains($0) }
      self = isWhole ? .integer(text) : .decimal(text)
    case .string(let text): self = .text(text)
    case .array(let elements): self = .array(elements.map(ComparedValue.init))
    case .object(let members):
      self = .object(members.map { ComparedField(name: $0.key, value: ComparedValue($0.value)) })
    }
  }
}

/// Compares expected JSON with what came out.
struct ValueComparison {
  /// Fractions must agree in every digit, not just nearly.
  var isExact = true

  func matches(_ expected: JSONValue, _ actual: ComparedValue) -> Bool {
    switch (expected, actual) {
    case (.null, .null): true
    case (.bool(let a), .boolean(let b)): a == b
    case (.string(let a), .text(let b)), (.string(let a), .decimal(let b)): a == b
    case (.number(let a), .integer(let b)): wholePart(a) == wholePart(b)
    case (.number(let a), .decimal(let b)): decimalMatches(a, b)
    case (.array(let a), .array(let b)):
      a.count == b.count && zip(a, b).allSatisfy { matches($0, $1) }
    case (.object(let a), .object(let b)): objectMatches(a, b)
    default: false
    }
  }

  private func objectMatches(
    _ expected: [JSONMember], _ actual: [ComparedField]
  ) -> Bool {
    guard expected.count == actual.count else { return false }
    return expected.allSatisfy { member in
      let upper = member.key.uppercased()
      let found =
        actual.first { $0.name == member.key } ?? actual.first { $0.name == upper }
      return matches(member.value, found?.value ?? .null)
    }
  }

  private func decimalMatches(_ expected: String, _ actual: String) -> Bool {
    guard isExact else {
      guard let a = Double(expected), let b = Double(actual) else { return false }
      return abs(a - b) < 0.000001
    }
    guard let a = DecimalDigits(expected), let b = DecimalDigits(actual) else { return false }
    return a.trimmed == b.trimmed
  }

  /// The digits before the point, with the sign.
  private func wholePart(_ text: String) -> String {
    guard let digits = DecimalDigits(text) else { return text }
    guard digits.scale > 0 else { return digits.trimmed.description }
    let whole = DecimalDigits(
      isNegative: digits.isNegative, digits: String(digits.digits.dropLast(digits.scale)),
      scale: 0)
    return whole.trimmed.description
  }
}

/// A number as unscaled digits and a scale, as Java's BigDecimal holds it.
struct DecimalDigits: Equatable, CustomStringConvertible {
  let isNegative: Bool
  /// Without leading zeros; empty for zero.
  let digits: String
  let scale: Int

  init(isNegative: Bool, digits: String, scale: Int) {
    let significant = digits.drop { $0 == "0" }
    self.digits = String(significant)
    self.isNegative = isNegative && !significant.isEmpty
    self.scale = scale
  }

  /// Nil when the text is no number.
  init?(_ text: String) {
    let parts = text.lowercased().split(separator: "e", omittingEmptySubsequences: false)
    guard parts.count <= 2, let mantissa = parts.first else { return nil }
    let exponent = parts.count == 2 ? Int(parts[1]) : 0
    let number = mantissa.drop { $0 == "-" }
    let halves = number.split(separator: ".", omittingEmptySubsequences: false)
    guard let exponent, (1...2).contains(halves.count),
      halves.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } })
    else { return nil }
    let fraction = halves.count == 2 ? halves[1] : ""
    self.init(
      isNegative: mantissa.hasPrefix("-"), digits: String(halves[0] + fraction),
      scale: fraction.count - exponent)
  }

  /// The same value without zeros at the end of its digits.
  var trimmed: DecimalDigits {
    guard !digits.isEmpty else { return DecimalDigits(isNegative: false, digits: "", scale: 0) }
    let zeros = digits.reversed().prefix { $0 == "0" }.count
    return DecimalDigits(
      isNegative: isNegative, digits: String(digits.dropLast(zeros)), scale: scale - zeros)
  }

  var description: String { (isNegative ? "-" : "") + digits + "e\(-scale)" }
}

extension ComparedValue: CustomStringConvertible {
  var description: String {
    switch self {
    case .null: "null"
    case .boolean(let value): String(value)
    case .integer(let text), .decimal(let text): text
    case .text(let text): JSONValue.string(text).description
    case .array(let elements): "[" + elements.map(\.description).joined(separator: ",") + "]"
    case .object(let fields):
      "{"
        + fields.map { JSONValue.string($0.name).description + ":" + $0.value.description }
        .joined(separator: ",") + "}"
    }
  }
}
