// LEN.

import Values

extension ScalarFunction {
  static let length = ScalarFunction(
    "LEN", category: StringFunctions.category,
    summary: "The length of a text in characters or of a byte string in bytes.",
    overloads: [
      ScalarOverload(
        [.string("text", "the text to measure")], returns: .integer,
        kernel: { call in
          let texts = call.texts(0)
          return call.makeFixed(.integer, zero: Int32(0)) { row, _ in
            Int32(truncatingIfNeeded: UTF8Scan.utf16Count(texts[row]))
          }
        }),
      ScalarOverload(
        [.bytes("bytes", "the bytes to count")], returns: .integer,
        kernel: { call in
          let texts = call.texts(0)
          return call.makeFixed(.integer, zero: Int32(0)) { row, _ in
            Int32(truncatingIfNeeded: texts.count(row))
          }
        }),
    ],
    examples: [FunctionExample("LEN('foo')", "3"), FunctionExample("LEN('')", "0")])
}
