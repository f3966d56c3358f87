// MASK, MASK_LEFT, MASK_RIGHT, MASK_KEEP_LEFT, MASK_KEEP_RIGHT: characters replaced by a sign of
// their class. The five differ only in the range that is masked, counted in UTF-16 units; a
// surrogate pair counts as two characters of the class "other".

import Values

extension ScalarFunction {
  static let mask = maskFunction(
    "MASK", summary: "The text with every character replaced by a sign of its class.",
    takesCount: false, examples: [("MASK('My Test $123')", "Xx-Xxxx--nnn")]
  ) { length, _ in 0..<length }

  static let maskLeft = maskFunction(
    "MASK_LEFT", summary: "The text with the first n characters masked.",
    examples: [("MASK_LEFT('My Test $123', 4)", "Xx-Xest $123")]
  ) { length, n in 0..<min(n, length) }

  static let maskRight = maskFunction(
    "MASK_RIGHT", summary: "The text with the last n characters masked.",
    examples: [("MASK_RIGHT('My Test $123', 4)", "My Test -nnn")]
  ) { length, n in (length - min(n, length))..<length }

  static let maskKeepLeft = maskFunction(
    "MASK_KEEP_LEFT", summary: "The text masked but for the first n characters.",
    examples: [("MASK_KEEP_LEFT('My Test $123', 4)", "My Txxx--nnn")]
  ) { length, n in min(n, length)..<length }

  static let maskKeepRight = maskFunction(
    "MASK_KEEP_RIGHT", summary: "The text masked but for the last n characters.",
    examples: [("MASK_KEEP_RIGHT('My Test $123', 4)", "Xx-Xxxx-$123")]
  ) { length, n in 0..<(length - min(n, length)) }

  private static func maskFunction(
    _ name: String, summary: String, takesCount: Bool = true, examples: [(String, String)],
    range: @escaping @Sendable (Int, Int) -> Range<Int>
  ) -> ScalarFunction {
    var head = [FunctionParameter.string("text", "the text to mask")]
    if takesCount {
      head.append(.integer("n", "a number of characters, not negative", rejectsNull: true))
    }
    let masks = [
      FunctionParameter.string("upper", "stands for capital letters, NULL keeps them"),
      .string("lower", "stands for small letters, NULL keeps them"),
      .string("digit", "stands for digits, NULL keeps them"),
      .string("other", "stands for all else, NULL keeps it"),
    ]
    return ScalarFunction(
      name, category: StringFunctions.category, summary: summary,
      overloads: [head, head + masks].map { parameters in
        ScalarOverload(
          parameters, nulls: .seesNulls, returns: .string,
          kernel: { Mask.evaluate(&$0, takesCount: takesCount, range: range) })
      },
      examples: examples.map { FunctionExample($0.0, $0.1) })
  }
}

/// The sign for each class of characters; nil keeps the character.
struct Mask {
  private var upper: Unicode.Scalar? = "X"
  private var lower: Unicode.Scalar? = "x"
  private var digit: Unicode.Scalar? = "n"
  private var other: Unicode.Scalar? = "-"

  static func evaluate(
    _ call: inout KernelCall, takesCount: Bool, range: (Int, Int) -> Range<Int>
  ) -> Column {
    let texts = call.texts(0)
    let counts = takesCount ? call.integers(1) : nil
    let signs = call.arguments.dropFirst(takesCount ? 2 : 1).map { TextVector($0) }
    return call.makeText(bytes: texts.byteCount(call.count)) { row, out, errors in
      guard texts.isValid(row) else { return false }
      let n = Int(counts?[row] ?? 0)
      guard n >= 0 else {
        errors.fail(row, "the number of characters must not be negative, was \(n)")
        return false
      }
      var mask = Mask()
      guard mask.take(signs, row) else {
        errors.fail(row, "a mask must be exactly one character")
        return false
      }
      let text = texts[row]
      mask.write(text, range(UTF8Scan.utf16Count(text), n), to: &out)
      return true
    }
  }

  private mutating func take(_ signs: [TextVector], _ row: Int) -> Bool {
    guard signs.count == 4 else { return true }
    var scalars: [Unicode.Scalar?] = []
    for sign in signs {
      guard sign.isValid(row) else {
        scalars.append(nil)
        continue
      }
      let text = sign.string(row)
      guard text.utf16.count == 1, let scalar = text.unicodeScalars.first else { return false }
      scalars.append(scalar)
    }
    (upper, lower, digit, other) = (scalars[0], scalars[1], scalars[2], scalars[3])
    return true
  }

  private func write(
    _ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, to out: inout TextOutput
  ) {
    var unit = 0
    var position = 0
    while position < text.count {
      let (value, next) = UTF8Scan.scalar(in: text, at: position)
      let width = value > 0xFFFF ? 2 : 1
      let sign = range.contains(unit) ? self.sign(for: value) : nil
      if let sign {
        for _ in 0..<width { out.append(sign) }
      } else {
        out.append(text[position..<next])
      }
      unit += width
      position = next
    }
  }

  private func sign(for value: UInt32) -> Unicode.Scalar? {
    if value < 0x80 {
      switch UInt8(truncatingIfNeeded: value) {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): return upper
      case UInt8(ascii: "a")...UInt8(ascii: "z"): return lower
      case UInt8(ascii: "0")...UInt8(ascii: "9"): return digit
      default: return other
      }
    }
    guard value <= 0xFFFF, let scalar = Unicode.Scalar(value) else { return other }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter: return upper
    case .lowercaseLetter: return lower
    case .decimalNumber: return digit
    default: return other
    }
  }
}
