// Bytes to tokens, in one pass without backtracking. The longest token wins; `1e3` is a number and
// `1e3x` a word that begins with a digit. Comments and white space separate tokens and are dropped,
// except that `--@` comments are kept aside for the test runner. Bytes that begin no token become
// `invalid` tokens: the lexer never fails, the parser refuses them where they stand.

/// Splits a text into tokens.
package struct Lexer {
  private let source: SourceText
  private var offset = 0
  private var tokens: [Token] = []
  private var directives: [SourceSpan] = []

  /// The tokens of a text, ending in one `endOfText`, and the spans of its `--@` comments (without
  /// the three signs). Linear in the length of the text.
  package static func tokens(of source: SourceText) -> (tokens: [Token], directives: [SourceSpan]) {
    var lexer = Lexer(source: source)
    lexer.run()
    return (lexer.tokens, lexer.directives)
  }

  private init(source: SourceText) {
    self.source = source
    tokens.reserveCapacity(source.bytes.count / 4 + 1)
  }

  private mutating func run() {
    while let byte = peek() {
      let start = offset
      if Self.isSpace(byte) {
        offset += 1
      } else if byte == UInt8(ascii: "-"), peek(1) == UInt8(ascii: "-") {
        skipLineComment()
      } else if byte == UInt8(ascii: "/"), peek(1) == UInt8(ascii: "*") {
        skipBlockComment()
      } else {
        let kind = scanToken(byte)
        assert(offset > start, "every token takes at least one byte")
        tokens.append(Token(kind: kind, span: SourceSpan(start, offset)))
      }
    }
    tokens.append(Token(kind: .endOfText, span: SourceSpan(offset, offset)))
  }

  private func peek(_ distance: Int = 0) -> UInt8? {
    let index = offset + distance
    return index < source.bytes.count ? source.bytes[index] : nil
  }

  private mutating func scanToken(_ byte: UInt8) -> Token.Kind {
    switch byte {
    case UInt8(ascii: "'"): return scanQuoted(byte, .string, .unterminatedString)
    case UInt8(ascii: "\""), UInt8(ascii: "`"):
      return scanQuoted(byte, .quotedName, .unterminatedName)
    case UInt8(ascii: "$") where peek(1) == UInt8(ascii: "{"):
      guard let length = VariableReference.length(at: offset, in: source.bytes) else { break }
      offset += length
      return .variable
    case UInt8(ascii: ".") where Self.isDigit(peek(1)): return scanNumber()
    case _ where Self.isDigit(byte): return scanNumber()
    case _ where Self.isWordStart(byte):
      while Self.isWordPart(peek()) { offset += 1 }
      return .word
    default:
      if let symbol = scanSymbol(byte) { return .symbol(symbol) }
    }
    return scanUnexpected()
  }

  // MARK: - White space and comments

  private mutating func skipLineComment() {
    let isDirective = peek(2) == UInt8(ascii: "@")
    let start = offset + 3
    while let byte = peek(), byte != UInt8(ascii: "\n"), byte != UInt8(ascii: "\r") { offset += 1 }
    if isDirective { directives.append(SourceSpan(start, offset)) }
  }

  private mutating func skipBlockComment() {
    let start = offset
    offset += 2
    while let byte = peek() {
      if byte == UInt8(ascii: "*"), peek(1) == UInt8(ascii: "/") {
        offset += 2
        return
      }
      offset += 1
    }
    tokens.append(Token(kind: .invalid(.unterminatedComment), span: SourceSpan(start, offset)))
  }

  // MARK: - Tokens

  /// A quoted text in which the quote is doubled to stand for itself.
  private mutating func scanQuoted(
    _ quote: UInt8, _ kind: Token.Kind, _ fault: Token.Fault
  ) -> Token.Kind {
    let start = offset
    var isASCII = true
    offset += 1
    while let byte = peek() {
      offset += 1
      if byte == quote {
        guard peek() == quote else {
          let content = source.bytes[start..<offset]
          guard isASCII || String(validating: content, as: UTF8.self) != nil else {
            return .invalid(.invalidUTF8)
          }
          return kind
        }
        offset += 1
      } else if byte >= 0x80 {
        isASCII = false
      }
    }
    return .invalid(fault)
  }

  /// Digits, a point and an exponent in their various company, or a word that begins with a digit.
  private mutating func scanNumber() -> Token.Kind {
    var kind = Token.Kind.integer
    let start = offset
    while Self.isDigit(peek()) { offset += 1 }
    if peek() == UInt8(ascii: ".") {
      kind = .decimal
      offset += 1
      while Self.isDigit(peek()) { offset += 1 }
    }
    if let exponent = exponentLength() {
      kind = .double
      offset += exponent
    }
    if kind != .decimal, Self.isWordPart(peek()), let end = endOfDigitWord(from: start) {
      offset = end
      return .digitWord
    }
    return kind
  }

  /// The length of `e`, an optional sign and digits at the current place; nil when they are not there.
  private func exponentLength() -> Int? {
    guard peek() == UInt8(ascii: "e") || peek() == UInt8(ascii: "E") else { return nil }
    var length = 1
    if peek(1) == UInt8(ascii: "+") || peek(1) == UInt8(ascii: "-") { length = 2 }
    guard Self.isDigit(peek(length)) else { return nil }
    while Self.isDigit(peek(length)) { length += 1 }
    return length
  }

  /// Where a word that begins with the digit at `start` ends, when it reaches beyond the number.
  private func endOfDigitWord(from start: Int) -> Int? {
    var end = start
    while end < source.bytes.count, Self.isWordPart(source.bytes[end]) { end += 1 }
    return end > offset ? end : nil
  }

  private mutating func scanSymbol(_ byte: UInt8) -> Symbol? {
    if let next = peek(1), let symbol = Self.symbol(byte, next) {
      offset += 2
      return symbol
    }
    guard let symbol = Self.symbol(byte) else { return nil }
    offset += 1
    return symbol
  }

  /// One whole character that is no token, so that messages can show it.
  private mutating func scanUnexpected() -> Token.Kind {
    offset += 1
    while let byte = peek(), byte & 0xC0 == 0x80 { offset += 1 }
    return .invalid(.unexpectedCharacter)
  }

  private static func symbol(_ first: UInt8, _ second: UInt8) -> Symbol? {
    switch (first, second) {
    case (UInt8(ascii: "<"), UInt8(ascii: ">")), (UInt8(ascii: "!"), UInt8(ascii: "=")): .notEqual
    case (UInt8(ascii: "<"), UInt8(ascii: "=")): .lessThanOrEqual
    case (UInt8(ascii: ">"), UInt8(ascii: "=")): .greaterThanOrEqual
    case (UInt8(ascii: "|"), UInt8(ascii: "|")): .concatenate
    case (UInt8(ascii: ":"), UInt8(ascii: "=")): .assign
    case (UInt8(ascii: "-"), UInt8(ascii: ">")): .arrow
    case (UInt8(ascii: "="), UInt8(ascii: ">")): .lambda
    default: nil
    }
  }

  private static func symbol(_ byte: UInt8) -> Symbol? {
    switch byte {
    case UInt8(ascii: ";"): .semicolon
    case UInt8(ascii: ","): .comma
    case UInt8(ascii: "."): .point
    case UInt8(ascii: "("): .openParenthesis
    case UInt8(ascii: ")"): .closeParenthesis
    case UInt8(ascii: "["): .openBracket
    case UInt8(ascii: "]"): .closeBracket
    case UInt8(ascii: "="): .equal
    case UInt8(ascii: "<"): .lessThan
    case UInt8(ascii: ">"): .greaterThan
    case UInt8(ascii: "+"): .plus
    case UInt8(ascii: "-"): .minus
    case UInt8(ascii: "*"): .asterisk
    case UInt8(ascii: "/"): .slash
    case UInt8(ascii: "%"): .percent
    default: nil
    }
  }

  // MARK: - Classes of bytes

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (byte >= 0x09 && byte <= 0x0D)
  }

  static func isDigit(_ byte: UInt8?) -> Bool {
    guard let byte else { return false }
    return byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
  }

  static func isWordStart(_ byte: UInt8?) -> Bool {
    guard let byte else { return false }
    let lower = byte | 0x20
    return (lower >= UInt8(ascii: "a") && lower <= UInt8(ascii: "z")) || byte == UInt8(ascii: "_")
  }

  static func isWordPart(_ byte: UInt8?) -> Bool {
    isWordStart(byte) || isDigit(byte) || byte == UInt8(ascii: "@")
  }
}
