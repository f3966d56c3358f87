// REPLACE: literal replacement of all occurrences.

import Values

extension ScalarFunction {
  static let replace = ScalarFunction(
    "REPLACE", category: StringFunctions.category,
    summary: "The text with every occurrence of one text replaced by another.",
    overloads: [
      ScalarOverload(
        [
          .string("text", "where to replace"), .string("old", "what to replace"),
          .string("new", "what to put there"),
        ],
        returns: .string,
        kernel: { call in
          let texts = call.texts(0)
          let olds = call.texts(1)
          let news = call.texts(2)
          return call.makeText(bytes: texts.byteCount(call.count)) { row, out, _ in
            Replace.write(texts[row], olds[row], news[row], to: &out)
            return true
          }
        })
    ],
    examples: [
      FunctionExample("REPLACE('foobar', 'foo', 'bar')", "barbar"),
      FunctionExample("REPLACE('ab', '', '-')", "-a-b-"),
    ])
}

enum Replace {
  static func write(
    _ text: UnsafeBufferPointer<UInt8>, _ old: UnsafeBufferPointer<UInt8>,
    _ new: UnsafeBufferPointer<UInt8>, to out: inout TextOutput
  ) {
    guard !old.isEmpty else {
      // An empty text is found before every character and at the end.
      for byte in text {
        if byte & 0xC0 != 0x80 { out.append(new) }
        out.append(byte)
      }
      return out.append(new)
    }
    var position = 0
    while let found = ByteScan.find(old, in: text, from: position) {
      out.append(text[position..<found])
      out.append(new)
      position = found + old.count
    }
    out.append(text[position...])
  }
}
