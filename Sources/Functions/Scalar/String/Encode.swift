// ENCODE: a text from one encoding to another.

import Values

extension ScalarFunction {
  static let encode = ScalarFunction(
    "ENCODE", category: StringFunctions.category,
    summary: "A text taken from one encoding to another: hex, utf8, ascii or base64.",
    overloads: [
      ScalarOverload(
        [
          .string("text", "the text to encode"), .string("from", "its encoding"),
          .string("to", "the encoding of the result"),
        ],
        returns: .string,
        kernel: { call in
          let texts = call.texts(0)
          let sources = call.texts(1)
          let targets = call.texts(2)
          return call.makeText { row, out, errors in
            guard let source = TextEncoding.named(sources[row]),
              let target = TextEncoding.named(targets[row]), source != target
            else {
              errors.fail(row, TextEncoding.unknown)
              return false
            }
            guard let bytes = source.decode(texts[row], leniently: true) else {
              errors.fail(row, "'\(texts.string(row))' is no text in \(source.rawValue)")
              return false
            }
            bytes.withUnsafeBufferPointer { target.encode($0, capitals: false, to: &out) }
            return true
          }
        })
    ],
    examples: [
      FunctionExample("ENCODE('Hello', 'utf8', 'hex')", "48656c6c6f"),
      FunctionExample("ENCODE('0x48656c6c6f', 'hex', 'base64')", "SGVsbG8="),
    ])
}
