// `${name}` replaced by values before a statement is parsed. The pass works on text but knows where it
// is: inside quotes a value is escaped for those quotes, outside it must be one identifier or one
// literal, so that no value can bring in syntax of its own. Comments stay as they are, and so do
// references to variables without a value; `$${name}` stands for the text `${name}`.

/// Replaces variables in the text of statements.
package struct VariableSubstitution {
  private let source: SourceText
  private let value: (String) -> String?
  private var output: [UInt8] = []
  private var offset = 0
  /// The last byte of code that was no white space, to tell values from names in messages.
  private var lastSignificant: UInt8 = 0

  /// The text with every `${name}` for which `value` knows a value replaced by it. Throws when a value
  /// outside of quotes is neither an identifier nor a literal.
  package static func substitute(
    in text: String, value: (String) -> String?
  ) throws(SQLError) -> String {
    guard text.utf8.contains(UInt8(ascii: "$")) else { return text }
    return try withoutActuallyEscaping(value) { value throws(SQLError) in
      var pass = VariableSubstitution(source: SourceText(text), value: value)
      try pass.run()
      return String(decoding: pass.output, as: UTF8.self)
    }
  }

  private init(source: SourceText, value: @escaping (String) -> String?) {
    self.source = source
    self.value = value
  }

  private mutating func run() throws(SQLError) {
    let bytes = source.bytes
    while offset < bytes.count {
      let byte = bytes[offset]
      let next = offset + 1 < bytes.count ? bytes[offset + 1] : 0
      if byte == UInt8(ascii: "-"), next == UInt8(ascii: "-") {
        copy(through: UInt8(ascii: "\n"))
      } else if byte == UInt8(ascii: "/"), next == UInt8(ascii: "*") {
        copyBlockComment()
      } else if [UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "`")].contains(byte) {
        quoted(by: byte)
        lastSignificant = byte
      } else if let reference = takeReference() {
        try bare(reference)
        lastSignificant = UInt8(ascii: "}")
      } else {
        if byte > 0x20 { lastSignificant = byte }
        output.append(byte)
        offset += 1
      }
    }
  }

  // MARK: - Copying

  private mutating func copy(through end: UInt8) {
    while offset < source.bytes.count {
      let byte = source.bytes[offset]
      output.append(byte)
      offset += 1
      if byte == end { return }
    }
  }

  private mutating func copyBlockComment() {
    let star = UInt8(ascii: "*")
    copy(through: star)
    repeat {
      copy(through: star)
    } while offset < source.bytes.count
      && source.bytes[offset] != UInt8(ascii: "/")
  }

  /// Copies a quoted text with the values in it, their quotes doubled. A quote doubled in the source
  /// is seen as the end of one text and the beginning of the next, to the same effect.
  private mutating func quoted(by quote: UInt8) {
    output.append(quote)
    offset += 1
    while offset < source.bytes.count {
      if let reference = takeReference() {
        guard let value = reference.value else {
          output.append(contentsOf: reference.text)
          continue
        }
        for byte in value.utf8 {
          output.append(byte)
          if byte == quote { output.append(byte) }
        }
        continue
      }
      let byte = source.bytes[offset]
      output.append(byte)
      offset += 1
      if byte == quote { return }
    }
  }

  // MARK: - References

  private struct Reference {
    let span: SourceSpan
    /// What to write without a value.
    let text: ArraySlice<UInt8>
    let value: String?
  }

  /// Takes `${name}` or `$${name}` if it is next.
  private mutating func takeReference() -> Reference? {
    guard source.bytes[offset] == UInt8(ascii: "$") else { return nil }
    let start = offset
    if let length = VariableReference.length(at: offset + 1, in: source.bytes) {
      offset += 1 + length
      return Reference(
        span: SourceSpan(start, offset), text: source.bytes[start + 1..<offset], value: nil)
    }
    guard let length = VariableReference.length(at: offset, in: source.bytes) else { return nil }
    offset += length
    let name = String(decoding: source.bytes[start + 2..<offset - 1], as: UTF8.self)
    return Reference(
      span: SourceSpan(start, offset), text: source.bytes[start..<offset], value: value(name))
  }

  private mutating func bare(_ reference: Reference) throws(SQLError) {
    guard let value = reference.value else {
      output.append(contentsOf: reference.text)
      return
    }
    guard Self.isIdentifier(value) || Self.isLiteral(value) else {
      throw SQLError(
        .parseFailed, isValueExpected ? "Got: '\(value)'" : Self.identifierRule(value),
        code: .invalidVariable, at: reference.span,
        hint: "put the reference in single quotes if a string is meant",
        placeStyle: .illegalArgument,
        wireSentence: isValueExpected ? "Got: '\(value)'" : Self.identifierRule(value))
    }
    output.append(contentsOf: value.utf8)
  }

  private static func identifierRule(_ value: String) -> String {
    "Identifier names cannot start with '@' and may only contain alphanumeric values and '_'. "
      + "Got: '\(value)'"
  }

  /// Whether a value rather than a name belongs behind what was read last: `=` and its like.
  private var isValueExpected: Bool {
    "=<>+*/%".utf8.contains(lastSignificant)
  }

  /// Whether the text is one identifier: a word, bare or in quotes.
  static func isIdentifier(_ text: String) -> Bool {
    var bytes = Array(text.utf8)[...]
    if let quote = bytes.first, quote == UInt8(ascii: "`") || quote == UInt8(ascii: "\""),
      bytes.count > 1, bytes.last == quote
    {
      bytes = bytes.dropFirst().dropLast()
    }
    return Lexer.isWordStart(bytes.first) && bytes.allSatisfy { Lexer.isWordPart($0) }
  }

  /// Whether the text is one literal: a string in quotes, a number, TRUE or FALSE.
  static func isLiteral(_ text: String) -> Bool {
    let source = SourceText(text)
    var tokens = Lexer.tokens(of: source).tokens.dropLast()
    if tokens.first?.kind == .symbol(.minus) { tokens = tokens.dropFirst() }
    guard tokens.count == 1, let token = tokens.first, token.span.end == source.bytes.count else {
      return false
    }
    switch token.kind {
    case .integer, .decimal, .double: return true
    case .string: return token.span.start == 0
    case .word: return ["TRUE", "FALSE"].contains(text.uppercased())
    default: return false
    }
  }
}
