// CHR: characters from code points or from escapes.

import Values

extension ScalarFunction {
  static let chr = ScalarFunction(
    "CHR", category: StringFunctions.category,
    summary: "The character for a code point, or the text of a sequence of \\uXXXX escapes.",
    overloads: [
      ScalarOverload(
        [.integer("codePoint", "a Unicode code point in decimal")], returns: .string,
        kernel: { call in
          let points = call.integers(0)
          return call.makeText { row, out, _ in
            guard points[row] >= 0, points[row] <= 0x10FFFF else { return false }
            // A lone surrogate is no character; it is written as the replacement is in Java.
            out.append(Unicode.Scalar(UInt32(points[row])) ?? "?")
            return true
          }
        }),
      ScalarOverload(
        [.string("escapes", "one or more escapes such as \\u004b")], returns: .string,
        kernel: { call in
          let texts = call.texts(0)
          return call.makeText { row, out, errors in
            let text = texts[row]
            guard text.count >= 6, text[0] == 0x5C, text[1] == 0x75 else { return false }
            guard let units = Chr.unescape(text) else {
              errors.fail(row, "malformed escape in '\(texts.string(row))'")
              return true
            }
            out.append(String(decoding: units, as: UTF16.self))
            return true
          }
        }),
    ],
    examples: [
      FunctionExample("CHR(75)", "K"), FunctionExample("CHR('\\u597d')", "好"),
      FunctionExample("CHR('75')", "NULL"),
    ])
}

enum Chr {
  /// Resolves Java's escapes; nil if one is malformed.
  static func unescape(_ text: UnsafeBufferPointer<UInt8>) -> [UInt16]? {
    var units: [UInt16] = []
    let source = Array(String(decoding: text, as: UTF8.self).utf16)
    var i = 0
    while i < source.count {
      guard source[i] == 0x5C, i + 1 < source.count else {
        units.append(source[i])
        i += 1
        continue
      }
      i += 1
      switch source[i] {
      case 0x75:
        while i < source.count && source[i] == 0x75 { i += 1 }
        guard i + 4 <= source.count,
          let unit = UInt16(String(decoding: source[i..<(i + 4)], as: UTF16.self), radix: 16)
        else { return nil }
        units.append(unit)
        i += 4
      case 0x30...0x37:
        // Octal, at most \377.
        var value: UInt16 = 0
        let longest = source[i] <= 0x33 ? 3 : 2
        var digits = 0
        while digits < longest, i < source.count, (0x30...0x37).contains(source[i]) {
          value = value * 8 + source[i] - 0x30
          digits += 1
          i += 1
        }
        units.append(value)
      default:
        units.append(simpleEscape(source[i]))
        i += 1
      }
    }
    return units
  }

  private static func simpleEscape(_ unit: UInt16) -> UInt16 {
    switch unit {
    case 0x62: 0x08
    case 0x66: 0x0C
    case 0x6E: 0x0A
    case 0x72: 0x0D
    case 0x74: 0x09
    default: unit
    }
  }
}
