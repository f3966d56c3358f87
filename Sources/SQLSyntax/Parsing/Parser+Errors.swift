// How the parser complains. Each syntax error has two wordings: what was expected and what stood
// there instead, for people; and the reference dialect's line, for clients that match on it.

extension Parser {
  /// The next token cannot be here. `what` says in words what could; `expecting` lists the tokens that
  /// could, when they are few.
  func unexpected(_ what: String, expecting: [String] = []) -> SQLError {
    let token = peek
    if case .invalid(let fault) = token.kind { return Self.error(about: fault, token, source) }
    let found = describe(token)
    var wire: String
    if expecting.isEmpty {
      let place = source.position(of: token.span.start)
      wire =
        "Syntax error at or near '\(found.text)' at line \(place.line):\(place.column)"
    } else {
      wire = "Expecting {\(expecting.joined(separator: ", "))}"
    }
    var notes: [String] = []
    if token.kind == .endOfText || token.kind == .symbol(.semicolon), let open = openBracket() {
      notes.append("'}', ']', or ')' is missing")
      wire += "\n'}', ']', or ')' is missing"
      let place = source.position(of: open.span.start)
      notes = ["a bracket is open since line \(place.line), column \(place.column)"]
    }
    return SQLError(
      .parseFailed, "expected \(what), found \(found.phrase)", at: token.span,
      hint: misspelling(), notes: notes, placeStyle: .syntax, wireSentence: wire)
  }

  /// A name was expected, and the next token is none.
  func expectedName(_ what: String = "a name") -> SQLError {
    let token = peek
    guard token.kind == .word else {
      if token.kind == .variable { return undefinedVariable(token) }
      return unexpected(what)
    }
    let word = source.text(of: token.span)
    return SQLError(
      .parseFailed, "expected \(what), found the reserved word \(word.uppercased())",
      at: token.span, hint: "put it in back-ticks to use it as a name: `\(word.uppercased())`",
      placeStyle: .syntax,
      wireSentence: "\"\(word)\" is a reserved keyword and it can't be used as an identifier. "
        + "You can use it as an identifier by escaping it as '\(word)' ")
  }

  /// A `${name}` that no DEFINE gave a value.
  func undefinedVariable(_ token: Token) -> SQLError {
    let text = source.text(of: token.span)
    let name = String(text.dropFirst(2).dropLast())
    return SQLError(
      .parseFailed, "variable \(name) is not defined", code: .invalidVariable, at: token.span,
      hint: "DEFINE \(name) = 'value';", placeStyle: .illegalArgument,
      wireSentence: "Identifier names cannot start with '@' and may only contain alphanumeric "
        + "values and '_'. Got: '\(text)'")
  }

  /// A first word that begins no statement.
  func unknownStatement() -> SQLError {
    let token = peek
    guard token.kind == .word else { return unexpected("a statement") }
    let word = source.text(of: token.span)
    let nearest = NameSuggestion.nearest(to: word.uppercased(), among: Self.statementWords)
    var wire = "Unknown statement '\(word)'"
    if let nearest { wire += "\nDid you mean '\(nearest)'?" }
    return SQLError(
      .parseFailed, "no statement begins with '\(word)'", code: .unknownStatement,
      at: token.span, hint: nearest.map { "did you mean \($0)?" }, placeStyle: .syntax,
      wireSentence: wire)
  }

  /// The words that begin a statement.
  package static let statementWords = [
    "SELECT", "CREATE", "INSERT", "DESCRIBE", "PRINT", "EXPLAIN", "SHOW", "LIST", "TERMINATE",
    "PAUSE", "RESUME", "DROP", "SET", "DEFINE", "UNDEFINE", "UNSET", "ASSERT", "ALTER",
  ]

  /// A limit of the parser was passed.
  static func tooLarge(_ reason: String, at span: SourceSpan) -> SQLError {
    SQLError(
      .parseFailed, "the statement is too large to parse: \(reason)", code: .tooLarge, at: span,
      hint: "split it, or use fewer levels",
      wireSentence: "Error processing statement: Statement is too large to parse. "
        + "This may be caused by having too many nested expressions in the statement.")
  }

  private static func error(
    about fault: Token.Fault, _ token: Token, _ source: SourceText
  ) -> SQLError {
    let text = source.text(of: token.span)
    let start = SourceSpan(token.span.start, token.span.start + 1)
    let place = source.position(of: token.span.start)
    let near = "Syntax error at or near '\(text.prefix(32))' at line \(place.line):\(place.column)"
    let sentence: String
    var hint: String?
    var span = start
    switch fault {
    case .unexpectedCharacter:
      sentence = "the character '\(text)' has no meaning here"
      span = token.span
    case .unterminatedString:
      sentence = "this string has no end"
      hint = "close it with a single quote; a quote inside is written twice"
    case .unterminatedName:
      sentence = "this quoted name has no end"
      hint = "close it with \(text.prefix(1))"
    case .unterminatedComment:
      sentence = "this comment has no end"
      hint = "close it with */"
    case .invalidUTF8: sentence = "this text is not valid UTF-8"
    }
    return SQLError(
      .parseFailed, sentence, code: .invalidToken, at: span, hint: hint, placeStyle: .syntax,
      wireSentence: near)
  }

  /// How a token is shown: its text, and a phrase for a sentence.
  private func describe(_ token: Token) -> (text: String, phrase: String) {
    let text = source.text(of: token.span)
    switch token.kind {
    case .endOfText: return ("<EOF>", "the end of the text")
    case .string: return (text, "the string \(text.prefix(40))")
    case .word where Keyword.isReserved(text.uppercased()):
      return (text, "the reserved word \(text.uppercased())")
    default: return (text, "'\(text.prefix(40))'")
    }
  }

  /// The words that begin clauses: of the keywords as near, one of these was meant.
  private static let clauseWords = [
    "FROM", "WHERE", "WINDOW", "GROUP", "PARTITION", "HAVING", "EMIT", "LIMIT", "JOIN", "WITH",
  ]

  /// A keyword that the next word, or the one before it, is one slip away from.
  private func misspelling() -> String? {
    for token in [peek, previous].compactMap({ $0 }) where token.kind == .word {
      let word = source.text(of: token.span).uppercased()
      guard word.utf8.count >= 3, !Keyword.isReserved(word), !Keyword.nonReserved.contains(word)
      else { continue }
      let words = Self.clauseWords + Keyword.all
      if let near = NameSuggestion.nearest(to: word, among: words, within: 1) {
        return "did you mean \(near)?"
      }
    }
    return nil
  }
}

extension Parser {
  /// The innermost bracket of the statement that is open before the next token.
  fileprivate func openBracket() -> Token? {
    var open: [Token] = []
    var distance = -1
    while let token = token(at: distance), token.kind != .symbol(.semicolon) {
      switch token.kind {
      case .symbol(.closeParenthesis), .symbol(.closeBracket): open.append(token)
      case .symbol(.openParenthesis), .symbol(.openBracket):
        if open.isEmpty { return token }
        open.removeLast()
      default: break
      }
      distance -= 1
    }
    return nil
  }
}
