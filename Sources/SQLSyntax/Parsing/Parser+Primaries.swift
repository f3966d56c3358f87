// What expressions are made of: constants, columns, calls, constructors, CASE and CAST, and the
// subscripts and field accesses that follow them.

extension Parser {
  // primary := atom { subscript | field_access }
  // subscript := '[' value_expression ']'
  // field_access := '->' identifier
  mutating func parsePrimary() throws(SQLError) -> Expression {
    let start = peek.span.start
    var base = try parseAtom()
    while true {
      if accept(.openBracket) {
        let index = try parseValueExpression()
        try expect(.closeBracket)
        base = try node(.subscripted(base, index: index), from: start)
      } else if isNext(.arrow), peek(1).kind != .symbol(.asterisk) {
        advance()
        base = try node(.field(base, try parseIdentifier("the name of a field")), from: start)
      } else {
        return base
      }
    }
  }

  // atom := literal | typed_literal | case | cast | array | map | struct | call | column
  //     | '(' expression ')'
  private mutating func parseAtom() throws(SQLError) -> Expression {
    let start = peek.span.start
    if let literal = try acceptLiteral() { return try node(.literal(literal), from: start) }
    if accept(.openParenthesis) {
      let inner = try parseExpression()
      try expect(.closeParenthesis)
      // The node is what stood between the parentheses, and where it stood.
      return inner
    }
    if accept("CASE") { return try parseRestOfCase(from: start) }
    if accept("CAST") { return try parseRestOfCast(from: start) }
    if peek(1).kind == .string, isNext("DECIMAL") || isIdentifierNext() {
      return try parseTypedLiteral()
    }
    guard isIdentifierNext() else {
      if peek.kind == .word || peek.kind == .variable { throw expectedName("an expression") }
      throw unexpected("an expression")
    }
    if let constructed = try acceptConstructor() { return constructed }
    let name = try parseIdentifier()
    if accept(.openParenthesis) { return try parseRestOfCall(name) }
    return try parseRestOfColumn(name)
  }

  // literal := NULL | TRUE | FALSE | ['-'] integer | ['-'] decimal | ['-'] double | string
  mutating func acceptLiteral() throws(SQLError) -> Literal? {
    let start = peek.span.start
    let isNegative = isNext(.minus)
    let token = isNegative ? peek(1) : peek
    switch token.kind {
    case .string where !isNegative:
      advance()
      return .string(unquoted(token))
    case .word where !isNegative:
      if accept("NULL") { return .null }
      if accept("TRUE") { return .boolean(true) }
      return accept("FALSE") ? .boolean(false) : nil
    case .integer, .decimal, .double:
      if isNegative { advance() }
      advance()
      return try number(token.kind, span(from: start))
    default: return nil
    }
  }

  private func number(_ kind: Token.Kind, _ span: SourceSpan) throws(SQLError) -> Literal {
    let text = numberText(span)
    switch kind {
    case .integer: return .integer(try integer(span))
    case .decimal:
      if let literal = DecimalLiteral(text) { return .decimal(literal) }
    default:
      if let literal = DoubleLiteral(text) { return .double(literal) }
      throw SQLError(
        .parseFailed, "Number overflows DOUBLE: \(text)", code: .invalidToken, at: span,
        placeStyle: .literal)
    }
    throw SQLError(
      .parseFailed, "Invalid numeric literal: \(text)", code: .invalidToken, at: span,
      placeStyle: .literal)
  }

  // typed_literal := DECIMAL decimal_string
  private mutating func parseTypedLiteral() throws(SQLError) -> Expression {
    let type = advance()
    let value = advance()
    let span = span(from: type.span.start)
    guard upperCased(type) == "DECIMAL" else {
      throw SQLError(
        .parseFailed, "Unknown type: \(source.text(of: type.span))", code: .unknownType, at: span,
        hint: "a comma or an operator may be missing before the string", placeStyle: .lineAndColumn)
    }
    guard let literal = DecimalLiteral(unquoted(value)) else {
      throw SQLError(
        .parseFailed, "Invalid numeric literal: \(unquoted(value))", code: .invalidToken,
        at: value.span, placeStyle: .literal)
    }
    return Expression(.literal(.decimal(literal)), span: span)
  }

  // case := CASE [value_expression] when {when} [ELSE expression] END
  // when := WHEN expression THEN expression
  private mutating func parseRestOfCase(from start: Int) throws(SQLError) -> Expression {
    let operand = isNext("WHEN") ? nil : try parseValueExpression()
    var clauses: [WhenClause] = []
    repeat {
      try expect("WHEN")
      let condition = try parseExpression()
      try expect("THEN")
      clauses.append(WhenClause(condition: condition, result: try parseExpression()))
    } while isNext("WHEN")
    let otherwise = accept("ELSE") ? try parseExpression() : nil
    try expect("END")
    if let operand {
      return try node(.simpleCase(operand, clauses, otherwise: otherwise), from: start)
    }
    return try node(.searchedCase(clauses, otherwise: otherwise), from: start)
  }

  // cast := CAST '(' expression AS type ')'
  private mutating func parseRestOfCast(from start: Int) throws(SQLError) -> Expression {
    try expect(.openParenthesis)
    let value = try parseExpression()
    try expect("AS")
    let type = try parseType()
    try expect(.closeParenthesis)
    return try node(.cast(value, type), from: start)
  }

  // array := ARRAY '[' [expression { ',' expression }] ']'
  // map := MAP '(' [map_entry { ',' map_entry }] ')'
  // map_entry := expression ':=' expression
  // struct := STRUCT '(' [struct_entry { ',' struct_entry }] ')'
  // struct_entry := identifier ':=' expression
  private mutating func acceptConstructor() throws(SQLError) -> Expression? {
    let start = peek.span.start
    if isNext("ARRAY"), peek(1).kind == .symbol(.openBracket) {
      advance()
      let elements = try parseEntries(.closeBracket) { p throws(SQLError) in
        try p.parseExpression()
      }
      return try node(.array(elements), from: start)
    }
    guard peek(1).kind == .symbol(.openParenthesis) else { return nil }
    if accept("MAP") {
      let entries = try parseEntries(.closeParenthesis) { p throws(SQLError) in
        let key = try p.parseExpression()
        try p.expect(.assign)
        return MapEntry(key: key, value: try p.parseExpression())
      }
      return try node(.map(entries), from: start)
    }
    if accept("STRUCT") {
      let entries = try parseEntries(.closeParenthesis) { p throws(SQLError) in
        let name = try p.parseIdentifier("the name of a field")
        try p.expect(.assign)
        return StructEntry(name: name, value: try p.parseExpression())
      }
      return try node(.structure(entries), from: start)
    }
    return nil
  }

  /// Takes the opening bracket that is next, and a list that may be empty.
  private mutating func parseEntries<Entry>(
    _ close: Symbol, _ entry: (inout Parser) throws(SQLError) -> Entry
  ) throws(SQLError) -> [Entry] {
    advance()
    if accept(close) { return [] }
    return try parseRestOfList(closedBy: close, entry)
  }

  // column := identifier ['.' identifier]
  private mutating func parseRestOfColumn(_ name: Identifier) throws(SQLError) -> Expression {
    let start = name.span.start
    guard accept(.point) else { return try node(.column(ColumnReference(name: name)), from: start) }
    let column = try parseIdentifier("the name of a column")
    return try node(.column(ColumnReference(source: name, name: column)), from: start)
  }

  // call := function_name '(' ('*' | [arguments]) ')'
  // function_name := identifier
  private mutating func parseRestOfCall(_ name: Identifier) throws(SQLError) -> Expression {
    let start = name.span.start
    if accept(.asterisk) {
      try expect(.closeParenthesis)
      return try node(.call(FunctionCall(name: name, arguments: [], isStar: true)), from: start)
    }
    let arguments = accept(.closeParenthesis) ? [] : try parseRestOfArguments()
    return try node(.call(FunctionCall(name: name, arguments: arguments)), from: start)
  }

  // arguments := argument { ',' argument } { ',' lambda }
  // argument := interval_unit | expression
  /// The parenthesis is open already, and closed at the end. Lambdas stand behind everything else.
  private mutating func parseRestOfArguments() throws(SQLError) -> [Expression] {
    var seen = (arguments: false, lambdas: false)
    return try parseRestOfList { p throws(SQLError) in
      if p.isLambdaNext() {
        guard seen.arguments else { throw p.unexpected("an argument before the lambda") }
        seen.lambdas = true
        return try p.nested { p throws(SQLError) in try p.parseLambda() }
      }
      guard !seen.lambdas else {
        throw p.unexpected("another lambda; lambdas are the last arguments")
      }
      seen.arguments = true
      if let unit = p.acceptIntervalUnit() { return unit }
      return try p.parseExpression()
    }
  }

  // interval_unit := DAYS | HOURS | MINUTES | SECONDS | MILLISECOND | MILLISECONDS
  /// The units that are reserved words, standing alone as an argument; the others are names anyway.
  private mutating func acceptIntervalUnit() -> Expression? {
    let token = peek
    guard token.kind == .word, !isIdentifierNext(),
      peek(1).kind == .symbol(.comma) || peek(1).kind == .symbol(.closeParenthesis),
      TimeUnit(spelling: upperCased(token)) != nil
    else { return nil }
    advance()
    let name = Identifier(upperCased(token), span: token.span)
    return Expression(.column(ColumnReference(name: name)), span: token.span)
  }

  /// Whether `name =>` or `(name, …) =>` is next. Looks over names and commas only.
  private func isLambdaNext() -> Bool {
    guard isNext(.openParenthesis) else {
      return isIdentifierNext() && peek(1).kind == .symbol(.lambda)
    }
    var distance = 1
    while isIdentifierNext(at: distance) {
      switch peek(distance + 1).kind {
      case .symbol(.comma): distance += 2
      case .symbol(.closeParenthesis): return peek(distance + 2).kind == .symbol(.lambda)
      default: return false
      }
    }
    return false
  }

  // lambda := (identifier | '(' identifier { ',' identifier } ')') '=>' expression
  private mutating func parseLambda() throws(SQLError) -> Expression {
    let start = peek.span.start
    var parameters: [Identifier] = []
    if accept(.openParenthesis) {
      parameters = try parseRestOfList { p throws(SQLError) in try p.parseIdentifier() }
    } else {
      parameters = [try parseIdentifier()]
    }
    try expect(.lambda)
    return try node(.lambda(parameters: parameters, body: try parseExpression()), from: start)
  }
}
