// Expressions as text. An operand gets parentheses when it binds less tightly than its place asks for;
// in the explicit form every operator has its own, and none are needed from outside.

extension SQLPrinter {
  /// The expression where any expression can stand.
  mutating func expression(_ expression: Expression) { operand(expression, .or) }

  /// The expression where predicates and NOT, AND, OR need parentheses.
  mutating func valueExpression(_ expression: Expression) { operand(expression, .concatenation) }

  /// The expression before a subscript or a field access.
  mutating func primary(_ expression: Expression) { operand(expression, .primary) }

  private mutating func operand(_ expression: Expression, _ least: Precedence) {
    // A sign is the one operator without parentheses of its own in the explicit form.
    let hasOwnParentheses = form == .explicit && expression.kind.precedence != .sign
    guard expression.kind.precedence < least, !hasOwnParentheses else {
      node(expression.kind)
      return
    }
    words("(")
    node(expression.kind)
    glue(")")
  }

  /// An operator and its operands; the explicit form puts parentheses around them.
  private mutating func operation(_ body: (inout SQLPrinter) -> Void) {
    if form == .explicit { words("(") }
    body(&self)
    if form == .explicit { glue(")") }
  }

  private mutating func infix(
    _ left: Expression, _ leftPrecedence: Precedence, _ symbol: String, _ right: Expression,
    _ rightPrecedence: Precedence
  ) {
    operation { printer in
      printer.operand(left, leftPrecedence)
      printer.words(symbol)
      printer.operand(right, rightPrecedence)
    }
  }

  private mutating func node(_ kind: Expression.Kind) {
    switch kind {
    case .literal(let literal):
      words(LiteralText.text(literal, lowerCased: form == .explicit))
    case .column(let column): words(column.description)
    case .unary(let unary, let operand): prefix(unary, operand)
    case .arithmetic(let arithmetic, let left, let right):
      let precedence = kind.precedence
      infix(left, precedence, arithmetic.text, right, precedence.next)
    case .concatenation(let left, let right):
      infix(left, .concatenation, "||", right, .additive)
    case .comparison(let comparison, let left, let right):
      infix(left, .concatenation, comparison.text, right, .concatenation)
    case .logical(.and, let left, let right): infix(left, .and, "AND", right, .not)
    case .logical(.or, let left, let right): infix(left, .or, "OR", right, .and)
    case .between, .inList, .like, .isNull: predicate(kind)
    case .cast(let value, let type):
      words("CAST(")
      expression(value)
      words("AS")
      self.type(type)
      glue(")")
    case .searchedCase(let clauses, let otherwise): cases(nil, clauses, otherwise)
    case .simpleCase(let operand, let clauses, let otherwise): cases(operand, clauses, otherwise)
    case .call(let call): self.call(call)
    case .subscripted(let base, let index):
      // A bare ARRAY before a bracket would begin a constructor.
      if case .column(let column) = base.kind, column.source == nil, column.name.name == "ARRAY" {
        words(IdentifierText.quoted("ARRAY"))
      } else {
        primary(base)
      }
      glue("[")
      valueExpression(index)
      glue("]")
    case .field(let base, let name):
      primary(base)
      glue("->\(name)")
    case .array, .map, .structure: constructor(kind)
    case .lambda(let parameters, let body):
      if parameters.count == 1 {
        words(parameters[0].description)
      } else {
        words("")
        enclosed("(", parameters, ")") { $0.words($1.description) }
      }
      words("=>")
      expression(body)
    case .atTimeZone(let value, let zone):
      operation { printer in
        printer.operand(value, .timeZone)
        printer.words("AT TIME ZONE", LiteralText.string(zone))
      }
    }
  }

  /// `-1` would be read as a literal and `--` as a comment, so that signed operands of a sign stand in
  /// parentheses.
  private mutating func prefix(_ unary: UnaryOperator, _ operand: Expression) {
    if unary == .not {
      operation { printer in
        printer.words("NOT")
        printer.operand(operand, .not)
      }
      return
    }
    words(unary.text)
    if operand.beginsWithNumberOrSign {
      glue("(")
      node(operand.kind)
      glue(")")
    } else if operand.kind.precedence < .sign, form == .canonical {
      glue("(")
      node(operand.kind)
      glue(")")
    } else {
      var inner = SQLPrinter(form)
      inner.node(operand.kind)
      glue(inner.text)
    }
  }

  private mutating func predicate(_ kind: Expression.Kind) {
    operation { printer in
      switch kind {
      case .between(let value, let lower, let upper, let isNegated):
        printer.valueExpression(value)
        printer.words(isNegated ? "NOT" : nil, "BETWEEN")
        printer.valueExpression(lower)
        printer.words("AND")
        printer.valueExpression(upper)
      case .inList(let value, let elements, let isNegated):
        printer.valueExpression(value)
        printer.words(isNegated ? "NOT" : nil, "IN ")
        printer.enclosed("(", elements, ")") { $0.expression($1) }
      case .like(let value, let pattern, let escape, let isNegated):
        printer.valueExpression(value)
        printer.words(isNegated ? "NOT" : nil, "LIKE")
        printer.valueExpression(pattern)
        if let escape { printer.words("ESCAPE", LiteralText.string(escape)) }
      case .isNull(let value, let isNegated):
        printer.valueExpression(value)
        printer.words(isNegated ? "IS NOT NULL" : "IS NULL")
      default: assertionFailure("not a predicate")
      }
    }
  }

  private mutating func cases(
    _ operand: Expression?, _ clauses: [WhenClause], _ otherwise: Expression?
  ) {
    operation { printer in
      printer.words("CASE")
      if let operand { printer.valueExpression(operand) }
      for clause in clauses {
        printer.words("WHEN")
        printer.expression(clause.condition)
        printer.words("THEN")
        printer.expression(clause.result)
      }
      if let otherwise {
        printer.words("ELSE")
        printer.expression(otherwise)
      }
      printer.words("END")
    }
  }

  private mutating func call(_ call: FunctionCall) {
    words(call.nameText)
    if call.isStar {
      glue("(*)")
    } else {
      enclosed("(", call.arguments, ")") { $0.argument($1) }
    }
  }

  /// A reserved unit of time stands bare as an argument.
  private mutating func argument(_ expression: Expression) {
    if case .column(let column) = expression.kind, column.source == nil,
      TimeUnit(spelling: column.name.name) != nil,
      column.name.name == column.name.name.uppercased()
    {
      words(column.name.name)
    } else {
      self.expression(expression)
    }
  }

  private mutating func constructor(_ kind: Expression.Kind) {
    let assign = form == .explicit ? ":=" : " := "
    switch kind {
    case .array(let elements):
      words("ARRAY")
      enclosed("[", elements, "]") { $0.expression($1) }
    case .map(let entries):
      words("MAP")
      enclosed("(", entries, ")") { printer, entry in
        printer.expression(entry.key)
        printer.assign(assign, entry.value)
      }
    case .structure(let entries):
      words("STRUCT")
      enclosed("(", entries, ")") { printer, entry in
        printer.words(entry.name.description)
        printer.assign(assign, entry.value)
      }
    default: assertionFailure("not a constructor")
    }
  }

  private mutating func assign(_ symbol: String, _ value: Expression) {
    glue(symbol)
    if symbol.utf8.last == UInt8(ascii: " ") {
      expression(value)
    } else {
      var inner = SQLPrinter(form)
      inner.expression(value)
      glue(inner.text)
    }
  }
}

extension ColumnReference: CustomStringConvertible {
  /// `source.name`, each quoted if it must be.
  package var description: String { source.map { "\($0).\(name)" } ?? name.description }
}

extension FunctionCall {
  /// A function named as a constructor keeps its quotes.
  fileprivate var nameText: String {
    ["MAP", "STRUCT"].contains(name.name)
      ? IdentifierText.quoted(name.name) : name.description
  }
}

extension Expression {
  /// Whether the text of this operand of a sign would run together with it.
  fileprivate var beginsWithNumberOrSign: Bool {
    switch kind {
    case .literal(.integer), .literal(.decimal), .literal(.double): true
    case .unary(.minus, _), .unary(.plus, _): true
    case .subscripted(let base, _), .field(let base, _), .atTimeZone(let base, _):
      base.beginsWithNumberOrSign
    default: false
    }
  }
}

extension Expression.Kind {
  /// How tightly the outermost operator binds.
  var precedence: Precedence {
    switch self {
    case .logical(.or, _, _): .or
    case .logical(.and, _, _): .and
    case .unary(.not, _): .not
    case .comparison, .between, .inList, .like, .isNull: .predicate
    case .concatenation: .concatenation
    case .arithmetic(.add, _, _), .arithmetic(.subtract, _, _): .additive
    case .arithmetic: .multiplicative
    case .unary: .sign
    case .atTimeZone: .timeZone
    // An arrow that runs to the end of what it stands in; only an argument can be one.
    case .lambda: .or
    case .literal, .column, .cast, .searchedCase, .simpleCase, .call, .subscripted, .field, .array,
      .map, .structure:
      .primary
    }
  }
}
