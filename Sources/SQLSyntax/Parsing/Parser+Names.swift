// Names, strings and numbers: the smallest productions.

extension Parser {
  // identifier := bare_identifier | digit_identifier | quoted_identifier | non_reserved
  mutating func parseIdentifier(_ what: String = "a name") throws(SQLError) -> Identifier {
    guard let identifier = try acceptIdentifier() else { throw expectedName(what) }
    return identifier
  }

  /// Takes an identifier if one is next.
  mutating func acceptIdentifier() throws(SQLError) -> Identifier? {
    guard isIdentifierNext() else { return nil }
    let token = advance()
    if token.kind == .quotedName { return try quotedIdentifier(token) }
    return Identifier(upperCased(token), span: token.span)
  }

  /// Whether the token at `distance` can be a name.
  func isIdentifierNext(at distance: Int = 0) -> Bool {
    let token = peek(distance)
    switch token.kind {
    case .quotedName, .digitWord: return true
    case .word: return !Keyword.isReserved(upperCased(token))
    default: return false
    }
  }

  /// The text of a token with its ASCII letters in upper case.
  func upperCased(_ token: Token) -> String {
    String(
      decoding: source.bytes[token.span.start..<token.span.end].lazy.map { byte in
        let isLower = byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z")
        return isLower ? byte - 0x20 : byte
      }, as: UTF8.self)
  }

  private func quotedIdentifier(_ token: Token) throws(SQLError) -> Identifier {
    let name = unquoted(token)
    guard !name.isEmpty else {
      throw SQLError(
        .parseFailed, "a name cannot be empty", code: .invalidName, at: token.span,
        placeStyle: .lineAndColumn)
    }
    return Identifier(name, isQuoted: true, span: token.span)
  }

  /// The text between the quotes of a token, doubled quotes made one.
  func unquoted(_ token: Token) -> String {
    let quote = source.bytes[token.span.start]
    var content: [UInt8] = []
    var index = token.span.start + 1
    while index < token.span.end - 1 {
      let byte = source.bytes[index]
      content.append(byte)
      index += byte == quote ? 2 : 1
    }
    return String(decoding: content, as: UTF8.self)
  }

  // source_name := source_word | quoted_source_name | non_reserved
  mutating func parseSourceName() throws(SQLError) -> Identifier {
    let identifier = try parseIdentifier("the name of a stream or table")
    try checkSourceName(identifier)
    return identifier
  }

  /// Streams and tables may be named with letters, digits, `_` and `-` only.
  func checkSourceName(_ identifier: Identifier) throws(SQLError) {
    for byte in identifier.name.utf8
    where !(Lexer.isWordStart(byte) || Lexer.isDigit(byte) || byte == UInt8(ascii: "-")) {
      throw SQLError(
        .parseFailed,
        "Source names may only contain alphanumeric values, '_' or '-'. "
          + "Got: '\(identifier.name)'",
        code: .invalidName, at: identifier.span, placeStyle: .illegalArgument)
    }
  }

  // topic_name := string | identifier
  mutating func parseTopicName(_ what: String = "the name of a topic") throws(SQLError) -> TopicName
  {
    let token = peek
    if token.kind == .string {
      advance()
      return TopicName(unquoted(token), span: token.span)
    }
    let identifier = try parseIdentifier(what)
    // A bare name keeps its case here, other than everywhere else.
    let name = token.kind == .quotedName ? identifier.name : source.text(of: token.span)
    return TopicName(name, span: token.span)
  }

  // variable_name := bare_identifier | non_reserved
  mutating func parseVariableName() throws(SQLError) -> Identifier {
    let token = peek
    guard token.kind == .word, isIdentifierNext() else {
      throw expectedName("the name of a variable")
    }
    advance()
    return Identifier(source.text(of: token.span), span: token.span)
  }

  /// Takes a string literal.
  mutating func parseString(_ what: String) throws(SQLError) -> StringSyntax {
    let token = peek
    guard token.kind == .string else { throw unexpected(what, expecting: ["STRING"]) }
    advance()
    return StringSyntax(unquoted(token), span: token.span)
  }

  // whole_number := ['-'] integer
  mutating func parseWholeNumber(_ what: String) throws(SQLError) -> Int64 {
    let start = peek.span.start
    let isNegative = isNext(.minus) && peek(1).kind == .integer
    if isNegative { advance() }
    guard peek.kind == .integer else { throw unexpected(what) }
    advance()
    return try integer(span(from: start))
  }

  /// The value of a span that holds digits and perhaps a minus sign before them.
  func integer(_ span: SourceSpan) throws(SQLError) -> Int64 {
    let text = numberText(span)
    guard let value = Int64(text) else {
      throw SQLError(
        .parseFailed, "Invalid numeric literal: \(text)", code: .invalidToken, at: span,
        hint: "whole numbers have at most 64 bits; write a decimal with a point",
        placeStyle: .literal, wireSentence: "Invalid numeric literal: \(text)")
    }
    return value
  }

  /// The text of a number whose last token was just read, its sign close to its digits.
  func numberText(_ span: SourceSpan) -> String {
    guard let digits = previous?.span, digits.start > span.start else {
      return source.text(of: span)
    }
    return "-" + source.text(of: digits)
  }

  // duration := whole_number time_unit
  mutating func parseDuration() throws(SQLError) -> DurationLiteral {
    let start = peek.span.start
    let amount = try parseWholeNumber("a number of time units")
    let unit = try parseTimeUnit()
    return DurationLiteral(amount, unit, span: span(from: start))
  }

  // time_unit := DAY | DAYS | HOUR | HOURS | MINUTE | MINUTES | SECOND | SECONDS
  //     | MILLISECOND | MILLISECONDS
  private mutating func parseTimeUnit() throws(SQLError) -> TimeUnit {
    let token = peek
    guard token.kind == .word, let unit = TimeUnit(spelling: upperCased(token)) else {
      throw unexpected("a unit of time: DAYS, HOURS, MINUTES, SECONDS or MILLISECONDS")
    }
    advance()
    return unit
  }
}
