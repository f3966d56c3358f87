// Reads JSON text into a `JSONValue`: strict grammar, 500 levels, one value and nothing behind it.

/// Why a text is not JSON.
package struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
  package let reason: String
  /// The byte where reading stopped.
  package let position: Int

  package var description: String { "invalid JSON at byte \(position): \(reason)" }
}

extension JSONValue {
  /// Reads a text.
  package static func parse(_ text: String) throws(JSONError) -> JSONValue {
    try parse(Array(text.utf8))
  }

  /// Reads UTF-8 bytes.
  package static func parse(_ bytes: [UInt8]) throws(JSONError) -> JSONValue {
    var parser = JSONParser(bytes)
    return try parser.document()
  }
}

struct JSONParser {
  private let bytes: [UInt8]
  private var position = 0
  private static let depthMax = 500

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func document() throws(JSONError) -> JSONValue {
    guard String(validating: bytes, as: UTF8.self) != nil else { throw error("not UTF-8") }
    skipSpace()
    let value = try value(depth: 0)
    skipSpace()
    guard position == bytes.count else { throw error("text after the value") }
    return value
  }

  private func error(_ reason: String) -> JSONError {
    JSONError(reason: reason, position: position)
  }

  private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let c = current, c == 0x20 || c == 0x0A || c == 0x0D || c == 0x09 { position += 1 }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard current == byte else { return false }
    position += 1
    return true
  }

  private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
    switch current {
    case 0x22: return .string(try string())
    case 0x7B: return try object(depth: depth)
    case 0x5B: return try array(depth: depth)
    case 0x74: return try word("true", .bool(true))
    case 0x66: return try word("false", .bool(false))
    case 0x6E: return try word("null", .null)
    case .some(0x2D), .some(0x30...0x39): return try number()
    default: throw error("expected a value")
    }
  }

  private mutating func word(_ text: String, _ value: JSONValue) throws(JSONError) -> JSONValue {
    let end = position + text.utf8.count
    guard end <= bytes.count, bytes[position..<end].elementsEqual(text.utf8) else {
      throw error("expected a value")
    }
    position = end
    return value
  }

  private mutating func object(depth: Int) throws(JSONError) -> JSONValue {
    guard depth < JSONParser.depthMax else { throw error("nested too deeply") }
    position += 1
    var members: [JSONMember] = []
    skipSpace()
    if take(0x7D) { return .object(members) }
    while true {
      guard current == 0x22 else { throw error("expected a key") }
      let key = try string()
      skipSpace()
      guard take(0x3A) else { throw error("expected ':'") }
      skipSpace()
      members.append(JSONMember(key, try value(depth: depth + 1)))
      skipSpace()
      if take(0x7D) { return .object(members) }
      guard take(0x2C) else { throw error("expected ',' or '}'") }
      skipSpace()
    }
  }

  private mutating func array(depth: Int) throws(JSONError) -> JSONValue {
    guard depth < JSONParser.depthMax else { throw error("nested too deeply") }
    position += 1
    var elements: [JSONValue] = []
    skipSpace()
    if take(0x5D) { return .array(elements) }
    while true {
      elements.append(try value(depth: depth + 1))
      skipSpace()
      if take(0x5D) { return .array(elements) }
      guard take(0x2C) else { throw error("expected ',' or ']'") }
      skipSpace()
    }
  }

  private mutating func number() throws(JSONError) -> JSONValue {
    let start = position
    _ = take(0x2D)
    if take(0x30) {
      if let c = current, isDigit(c) { throw error("a number with leading zeros") }
    } else {
      try digits()
    }
    if take(0x2E) { try digits() }
    if let c = current, c | 0x20 == 0x65 {
      position += 1
      if !take(0x2B) { _ = take(0x2D) }
      try digits()
    }
    return .number(String(decoding: bytes[start..<position], as: UTF8.self))
  }

  private func isDigit(_ c: UInt8) -> Bool { c >= 0x30 && c <= 0x39 }

  private mutating func digits() throws(JSONError) {
    guard let c = current, isDigit(c) else { throw error("expected a digit") }
    while let c = current, isDigit(c) { position += 1 }
  }

  private mutating func string() throws(JSONError) -> String {
    position += 1
    var scalars = String.UnicodeScalarView()
    var plainStart = position
    while let c = current {
      switch c {
      case 0x22:
        scalars.append(contentsOf: plain(from: plainStart))
        position += 1
        return String(scalars)
      case 0x5C:
        scalars.append(contentsOf: plain(from: plainStart))
        scalars.append(try escape())
        plainStart = position
      case 0..<0x20: throw error("control character in a string")
      default: position += 1
      }
    }
    throw error("unterminated string")
  }

  private func plain(from start: Int) -> String.UnicodeScalarView {
    String(decoding: bytes[start..<position], as: UTF8.self).unicodeScalars
  }

  /// An escape; a surrogate without its partner becomes U+FFFD.
  private mutating func escape() throws(JSONError) -> Unicode.Scalar {
    position += 1
    guard let c = current else { throw error("unterminated string") }
    position += 1
    switch c {
    case 0x22, 0x5C, 0x2F: return Unicode.Scalar(c)
    case 0x62: return "\u{8}"
    case 0x66: return "\u{C}"
    case 0x6E: return "\n"
    case 0x72: return "\r"
    case 0x74: return "\t"
    case 0x75:
      let unit = try hex4()
      guard unit & 0xF800 == 0xD800 else { return Unicode.Scalar(unit) ?? "\u{FFFD}" }
      let mark = position
      if unit < 0xDC00, take(0x5C), take(0x75) {
        let low = try hex4()
        if low & 0xFC00 == 0xDC00 {
          return Unicode.Scalar(0x10000 + (unit & 0x3FF) << 10 + (low & 0x3FF)) ?? "\u{FFFD}"
        }
      }
      position = mark
      return "\u{FFFD}"
    default: throw error("unknown escape")
    }
  }

  private mutating func hex4() throws(JSONError) -> UInt32 {
    let end = position + 4
    guard end <= bytes.count,
      let value = UInt32(String(decoding: bytes[position..<end], as: UTF8.self), radix: 16),
      bytes[position] != 0x2B, bytes[position] != 0x2D
    else { throw error("bad \\u escape") }
    position = end
    return value
  }
}
