// LCASE and UCASE.

import Values

extension ScalarFunction {
  static let lowerCase = ScalarFunction(
    "LCASE", category: StringFunctions.category, summary: "The text in small letters.",
    overloads: [
      ScalarOverload(
        [.string("text", "the text to change")], returns: .string,
        kernel: { CaseMapping.evaluate(&$0, ascii: CaseMapping.lower, other: { $0.lowercased() }) })
    ],
    examples: [FunctionExample("LCASE('FoO')", "foo")])

  static let upperCase = ScalarFunction(
    "UCASE", category: StringFunctions.category, summary: "The text in capital letters.",
    overloads: [
      ScalarOverload(
        [.string("text", "the text to change")], returns: .string,
        kernel: { CaseMapping.evaluate(&$0, ascii: CaseMapping.upper, other: { $0.uppercased() }) })
    ],
    examples: [FunctionExample("UCASE('FoO')", "FOO")])
}

enum CaseMapping {
  @inline(__always) static func lower(_ byte: UInt8) -> UInt8 {
    byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
  }

  @inline(__always) static func upper(_ byte: UInt8) -> UInt8 {
    byte >= 0x61 && byte <= 0x7A ? byte & 0xDF : byte
  }

  /// ASCII texts byte by byte, others through the whole Unicode mapping.
  @inline(__always)
  static func evaluate(
    _ call: inout KernelCall, ascii: (UInt8) -> UInt8, other: (String) -> String
  ) -> Column {
    let texts = call.texts(0)
    return call.makeText(bytes: texts.byteCount(call.count)) { row, out, _ in
      let text = texts[row]
      guard ByteScan.isASCII(text) else {
        out.append(other(texts.string(row)))
        return true
      }
      guard let target = out.room(text.count) else { return true }
      for i in 0..<text.count { target[i] = ascii(text[i]) }
      out.advance(text.count)
      return true
    }
  }
}
