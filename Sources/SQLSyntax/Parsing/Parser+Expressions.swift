// Expressions by precedence climbing. A precedence says how tightly an operator binds; predicates do
// not chain, so after one of them only NOT, AND and OR can follow.

/// How tightly operators bind, loosest first.
enum Precedence: Int, Comparable {
  case or = 1
  case and
  case not
  case predicate
  case concatenation
  case additive
  case multiplicative
  case sign
  case timeZone
  case primary

  static func < (left: Precedence, right: Precedence) -> Bool { left.rawValue < right.rawValue }

  /// What the right operand of a left-associative operator must bind like at least.
  var next: Precedence { Precedence(rawValue: rawValue + 1) ?? .primary }
}

extension Parser {
  // expression := conjunction { OR conjunction }
  mutating func parseExpression() throws(SQLError) -> Expression { try parseExpression(.or) }

  // value_expression := sum { '||' sum }
  mutating func parseValueExpression() throws(SQLError) -> Expression {
    try parseExpression(.concatenation)
  }

  /// The longest expression whose operators bind like `least` or tighter.
  private mutating func parseExpression(_ least: Precedence) throws(SQLError) -> Expression {
    try nested { p throws(SQLError) in
      let start = p.peek.span.start
      let (left, ceiling) = try p.parseOperand(least)
      return try p.parseOperators(after: left, from: start, least, ceiling)
    }
  }

  // conjunction := negation { AND negation }
  // negation := {NOT} predicated
  // sum := product { ('+' | '-') product }
  // product := signed { ('*' | '/' | '%') signed }
  // signed := {'-' | '+'} zoned
  // zoned := primary { AT TIME ZONE string }
  /// What operators follow: the expression goes on as long as they bind like `least` or tighter, and
  /// no tighter than `ceiling`.
  mutating func parseOperators(
    after first: Expression, from start: Int, _ least: Precedence,
    _ ceiling: Precedence = .primary
  ) throws(SQLError) -> Expression {
    var left = first
    var ceiling = ceiling
    while let precedence = precedenceOfNextOperator(), precedence >= least, precedence <= ceiling {
      let kind = try parseOperator(after: left, precedence)
      left = try node(kind, from: start)
      ceiling = precedence == .predicate ? .not : precedence
    }
    return left
  }

  /// A node from `start` to the token read last; refuses one that is too high.
  func node(_ kind: Expression.Kind, from start: Int) throws(SQLError) -> Expression {
    let expression = Expression(kind, span: span(from: start))
    guard expression.height <= options.limits.expressionHeight else {
      throw Self.tooLarge("an expression has too many operators", at: expression.span)
    }
    return expression
  }

  /// What an expression begins with: a sign or NOT and its operand, or a primary. The precedence is
  /// that of the tightest operator that may follow.
  private mutating func parseOperand(
    _ least: Precedence
  ) throws(SQLError) -> (Expression, ceiling: Precedence) {
    let start = peek.span.start
    if isNext("NOT") {
      guard least <= .not else {
        throw unexpected("a value; put parentheses around NOT")
      }
      advance()
      return (try node(.unary(.not, try parseExpression(.not)), from: start), .and)
    }
    if isNext(.minus), !isNumber(peek(1)) {
      advance()
      return (try node(.unary(.minus, try parseExpression(.sign)), from: start), .multiplicative)
    }
    if accept(.plus) {
      return (try node(.unary(.plus, try parseExpression(.sign)), from: start), .multiplicative)
    }
    return (try parsePrimary(), .primary)
  }

  func isNumber(_ token: Token) -> Bool {
    switch token.kind {
    case .integer, .decimal, .double: true
    default: false
    }
  }

  private func precedenceOfNextOperator() -> Precedence? {
    let token = peek
    if case .symbol(let symbol) = token.kind {
      switch symbol {
      case .equal, .notEqual, .lessThan, .lessThanOrEqual, .greaterThan, .greaterThanOrEqual:
        return .predicate
      case .concatenate: return .concatenation
      case .plus, .minus: return .additive
      case .asterisk, .slash, .percent: return .multiplicative
      default: return nil
      }
    }
    guard token.kind == .word else { return nil }
    switch upperCased(token) {
    case "OR": return .or
    case "AND": return .and
    case "IS", "BETWEEN", "IN", "LIKE", "NOT": return .predicate
    case "AT": return .timeZone
    default: return nil
    }
  }

  private mutating func parseOperator(
    after left: Expression, _ precedence: Precedence
  ) throws(SQLError) -> Expression.Kind {
    guard precedence != .predicate else { return try parsePredicate(after: left) }
    let token = advance()
    if precedence == .timeZone {
      try expect("TIME", "ZONE")
      return .atTimeZone(left, zone: try parseString("a time zone in quotes").text)
    }
    let right = try parseExpression(precedence.next)
    switch token.kind {
    case .symbol(.plus): return .arithmetic(.add, left, right)
    case .symbol(.minus): return .arithmetic(.subtract, left, right)
    case .symbol(.asterisk): return .arithmetic(.multiply, left, right)
    case .symbol(.slash): return .arithmetic(.divide, left, right)
    case .symbol(.percent): return .arithmetic(.modulo, left, right)
    case .symbol(.concatenate): return .concatenation(left, right)
    default: return .logical(precedence == .and ? .and : .or, left, right)
    }
  }

  // predicated := value_expression [predicate]
  // predicate := comparison value_expression
  //     | [NOT] BETWEEN value_expression AND value_expression
  //     | [NOT] IN '(' expression { ',' expression } ')'
  //     | [NOT] LIKE value_expression [ESCAPE string]
  //     | IS [NOT] NULL
  //     | IS [NOT] DISTINCT FROM value_expression
  private mutating func parsePredicate(after left: Expression) throws(SQLError) -> Expression.Kind {
    if case .symbol(let symbol) = peek.kind {
      return .comparison(try parseComparison(symbol), left, try parseValueExpression())
    }
    if accept("IS") {
      let isNegated = accept("NOT")
      if accept("DISTINCT") {
        try expect("FROM")
        let right = try parseValueExpression()
        return .comparison(isNegated ? .isNotDistinctFrom : .isDistinctFrom, left, right)
      }
      guard accept("NULL") else {
        throw unexpected("NULL or DISTINCT FROM", expecting: ["'NULL'", "'DISTINCT'"])
      }
      return .isNull(left, isNegated: isNegated)
    }
    let isNegated = accept("NOT")
    if accept("BETWEEN") {
      let lower = try parseValueExpression()
      try expect("AND")
      return .between(
        left, lower: lower, upper: try parseValueExpression(), isNegated: isNegated)
    }
    if accept("IN") {
      try expect(.openParenthesis)
      let elements = try parseRestOfList { p throws(SQLError) in try p.parseExpression() }
      return .inList(left, elements, isNegated: isNegated)
    }
    guard accept("LIKE") else {
      throw unexpected("BETWEEN, IN or LIKE", expecting: ["'BETWEEN'", "'IN'", "'LIKE'"])
    }
    let pattern = try parseValueExpression()
    let escape = accept("ESCAPE") ? try parseString("the escape character in quotes").text : nil
    return .like(left, pattern: pattern, escape: escape, isNegated: isNegated)
  }

  // comparison := '=' | '<>' | '!=' | '<' | '<=' | '>' | '>='
  private mutating func parseComparison(
    _ symbol: Symbol
  ) throws(SQLError) -> ComparisonOperator {
    let comparison: ComparisonOperator
    switch symbol {
    case .equal: comparison = .equal
    case .notEqual: comparison = .notEqual
    case .lessThan: comparison = .lessThan
    case .lessThanOrEqual: comparison = .lessThanOrEqual
    case .greaterThan: comparison = .greaterThan
    case .greaterThanOrEqual: comparison = .greaterThanOrEqual
    default: throw unexpected("a comparison")
    }
    advance()
    return comparison
  }
}
