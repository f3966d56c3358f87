// TRIM.

import Values

extension ScalarFunction {
  static let trim = ScalarFunction(
    "TRIM", category: StringFunctions.category,
    summary: "The text without blanks and control characters at both ends.",
    overloads: [
      ScalarOverload(
        [.string("text", "the text to trim")], returns: .string,
        kernel: { call in
          let texts = call.texts(0)
          return call.makeText(bytes: texts.byteCount(call.count)) { row, out, _ in
            out.append(NumberText.trimmed(texts[row]))
            return true
          }
        })
    ],
    examples: [FunctionExample("TRIM('  a b ')", "a b")])
}
