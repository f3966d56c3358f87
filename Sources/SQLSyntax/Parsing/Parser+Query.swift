// SELECT and its clauses, in their one order.

extension Parser {
  // query := SELECT select_item { ',' select_item } FROM from [WINDOW window]
  //     [WHERE expression] [GROUP BY grouping] [PARTITION BY grouping] [HAVING expression]
  //     [EMIT (CHANGES | FINAL)] [LIMIT whole_number]
  mutating func parseQuery() throws(SQLError) -> Query {
    let start = peek.span.start
    try expect("SELECT")
    var items = [try parseSelectItem()]
    while accept(.comma) { items.append(try parseSelectItem()) }
    try expect("FROM")
    var query = Query(items: items, from: try parseFrom())
    if accept("WINDOW") { query.window = try parseWindow() }
    if accept("WHERE") { query.filter = try parseExpression() }
    if accept("GROUP") {
      try expect("BY")
      query.groupBy = try parseGrouping()
    }
    if accept("PARTITION", "BY") { query.partitionBy = try parseGrouping() }
    if accept("HAVING") { query.having = try parseExpression() }
    if accept("EMIT") {
      if accept("CHANGES") {
        query.emit = .changes
      } else {
        guard accept("FINAL") else {
          throw unexpected("CHANGES or FINAL", expecting: ["'CHANGES'", "'FINAL'"])
        }
        query.emit = .final
      }
    }
    if accept("LIMIT") { query.limit = try parseWholeNumber("a whole number of rows") }
    query.span = span(from: start)
    return query
  }

  // select_item := '*' | identifier '.' '*' | primary '->' '*' | expression [[AS] identifier]
  private mutating func parseSelectItem() throws(SQLError) -> SelectItem {
    let start = peek.span.start
    if accept(.asterisk) {
      return SelectItem(.allColumns(source: nil), span: span(from: start))
    }
    if isIdentifierNext(), peek(1).kind == .symbol(.point), peek(2).kind == .symbol(.asterisk) {
      let source = try parseIdentifier()
      advance()
      advance()
      return SelectItem(.allColumns(source: source), span: span(from: start))
    }
    let (expression, isPrimary) = try parseSelectExpression()
    if isPrimary, accept(.arrow) {
      try expect(.asterisk)
      return SelectItem(.allFields(expression), span: span(from: start))
    }
    var alias: Identifier?
    if accept("AS") {
      alias = try parseIdentifier("an alias")
    } else {
      alias = try acceptIdentifier()
    }
    return SelectItem(.expression(expression, alias: alias), span: span(from: start))
  }

  /// An expression, and whether it is a primary that `-> *` may follow.
  private mutating func parseSelectExpression() throws(SQLError) -> (Expression, isPrimary: Bool) {
    let hasSign = (isNext(.minus) && !isNumber(peek(1))) || isNext(.plus)
    if isNext("NOT") || hasSign { return (try parseExpression(), false) }
    let start = peek.span.start
    let primary = try parsePrimary()
    if isNext(.arrow) { return (primary, true) }
    return (try parseOperators(after: primary, from: start, .or), false)
  }

  // grouping := '(' [value_expression { ',' value_expression }] ')'
  //     | value_expression { ',' value_expression }
  private mutating func parseGrouping() throws(SQLError) -> [Expression] {
    if isParenthesizedListNext() {
      advance()
      if accept(.closeParenthesis) { return [] }
      return try parseRestOfList { p throws(SQLError) in try p.parseValueExpression() }
    }
    var expressions = [try parseValueExpression()]
    while accept(.comma) { expressions.append(try parseValueExpression()) }
    return expressions
  }

  /// Whether a parenthesis is next that holds nothing, or a comma of its own: a list. Any other one
  /// belongs to the first expression.
  private func isParenthesizedListNext() -> Bool {
    guard isNext(.openParenthesis) else { return false }
    var depth = 0
    var distance = 0
    while let token = token(at: distance) {
      switch token.kind {
      case .symbol(.openParenthesis), .symbol(.openBracket): depth += 1
      case .symbol(.closeParenthesis), .symbol(.closeBracket):
        depth -= 1
        if depth == 0 { return distance == 1 }
      case .symbol(.comma) where depth == 1: return true
      case .symbol(.semicolon): return false
      default: break
      }
      distance += 1
    }
    return false
  }

  // from := aliased_source {join}
  private mutating func parseFrom() throws(SQLError) -> FromClause {
    let source = try parseAliasedSource()
    var joins: [Join] = []
    while let type = try acceptJoinType() { joins.append(try parseRestOfJoin(type)) }
    return FromClause(source: source, joins: joins)
  }

  // aliased_source := source_name [[AS] source_name]
  private mutating func parseAliasedSource() throws(SQLError) -> AliasedSource {
    let start = peek.span.start
    let name = try parseSourceName()
    var alias: Identifier?
    if accept("AS") || (isIdentifierNext() && !isClauseNext()) { alias = try parseSourceName() }
    return AliasedSource(name: name, alias: alias, span: span(from: start))
  }

  /// Whether EMIT or PARTITION is next and begins its clause; both words may be aliases.
  private func isClauseNext() -> Bool {
    if isNext("EMIT") { return isNext("CHANGES", at: 1) || isNext("FINAL", at: 1) }
    return isNext("PARTITION") && isNext("BY", at: 1)
  }

  // join := join_type JOIN aliased_source [WITHIN within] ON expression
  // join_type := [INNER | LEFT [OUTER] | RIGHT [OUTER] | FULL [OUTER]]
  private mutating func acceptJoinType() throws(SQLError) -> JoinType? {
    if accept("JOIN") { return .inner }
    let type: JoinType
    if accept("INNER") {
      type = .inner
    } else if accept("LEFT") {
      type = .left
    } else if accept("RIGHT") {
      type = .right
    } else if accept("FULL") {
      type = .full
    } else {
      return nil
    }
    if type != .inner { _ = accept("OUTER") }
    try expect("JOIN")
    return type
  }

  private mutating func parseRestOfJoin(_ type: JoinType) throws(SQLError) -> Join {
    let start = peek.span.start
    let source = try parseAliasedSource()
    let within = accept("WITHIN") ? try parseWithin() : nil
    guard accept("ON") else {
      throw unexpected(
        within == nil ? "WITHIN or ON" : "ON",
        expecting: within == nil ? ["'WITHIN'", "'ON'"] : ["'ON'"])
    }
    let condition = try parseExpression()
    return Join(
      type: type, source: source, within: within, condition: condition, span: span(from: start))
  }

  // within := (duration | '(' duration ',' duration ')') [GRACE PERIOD duration]
  private mutating func parseWithin() throws(SQLError) -> WithinClause {
    let start = peek.span.start
    let before: DurationLiteral
    var after: DurationLiteral
    if accept(.openParenthesis) {
      before = try parseDuration()
      try expect(.comma)
      after = try parseDuration()
      try expect(.closeParenthesis)
    } else {
      before = try parseDuration()
      after = before
    }
    let grace = accept("GRACE", "PERIOD") ? try parseDuration() : nil
    return WithinClause(before: before, after: after, grace: grace, span: span(from: start))
  }

  // window := [identifier] (tumbling | hopping | session)
  // tumbling := TUMBLING '(' SIZE duration window_tail ')'
  // hopping := HOPPING '(' SIZE duration ',' ADVANCE BY duration window_tail ')'
  // session := SESSION '(' duration window_tail ')'
  // window_tail := [',' RETENTION duration] [',' GRACE PERIOD duration]
  /// The name is read as a name only when a word follows it; SESSION may be one.
  private mutating func parseWindow() throws(SQLError) -> WindowClause {
    let start = peek.span.start
    let isNamed = isIdentifierNext() && peek(1).kind == .word
    let name = isNamed ? try parseIdentifier() : nil
    let kind: WindowClause.Kind
    if accept("TUMBLING") {
      try expect(.openParenthesis)
      try expect("SIZE")
      kind = .tumbling(size: try parseDuration())
    } else if accept("HOPPING") {
      try expect(.openParenthesis)
      try expect("SIZE")
      let size = try parseDuration()
      try expect(.comma)
      try expect("ADVANCE", "BY")
      kind = .hopping(size: size, advance: try parseDuration())
    } else if accept("SESSION") {
      try expect(.openParenthesis)
      kind = .session(gap: try parseDuration())
    } else {
      throw unexpected(
        "TUMBLING, HOPPING or SESSION", expecting: ["'TUMBLING'", "'HOPPING'", "'SESSION'"])
    }
    var retention: DurationLiteral?
    var grace: DurationLiteral?
    if isNext(.comma), isNext("RETENTION", at: 1) {
      advance()
      advance()
      retention = try parseDuration()
    }
    if accept(.comma) {
      try expect("GRACE", "PERIOD")
      grace = try parseDuration()
    }
    guard accept(.closeParenthesis) else {
      throw unexpected("',' or ')'", expecting: ["','", "')'"])
    }
    return WindowClause(
      name: name, kind: kind, retention: retention, grace: grace, span: span(from: start))
  }
}
