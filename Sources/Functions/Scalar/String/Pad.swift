// LPAD and RPAD. A result is limited to 64 Mi characters, far above every use, so that one row
// cannot ask for all memory.

import Values

extension ScalarFunction {
  static let leftPad = ScalarFunction(
    "LPAD", category: StringFunctions.category,
    summary: "The input filled up on the left to a length; a longer one is cut to it.",
    overloads: Pad.overloads(onLeft: true),
    examples: [
      FunctionExample("LPAD('foo', 7, 'Bar')", "BarBfoo"),
      FunctionExample("LPAD('foo', 2, 'Bar')", "fo"),
      FunctionExample("LPAD('foo', 7, '')", "NULL"),
    ])

  static let rightPad = ScalarFunction(
    "RPAD", category: StringFunctions.category,
    summary: "The input filled up on the right to a length; a longer one is cut to it.",
    overloads: Pad.overloads(onLeft: false),
    examples: [
      FunctionExample("RPAD('foo', 7, 'Bar')", "fooBarB"),
      FunctionExample("RPAD('foo', -1, 'Bar')", "NULL"),
    ])
}

enum Pad {
  private static let lengthMax = 1 << 26

  static func overloads(onLeft: Bool) -> [ScalarOverload] {
    [
      ScalarOverload(
        [
          .string("input", "the text to pad"), .integer("length", "the length of the result"),
          .string("padding", "repeated to fill up"),
        ],
        returns: .string,
        kernel: { evaluate(&$0, onLeft: onLeft, isText: true) }),
      ScalarOverload(
        [
          .bytes("input", "the bytes to pad"), .integer("length", "the length of the result"),
          .bytes("padding", "repeated to fill up"),
        ],
        returns: .bytes,
        kernel: { evaluate(&$0, onLeft: onLeft, isText: false) }),
    ]
  }

  private static func evaluate(
    _ call: inout KernelCall, onLeft: Bool, isText: Bool
  ) -> Column {
    let inputs = call.texts(0)
    let lengths = call.integers(1)
    let paddings = call.texts(2)
    return call.makeText(type: call.resultType) { row, out, errors in
      let input = inputs[row]
      let padding = paddings[row]
      let length = Int(lengths[row])
      guard length >= 0, !padding.isEmpty else { return false }
      guard length <= lengthMax else {
        errors.fail(row, "a length of \(length) is above the limit of \(lengthMax)")
        return false
      }
      if !isText || (ByteScan.isASCII(input) && ByteScan.isASCII(padding)) {
        write(input, length, padding, onLeft, to: &out)
      } else {
        writeUnits(input, length, padding, onLeft, to: &out)
      }
      return true
    }
  }

  private static func write(
    _ input: UnsafeBufferPointer<UInt8>, _ length: Int, _ padding: UnsafeBufferPointer<UInt8>,
    _ onLeft: Bool, to out: inout TextOutput
  ) {
    let missing = length - input.count
    if missing > 0 && onLeft { fill(padding, missing, to: &out) }
    out.append(input[0..<min(length, input.count)])
    if missing > 0 && !onLeft { fill(padding, missing, to: &out) }
  }

  private static func fill(
    _ padding: UnsafeBufferPointer<UInt8>, _ count: Int, to out: inout TextOutput
  ) {
    guard let target = out.room(count) else { return }
    var i = 0
    var k = 0
    while i < count {
      target[i] = padding[k]
      i += 1
      k = k + 1 == padding.count ? 0 : k + 1
    }
    out.advance(count)
  }

  private static func writeUnits(
    _ input: UnsafeBufferPointer<UInt8>, _ length: Int, _ padding: UnsafeBufferPointer<UInt8>,
    _ onLeft: Bool, to out: inout TextOutput
  ) {
    let units = Array(String(decoding: input, as: UTF8.self).utf16.prefix(length))
    let pads = Array(String(decoding: padding, as: UTF8.self).utf16)
    let filling = (0..<(length - units.count)).map { pads[$0 % pads.count] }
    out.append(String(decoding: onLeft ? filling + units : units + filling, as: UTF16.self))
  }
}
