// Text to statements: recursive descent for statements and clauses, precedence climbing for
// expressions. The productions stand above the functions that read them, word for word as in
// `grammar/`; a test compares the two.
//
// The parser never backtracks over more than a run of names, so its time is linear in the text. It
// stops at the first error; no input, however deep or broken, makes it trap.

/// Reads statements, expressions and types.
package struct Parser {
  let source: SourceText
  let options: ParserOptions
  private let tokens: [Token]
  private var position = 0
  private var nesting = 0
  /// Where the statement being read begins, for messages.
  private var statementStart = 0

  init(_ source: SourceText, _ options: ParserOptions) {
    self.source = source
    self.options = options
    tokens = Lexer.tokens(of: source).tokens
  }

  // MARK: - Entry points

  /// All statements of a text, each ended by a semicolon.
  package static func parseScript(
    _ source: SourceText, options: ParserOptions = ParserOptions()
  ) throws(SQLError) -> [ParsedStatement] {
    try checkLength(source, options)
    var parser = Parser(source, options)
    return try parser.parseScript()
  }

  /// All statements of a text, each ended by a semicolon.
  package static func parseScript(
    _ text: String, options: ParserOptions = ParserOptions()
  ) throws(SQLError) -> [ParsedStatement] {
    try parseScript(SourceText(text), options: options)
  }

  /// The one expression that the text is.
  package static func parseExpression(
    _ text: String, options: ParserOptions = ParserOptions()
  ) throws(SQLError) -> Expression {
    let source = SourceText(text)
    try checkLength(source, options)
    var parser = Parser(source, options)
    let expression = try parser.parseExpression()
    try parser.expectEndOfText()
    return expression
  }

  /// The one type that the text is.
  package static func parseType(
    _ text: String, options: ParserOptions = ParserOptions()
  ) throws(SQLError) -> TypeSyntax {
    let source = SourceText(text)
    try checkLength(source, options)
    var parser = Parser(source, options)
    let type = try parser.parseType()
    try parser.expectEndOfText()
    return type
  }

  private static func checkLength(
    _ source: SourceText, _ options: ParserOptions
  ) throws(SQLError) {
    guard source.bytes.count <= options.limits.scriptBytes else {
      throw tooLarge("it is longer than \(options.limits.scriptBytes) bytes", at: SourceSpan(0, 0))
    }
  }

  // script := { statement ';' }
  private mutating func parseScript() throws(SQLError) -> [ParsedStatement] {
    var statements: [ParsedStatement] = []
    while peek.kind != .endOfText {
      guard statements.count < options.limits.statementCount else {
        throw Self.tooLarge(
          "it has more than \(options.limits.statementCount) statements", at: peek.span)
      }
      statementStart = peek.span.start
      let statement = try attachingText { p throws(SQLError) in
        let statement = try Statement.parse(&p)
        try p.expectEndOfStatement()
        return statement
      }
      let span = SourceSpan(statementStart, previousEnd)
      guard span.end - span.start <= options.limits.statementBytes else {
        throw Self.tooLarge(
          "it is longer than \(options.limits.statementBytes) bytes", at: span)
      }
      statements.append(
        ParsedStatement(statement: statement, span: span, text: source.text(of: span)))
    }
    return statements
  }

  private mutating func expectEndOfStatement() throws(SQLError) {
    if options.mayOmitLastSemicolon, peek.kind == .endOfText { return }
    try expect(.semicolon)
  }

  private mutating func expectEndOfText() throws(SQLError) {
    guard peek.kind == .endOfText else { throw unexpected("the end of the text") }
  }

  /// Runs `body`; an error it throws learns the text of the statement it is about.
  private mutating func attachingText<Result>(
    _ body: (inout Parser) throws(SQLError) -> Result
  ) throws(SQLError) -> Result {
    do {
      return try body(&self)
    } catch {
      var error = error
      error.statementText = currentStatementText
      throw error
    }
  }

  /// From the first token of the current statement to its semicolon, or to the end of the text.
  private var currentStatementText: String {
    var end = position
    while end < tokens.count - 1, tokens[end].kind != .symbol(.semicolon) { end += 1 }
    let span = SourceSpan(statementStart, tokens[end].span.end)
    return SourceTextTrimming.trimmed(source.text(of: span))
  }
}

/// A statement, where it stands in the script, and its text from first token to semicolon.
package struct ParsedStatement: Sendable, Hashable {
  package let statement: Statement
  package let span: SourceSpan
  package let text: String

  package init(statement: Statement, span: SourceSpan, text: String) {
    self.statement = statement
    self.span = span
    self.text = text
  }
}

// MARK: - Tokens

extension Parser {
  /// The token to read next. Reading never goes beyond `endOfText`, which is always there.
  var peek: Token { tokens[position] }

  /// The token `distance` places after the next one, or the end of the text.
  func peek(_ distance: Int) -> Token { tokens[min(position + distance, tokens.count - 1)] }

  /// The token `distance` places after the next one, which may be negative; nil beyond the ends.
  func token(at distance: Int) -> Token? {
    let index = position + distance
    return tokens.indices.contains(index) ? tokens[index] : nil
  }

  /// The token read last; nil before the first.
  var previous: Token? { position > 0 ? tokens[position - 1] : nil }

  /// The end of the token read last.
  var previousEnd: Int { previous?.span.end ?? 0 }

  /// Takes the next token.
  @discardableResult
  mutating func advance() -> Token {
    let token = tokens[position]
    if token.kind != .endOfText { position += 1 }
    return token
  }

  /// The span from `start` to the end of the token read last.
  func span(from start: Int) -> SourceSpan { SourceSpan(start, previousEnd) }

  /// Runs `body` one level deeper; refuses when that is too deep.
  mutating func nested<Result>(
    _ body: (inout Parser) throws(SQLError) -> Result
  ) throws(SQLError) -> Result {
    guard nesting < options.limits.nesting else {
      throw Self.tooLarge("it is nested more deeply than can be read", at: peek.span)
    }
    nesting += 1
    defer { nesting -= 1 }
    return try body(&self)
  }

  /// Whether the next token is that symbol.
  func isNext(_ symbol: Symbol) -> Bool { peek.kind == .symbol(symbol) }

  /// Whether the token at `distance` is that keyword, in any case, unquoted.
  func isNext(_ keyword: StaticString, at distance: Int = 0) -> Bool {
    let token = peek(distance)
    guard token.kind == .word, token.span.end - token.span.start == keyword.utf8CodeUnitCount
    else { return false }
    return keyword.withUTF8Buffer { wanted in
      for (index, byte) in wanted.enumerated() {
        let found = source.bytes[token.span.start + index]
        let isLower = found >= UInt8(ascii: "a") && found <= UInt8(ascii: "z")
        if (isLower ? found - 0x20 : found) != byte { return false }
      }
      return true
    }
  }

  /// Takes the symbol if it is next.
  mutating func accept(_ symbol: Symbol) -> Bool {
    guard isNext(symbol) else { return false }
    advance()
    return true
  }

  /// Takes the keyword if it is next.
  mutating func accept(_ keyword: StaticString) -> Bool {
    guard isNext(keyword) else { return false }
    advance()
    return true
  }

  /// Takes the keywords if all of them are next.
  mutating func accept(_ first: StaticString, _ rest: StaticString...) -> Bool {
    guard isNext(first) else { return false }
    for (index, keyword) in rest.enumerated() where !isNext(keyword, at: index + 1) {
      return false
    }
    for _ in 0...rest.count { advance() }
    return true
  }

  /// Takes the symbol or fails.
  @discardableResult
  mutating func expect(_ symbol: Symbol) throws(SQLError) -> Token {
    guard isNext(symbol) else {
      throw unexpected("'\(symbol.rawValue)'", expecting: ["'\(symbol.rawValue)'"])
    }
    return advance()
  }

  /// Takes the keywords, one after another, or fails.
  mutating func expect(_ keywords: StaticString...) throws(SQLError) {
    for keyword in keywords where !accept(keyword) {
      throw unexpected("\(keyword)", expecting: ["'\(keyword)'"])
    }
  }

  /// Reads `element { ',' element } ')'`, the parenthesis being open already.
  mutating func parseRestOfList<Element>(
    closedBy close: Symbol = .closeParenthesis,
    _ element: (inout Parser) throws(SQLError) -> Element
  ) throws(SQLError) -> [Element] {
    var elements = [try element(&self)]
    while accept(.comma) { elements.append(try element(&self)) }
    guard accept(close) else {
      throw unexpected(
        "',' or '\(close.rawValue)'", expecting: ["','", "'\(close.rawValue)'"])
    }
    return elements
  }
}
