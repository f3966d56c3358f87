// URL_ENCODE_PARAM and URL_DECODE_PARAM: the form encoding of HTML.

import Values

extension ScalarFunction {
  static let urlEncodeParameter = ScalarFunction(
    "URL_ENCODE_PARAM", category: URLFunctions.category,
    summary: "The text so encoded that it can stand as a parameter of a URL.",
    overloads: [
      ScalarOverload(
        [.string("value", "the text to encode")], returns: .string,
        kernel: { call in
          let texts = call.texts(0)
          return call.makeText(bytes: texts.byteCount(call.count)) { row, out, _ in
            for byte in texts[row] { URLEncoding.write(byte, to: &out) }
            return true
          }
        })
    ],
    examples: [FunctionExample("URL_ENCODE_PARAM('url encoded')", "url+encoded")])

  static let urlDecodeParameter = ScalarFunction(
    "URL_DECODE_PARAM", category: URLFunctions.category,
    summary: "The text that an encoded parameter of a URL stands for.",
    overloads: [
      ScalarOverload(
        [.string("value", "the text to decode")], returns: .string,
        kernel: { call in
          let texts = call.texts(0)
          return call.makeText(bytes: texts.byteCount(call.count)) { row, out, errors in
            guard let decoded = URIText.decoded(texts[row], plusIsBlank: true) else {
              errors.fail(row, "Illegal hex characters in escape (%) pattern")
              return false
            }
            out.append(decoded)
            return true
          }
        })
    ],
    examples: [FunctionExample("URL_DECODE_PARAM('url%20encoded+text')", "url encoded text")])
}

enum URLEncoding {
  static func write(_ byte: UInt8, to out: inout TextOutput) {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
      UInt8(ascii: "."), UInt8(ascii: "*"):
      out.append(byte)
    case UInt8(ascii: " "): out.append(UInt8(ascii: "+"))
    default:
      guard let target = out.room(3) else { return }
      target[0] = UInt8(ascii: "%")
      Hex.write(byte, to: target + 1, capitals: true)
      out.advance(3)
    }
  }
}
