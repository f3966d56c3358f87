// TO_BYTES and FROM_BYTES.

import Values

extension ScalarFunction {
  static let toBytes = ScalarFunction(
    "TO_BYTES", category: BytesFunctions.category,
    summary: "The bytes that a text in hex, utf8, ascii or base64 stands for.",
    overloads: [
      ScalarOverload(
        [.string("text", "the text to convert"), .string("encoding", "its encoding")],
        returns: .bytes,
        kernel: { call in
          let texts = call.texts(0)
          let encodings = call.texts(1)
          return call.makeText(type: .bytes) { row, out, errors in
            guard let encoding = TextEncoding.named(encodings[row]) else {
              errors.fail(row, TextEncoding.unknown)
              return false
            }
            guard let bytes = encoding.decode(texts[row], leniently: false) else {
              errors.fail(row, "'\(texts.string(row))' is no text in \(encoding.rawValue)")
              return false
            }
            out.append(bytes)
            return true
          }
        })
    ],
    examples: [FunctionExample("FROM_BYTES(TO_BYTES('4a4B', 'hex'), 'utf8')", "JK")])

  static let fromBytes = ScalarFunction(
    "FROM_BYTES", category: BytesFunctions.category,
    summary: "The text for bytes in hex, utf8, ascii or base64.",
    overloads: [
      ScalarOverload(
        [.bytes("bytes", "the bytes to convert"), .string("encoding", "the text's encoding")],
        returns: .string,
        kernel: { call in
          let bytes = call.texts(0)
          let encodings = call.texts(1)
          return call.makeText { row, out, errors in
            guard let encoding = TextEncoding.named(encodings[row]) else {
              errors.fail(row, TextEncoding.unknown)
              return false
            }
            encoding.encode(bytes[row], capitals: true, to: &out)
            return true
          }
        })
    ],
    examples: [FunctionExample("FROM_BYTES(TO_BYTES('JK', 'utf8'), 'hex')", "4A4B")])
}
