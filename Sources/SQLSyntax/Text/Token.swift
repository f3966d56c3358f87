// The tokens of the dialect. A token is a kind and a place; its text is taken from the source when it
// is needed, so that lexing a script allocates one array.

/// One token.
package struct Token: Sendable, Hashable {
  package let kind: Kind
  package let span: SourceSpan

  package enum Kind: Sendable, Hashable {
    /// A bare word: keyword or identifier, which only the parser can tell.
    case word
    /// A word that begins with a digit, such as `1st`.
    case digitWord
    /// `` `name` `` or `"name"`.
    case quotedName
    case string
    case integer
    case decimal
    /// A number with an exponent.
    case double
    /// `${name}`.
    case variable
    case symbol(Symbol)
    case endOfText
    /// Bytes that are no token.
    case invalid(Fault)
  }

  /// Why bytes are no token.
  package enum Fault: Sendable, Hashable {
    case unexpectedCharacter
    case unterminatedString
    case unterminatedName
    case unterminatedComment
    case invalidUTF8
  }
}

/// The punctuation of the dialect; the raw value is its text.
package enum Symbol: String, Sendable, Hashable, CaseIterable {
  case semicolon = ";"
  case comma = ","
  case point = "."
  case openParenthesis = "("
  case closeParenthesis = ")"
  case openBracket = "["
  case closeBracket = "]"
  case equal = "="
  case notEqual = "<>"
  case lessThan = "<"
  case lessThanOrEqual = "<="
  case greaterThan = ">"
  case greaterThanOrEqual = ">="
  case plus = "+"
  case minus = "-"
  case asterisk = "*"
  case slash = "/"
  case percent = "%"
  case concatenate = "||"
  case assign = ":="
  case arrow = "->"
  case lambda = "=>"
}
