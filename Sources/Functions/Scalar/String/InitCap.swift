// INITCAP: words with a large first letter.

import Values

extension ScalarFunction {
  static let initCap = ScalarFunction(
    "INITCAP", category: StringFunctions.category,
    summary: "Each word in small letters with a large first one; blanks before the first go.",
    overloads: [
      ScalarOverload(
        [.string("text", "the text to change")], returns: .string,
        kernel: { call in
          let texts = call.texts(0)
          return call.makeText(bytes: texts.byteCount(call.count)) { row, out, _ in
            InitCap.write(texts[row], to: &out)
            return true
          }
        })
    ],
    examples: [FunctionExample("INITCAP('the   Quick br0wn fOx')", "The   Quick Br0wn Fox")])
}

enum InitCap {
  static func write(_ text: UnsafeBufferPointer<UInt8>, to out: inout TextOutput) {
    guard ByteScan.isASCII(text) else { return writeUnicode(text, to: &out) }
    var inWord = false
    var hasStarted = false
    for byte in text {
      let isBlank = byte == 0x20 || (byte >= 0x09 && byte <= 0x0D)
      if isBlank {
        inWord = false
        if hasStarted { out.append(byte) }
        continue
      }
      out.append(inWord ? CaseMapping.lower(byte) : CaseMapping.upper(byte))
      inWord = true
      hasStarted = true
    }
  }

  private static func writeUnicode(_ text: UnsafeBufferPointer<UInt8>, to out: inout TextOutput) {
    var inWord = false
    var hasStarted = false
    for scalar in String(decoding: text, as: UTF8.self).lowercased().unicodeScalars {
      let isBlank = scalar == " " || (scalar.value >= 0x09 && scalar.value <= 0x0D)
      if isBlank {
        inWord = false
        if hasStarted { out.append(scalar) }
        continue
      }
      if inWord {
        out.append(scalar)
      } else {
        out.append(scalar.properties.uppercaseMapping)
      }
      inWord = true
      hasStarted = true
    }
  }
}
