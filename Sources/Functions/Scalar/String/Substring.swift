// SUBSTRING of texts and byte strings.

import Values

extension ScalarFunction {
  static let substring = ScalarFunction(
    "SUBSTRING", category: StringFunctions.category,
    summary: "A part of a text or byte string, from a position on, of a length or to the end.",
    overloads: [
      overload([text, position]), overload([text, position, lengthParameter]),
      overload([bytes, position]), overload([bytes, position, lengthParameter]),
    ],
    examples: [
      FunctionExample("SUBSTRING('stream', 4)", "eam"),
      FunctionExample("SUBSTRING('stream', 2, 3)", "tre"),
      FunctionExample("SUBSTRING('stream', -4, 2)", "re"),
      FunctionExample("SUBSTRING('stream', 9)", ""),
    ])

  private static let text = FunctionParameter.string("text", "the text to take from")
  private static let bytes = FunctionParameter.bytes("bytes", "the bytes to take from")
  private static let position = FunctionParameter.integer(
    "position", "where to begin, from 1; a negative one counts from the end")
  private static let lengthParameter = FunctionParameter.integer(
    "length", "how much to take at most")

  private static func overload(_ parameters: [FunctionParameter]) -> ScalarOverload {
    let isText = parameters[0].type == .type(.string)
    return ScalarOverload(
      parameters, returns: isText ? .string : .bytes,
      kernel: { call in
        let texts = call.texts(0)
        let positions = call.integers(1)
        let lengths = call.arguments.count > 2 ? call.integers(2) : nil
        return call.makeText(
          bytes: texts.byteCount(call.count), type: isText ? .string : .bytes
        ) { row, out, _ in
          let source = texts[row]
          if !isText || ByteScan.isASCII(source) {
            let range = SubstringRange.units(source.count, positions[row], lengths?[row])
            out.append(source[range])
          } else {
            let units = UTF8Scan.utf16Count(source)
            let range = SubstringRange.units(units, positions[row], lengths?[row])
            let start = UTF8Scan.bytePosition(range.lowerBound, in: source)
            let end = UTF8Scan.bytePosition(range.upperBound, in: source)
            out.append(source[start..<max(start, end)])
          }
          return true
        }
      })
  }
}

enum SubstringRange {
  /// The units to take out of `count`.
  @inline(__always)
  static func units(_ count: Int, _ position: Int32, _ length: Int32?) -> Range<Int> {
    let asked = Int(position)
    let start = asked > 0 ? min(asked - 1, count) : (asked < 0 ? max(count + asked, 0) : 0)
    guard let length else { return start..<count }
    return start..<(start + min(max(Int(length), 0), count - start))
  }
}
