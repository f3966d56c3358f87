// SPLIT: the parts between a literal delimiter.

import Values

extension ScalarFunction {
  static let split = ScalarFunction(
    "SPLIT", category: StringFunctions.category,
    summary: "The parts of a text or byte string between a delimiter; all characters if it is ''.",
    overloads: [
      ScalarOverload(
        [.string("text", "the text to split"), .string("delimiter", "stands between the parts")],
        returns: .array(.string), kernel: { Split.evaluate(&$0, element: .string) }),
      ScalarOverload(
        [.bytes("bytes", "the bytes to split"), .bytes("delimiter", "stands between the parts")],
        returns: .array(.bytes), kernel: { Split.evaluate(&$0, element: .bytes) }),
    ],
    examples: [
      FunctionExample("SPLIT('a.b.c', '.')", "[a, b, c]"),
      FunctionExample("SPLIT('.a.', '.')", "[, a, ]"),
      FunctionExample("SPLIT('ab', '')", "[a, b]"),
    ])
}

enum Split {
  static func evaluate(_ call: inout KernelCall, element: SQLType) -> Column {
    let texts = call.texts(0)
    let delimiters = call.texts(1)
    return call.makeTexts(element: element) { row, out, _ in
      let text = texts[row]
      let delimiter = delimiters[row]
      if delimiter.isEmpty {
        characters(text, areBytes: element == .bytes, to: &out)
      } else {
        var position = 0
        while let found = ByteScan.find(delimiter, in: text, from: position) {
          out.add(text[position..<found])
          position = found + delimiter.count
        }
        out.add(text[position...])
      }
      return true
    }
  }

  private static func characters(
    _ text: UnsafeBufferPointer<UInt8>, areBytes: Bool, to out: inout TextListOutput
  ) {
    if text.isEmpty { return out.add(text) }
    var position = 0
    while position < text.count {
      let next = areBytes ? position + 1 : UTF8Scan.scalar(in: text, at: position).next
      out.add(text[position..<next])
      position = next
    }
  }
}
