// Walking expressions: the operands of a node in the order they were written, and a rewrite from the
// leaves up. Both recurse; the bounded height of parsed trees keeps that safe.

extension Expression.Kind {
  /// Calls `body` with each direct operand, left to right.
  package func forEachOperand(_ body: (Expression) -> Void) {
    switch self {
    case .literal, .column: break
    case .unary(_, let operand), .isNull(let operand, _), .cast(let operand, _),
      .field(let operand, _), .atTimeZone(let operand, _), .lambda(_, let operand):
      body(operand)
    case .arithmetic(_, let left, let right), .concatenation(let left, let right),
      .comparison(_, let left, let right), .logical(_, let left, let right),
      .subscripted(let left, let right), .like(let left, let right, _, _):
      body(left)
      body(right)
    case .between(let value, let lower, let upper, _):
      body(value)
      body(lower)
      body(upper)
    case .inList(let value, let elements, _):
      body(value)
      elements.forEach(body)
    case .searchedCase(let clauses, let otherwise):
      forEachOperand(of: clauses, otherwise, body)
    case .simpleCase(let operand, let clauses, let otherwise):
      body(operand)
      forEachOperand(of: clauses, otherwise, body)
    case .call(let call): call.arguments.forEach(body)
    case .array(let elements): elements.forEach(body)
    case .map(let entries):
      for entry in entries {
        body(entry.key)
        body(entry.value)
      }
    case .structure(let entries): entries.forEach { body($0.value) }
    }
  }

  private func forEachOperand(
    of clauses: [WhenClause], _ otherwise: Expression?, _ body: (Expression) -> Void
  ) {
    for clause in clauses {
      body(clause.condition)
      body(clause.result)
    }
    if let otherwise { body(otherwise) }
  }
}

extension Expression {
  /// Calls `body` with this node and every node below it, a node before its operands.
  package func forEachNode(_ body: (Expression) -> Void) {
    body(self)
    kind.forEachOperand { $0.forEachNode(body) }
  }

  /// Whether `predicate` holds for this node or one below it.
  package func contains(where predicate: (Expression) -> Bool) -> Bool {
    var found = predicate(self)
    if !found {
      kind.forEachOperand { if !found { found = $0.contains(where: predicate) } }
    }
    return found
  }

  /// The tree with every node replaced by `transform(node)`, operands first.
  package func rewritten<Failure: Error>(
    _ transform: (Expression) throws(Failure) -> Expression
  ) throws(Failure) -> Expression {
    try transform(
      Expression(
        try kind.mapOperands { e throws(Failure) in
          try e.rewritten(transform)
        }, span: span))
  }
}

extension Expression.Kind {
  /// The same node over `change(operand)` for each direct operand, left to right.
  package func mapOperands<Failure: Error>(
    _ change: (Expression) throws(Failure) -> Expression
  ) throws(Failure) -> Expression.Kind {
    switch self {
    case .literal, .column: return self
    case .unary(let op, let operand): return .unary(op, try change(operand))
    case .arithmetic(let op, let left, let right):
      return .arithmetic(op, try change(left), try change(right))
    case .concatenation(let left, let right):
      return .concatenation(try change(left), try change(right))
    case .comparison(let op, let left, let right):
      return .comparison(op, try change(left), try change(right))
    case .logical(let op, let left, let right):
      return .logical(op, try change(left), try change(right))
    case .between(let value, let lower, let upper, let isNegated):
      return .between(
        try change(value), lower: try change(lower), upper: try change(upper),
        isNegated: isNegated)
    case .inList(let value, let elements, let isNegated):
      return .inList(try change(value), try elements.map(change), isNegated: isNegated)
    case .like(let value, let pattern, let escape, let isNegated):
      return .like(
        try change(value), pattern: try change(pattern), escape: escape, isNegated: isNegated)
    case .isNull(let value, let isNegated): return .isNull(try change(value), isNegated: isNegated)
    case .cast(let value, let type): return .cast(try change(value), type)
    case .searchedCase(let clauses, let otherwise):
      return .searchedCase(
        try clauses.map { c throws(Failure) in try c.mapOperands(change) },
        otherwise: try mapIfPresent(otherwise, change))
    case .simpleCase(let operand, let clauses, let otherwise):
      return .simpleCase(
        try change(operand), try clauses.map { c throws(Failure) in try c.mapOperands(change) },
        otherwise: try mapIfPresent(otherwise, change))
    case .call(let call):
      return .call(
        FunctionCall(
          name: call.name, arguments: try call.arguments.map(change), isStar: call.isStar))
    case .subscripted(let base, let index):
      return .subscripted(try change(base), index: try change(index))
    case .field(let base, let name): return .field(try change(base), name)
    case .array(let elements): return .array(try elements.map(change))
    case .map(let entries):
      return .map(
        try entries.map { e throws(Failure) in
          MapEntry(key: try change(e.key), value: try change(e.value))
        })
    case .structure(let entries):
      return .structure(
        try entries.map { e throws(Failure) in
          StructEntry(name: e.name, value: try change(e.value))
        })
    case .lambda(let parameters, let body):
      return .lambda(parameters: parameters, body: try change(body))
    case .atTimeZone(let value, let zone): return .atTimeZone(try change(value), zone: zone)
    }
  }

  private func mapIfPresent<Failure: Error>(
    _ operand: Expression?, _ change: (Expression) throws(Failure) -> Expression
  ) throws(Failure) -> Expression? {
    guard let operand else { return nil }
    return try change(operand)
  }
}

extension WhenClause {
  fileprivate func mapOperands<Failure: Error>(
    _ change: (Expression) throws(Failure) -> Expression
  ) throws(Failure) -> WhenClause {
    WhenClause(condition: try change(condition), result: try change(result))
  }
}
