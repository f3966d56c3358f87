// Constants as text that can be read back.

/// How constants are written.
package enum LiteralText {
  /// The text in single quotes, those inside doubled.
  package static func string(_ text: String) -> String {
    var quoted = "'"
    for scalar in text.unicodeScalars {
      quoted.unicodeScalars.append(scalar)
      if scalar == "'" { quoted += "'" }
    }
    return quoted + "'"
  }

  /// A decimal whose text has no point is written with its type, so that it stays a decimal.
  package static func decimal(_ literal: DecimalLiteral) -> String {
    literal.text.utf8.contains(UInt8(ascii: ".")) ? literal.text : "DECIMAL '\(literal.text)'"
  }

  /// The literal; `lowerCased` is for NULL, TRUE and FALSE.
  package static func text(_ literal: Literal, lowerCased: Bool = false) -> String {
    switch literal {
    case .null: lowerCased ? "null" : "NULL"
    case .boolean(true): lowerCased ? "true" : "TRUE"
    case .boolean(false): lowerCased ? "false" : "FALSE"
    case .integer(let value): String(value)
    case .decimal(let literal): decimal(literal)
    case .double(let literal): literal.text
    case .string(let text): string(text)
    }
  }
}
