// From expressions as written to bound ones: names become numbers of the scope's columns, every
// node gets its type, silent casts become explicit ones, functions are chosen.
//
// Main path: `bind` switches over the node; operators, constructors and calls are in files of their
// own. What a clause may hold (aggregates, table functions, window bounds) is set by its owner.

import Functions
import Plan
import SQLSyntax
import Values

/// Binds the expressions of one clause.
struct ExpressionBinder: Sendable {
  let scope: Scope
  let types: TypeBinding
  let clause: Clause
  /// Bounds of the query's own WINDOW clause can be named.
  var seesWindowBounds = false
  /// The calls found so far; nil where aggregates may not stand.
  var aggregates: [AggregateCall]?
  /// The calls found so far; nil where table functions may not stand.
  var tableFunctions: [FunctionCall]?
  /// Parameters of the lambdas around the current node, innermost last.
  var lambdaFrames: [[LambdaExpression.Parameter]] = []
  var nextLambdaID = 0
  /// Inside the arguments of an aggregate or a table function: its name.
  var enclosingAggregate: String?
  var enclosingTableFunction: String?
  var isInsideCase = false

  init(scope: Scope, types: TypeBinding, clause: Clause) {
    self.scope = scope
    self.types = types
    self.clause = clause
  }

  mutating func bind(_ e: Written) throws(BindFailure) -> Expression {
    switch e.kind {
    case .literal(let literal): return try Self.literal(literal, at: e.span)
    case .column(let reference): return try column(reference, e)
    case .unary(let op, let a): return try unary(op, a, e)
    case .arithmetic(let op, let a, let b): return try arithmetic(op, a, b, e)
    case .concatenation(let a, let b):
      return try call(WrittenCall(name: Identifier("CONCAT"), arguments: [a, b]), e)
    case .comparison(let op, let a, let b): return try comparison(op, a, b, e)
    case .logical(let op, _, _): return try logical(op, e)
    case .between(let a, let lower, let upper, let isNegated):
      let both = Expression.and(
        try comparison(.greaterThanOrEqual, a, lower, e),
        try comparison(.lessThanOrEqual, a, upper, e))
      return isNegated ? .not(both) : both
    case .inList(let a, let elements, let isNegated):
      let result = try inList(a, elements, e)
      return isNegated ? .not(result) : result
    case .like(let a, let pattern, let escape, let isNegated):
      let result = try like(a, pattern, escape, e)
      return isNegated ? .not(result) : result
    case .isNull(let a, let isNegated):
      let operand = try bind(a)
      return isNegated ? .isNotNull(operand) : .isNull(operand)
    case .cast(let a, let type): return try cast(a, type, e)
    case .searchedCase(let clauses, let otherwise): return try searchedCase(clauses, otherwise, e)
    case .simpleCase:
      throw BindFailure(
        "The simple form of CASE is not supported: \(text(e)). Use CASE WHEN … THEN … END.",
        at: e.span, .building, code: .unsupported)
    case .call(let written): return try call(written, e)
    case .subscripted(let base, let index): return try subscripted(base, index, e)
    case .field(let base, let name): return try field(base, name, e)
    case .array(let elements): return try array(elements, e)
    case .map(let entries): return try map(entries, e)
    case .structure(let entries): return try structure(entries, e)
    case .lambda:
      throw BindFailure("A lambda can only be an argument of a function.", at: e.span, .typing)
    case .atTimeZone:
      throw BindFailure(
        "AT TIME ZONE is not supported yet.", at: e.span, .complete, code: .unsupported,
        kind: .notSupportedYet)
    }
  }

  /// The expression as messages write it.
  func text(_ e: Written) -> String { WrittenText(column: columnText).text(e) }

  private func columnText(_ reference: ColumnReference) -> String {
    guard scope.isJoin, let source = reference.source else { return "\(reference.name)" }
    return "\(source.name)_\(reference.name.name)"
  }

  // MARK: - Leaves

  static func literal(_ literal: Literal, at span: SourceSpan) throws(BindFailure) -> Expression {
    switch literal {
    case .null: return .literal(.null, .string)
    case .boolean(let value): return .literal(.boolean(value), .boolean)
    case .integer(let value):
      if let small = Int32(exactly: value) { return .literal(.integer(small), .integer) }
      return .literal(.bigint(value), .bigint)
    case .decimal(let literal):
      guard literal.precision <= SQLType.decimalPrecisionMax, let value = Decimal(literal.text)
      else {
        throw BindFailure(
          "Numbers of more than \(SQLType.decimalPrecisionMax) digits are not supported: "
            + literal.text, at: span, .complete, kind: .notSupportedYet)
      }
      return .literal(
        .decimal(value), .decimal(precision: literal.precision, scale: literal.scale))
    case .double(let literal): return .literal(.double(literal.value), .double)
    case .string(let text): return .literal(.string(text), .string)
    }
  }

  private func column(_ reference: ColumnReference, _ e: Written) throws(BindFailure) -> Expression
  {
    if reference.source == nil {
      for frame in lambdaFrames.reversed() {
        if let parameter = frame.first(where: { $0.name == reference.name.name }) {
          return .lambdaParameter(id: parameter.id, name: parameter.name, type: parameter.type)
        }
      }
    }
    if seesWindowBounds, Scope.windowBounds.contains(reference.name.name) {
      if let bound = try ownWindowBound(reference, e) { return bound }
    }
    return scope.column(try scope.resolve(reference, at: e.span, clause: clause))
  }

  /// A bound of the query's own window.
  private func ownWindowBound(
    _ reference: ColumnReference, _ e: Written
  ) throws(BindFailure) -> Expression? {
    if let qualifier = reference.source { _ = try scope.source(qualifier) }
    guard clause == .select, enclosingAggregate == nil else {
      if clause == .filter {
        throw BindFailure("Unknown column \(reference.name).", at: e.span, .typing)
      }
      throw BindFailure(
        "Window bounds column \(reference.name) can only be used in the SELECT clause of windowed "
          + "aggregations and can not be passed to aggregate functions.\n"
          + "See https://github.com/confluentinc/ksql/issues/4397", at: e.span, .complete)
    }
    return reference.name.name == "WINDOWSTART" ? .windowStart : .windowEnd
  }

  // MARK: - Parts shared by the other files

  static func isNull(_ e: Written) -> Bool {
    if case .literal(.null) = e.kind { return true }
    return false
  }

  static func cast(_ e: Expression, to type: SQLType) -> Expression {
    if e.type == type { return e }
    switch (e, type) {
    case (.literal(.null, _), _): return .literal(.null, type)
    case (.literal(.integer(let value), _), .bigint): return .literal(.bigint(Int64(value)), type)
    case (.literal(.integer(let value), _), .double): return .literal(.double(Double(value)), type)
    default: return .cast(e, type)
    }
  }

  /// An operand that must be BOOLEAN.
  mutating func condition(_ e: Written, of owner: String) throws(BindFailure) -> Expression {
    let bound = try bind(e)
    guard bound.type == .boolean else {
      throw BindFailure(
        "\(owner) needs BOOLEAN operands, but \(text(e)) is \(bound.type).", at: e.span, .typing)
    }
    return bound
  }
}
