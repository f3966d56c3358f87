// Operators: arithmetic, comparisons, IN, LIKE, CAST, CASE.

import Functions
import Plan
import SQLSyntax
import Values

extension ExpressionBinder {
  mutating func unary(
    _ op: UnaryOperator, _ a: Written, _ e: Written
  ) throws(BindFailure) -> Expression {
    if op == .not { return .not(try condition(a, of: "NOT")) }
    let operand = try bind(a)
    guard operand.type.isNumeric, !Self.isNull(a) else {
      throw BindFailure(
        "Error processing expression: \(text(e)). Unsupported type for unary \(op.text): "
          + "\(Self.isNull(a) ? "null" : "\(operand.type)")", at: e.span, .typing)
    }
    guard op == .minus else { return operand }
    if case .literal(let value, let type) = operand, let negative = Self.negated(value) {
      return .literal(negative, type)
    }
    return .negate(operand)
  }

  /// A chain of ANDs or ORs. Long chains become trees of little height, operands in their order, so
  /// that whoever walks them needs little stack.
  mutating func logical(_ op: LogicalOperator, _ e: Written) throws(BindFailure) -> Expression {
    var operands: [Written] = []
    var rest = e
    while case .logical(op, let left, let right) = rest.kind {
      operands.append(right)
      rest = left
    }
    operands.append(rest)
    var bound: [Expression] = []
    for operand in operands.reversed() { bound.append(try condition(operand, of: op.text)) }
    while bound.count > 1 {
      bound = stride(from: 0, to: bound.count, by: 2).map { index in
        guard index + 1 < bound.count else { return bound[index] }
        return op == .and
          ? .and(bound[index], bound[index + 1]) : .or(bound[index], bound[index + 1])
      }
    }
    return bound[0]
  }

  private static func negated(_ value: Value) -> Value? {
    switch value {
    case .integer(let v) where v != .min: .integer(-v)
    case .bigint(let v) where v != .min: .bigint(-v)
    case .double(let v): .double(-v)
    case .decimal(let v): .decimal(Decimal(unscaled: -v.unscaled, scale: v.scale))
    default: nil
    }
  }

  mutating func arithmetic(
    _ op: SQLSyntax.ArithmeticOperator, _ a: Written, _ b: Written, _ e: Written
  ) throws(BindFailure) -> Expression {
    let left = try bind(a)
    let right = try bind(b)
    if Self.isNull(a) || Self.isNull(b) {
      let names = [(a, left), (b, right)].map { Self.isNull($0) ? "null" : "\($1.type)" }
      throw BindFailure(
        "Error processing expression: \(text(e)). Arithmetic on types \(names[0]) and \(names[1]) "
          + "are not supported.", at: e.span, .typing)
    }
    let planned = Self.planned(op)
    do {
      let type = try TypeRules.arithmeticResult(planned, left.type, right.type)
      return .arithmetic(planned, left, right, type)
    } catch {
      throw BindFailure(
        "Error processing expression: \(text(e)). \(error.reason)", at: e.span, .typing)
    }
  }

  private static func planned(_ op: SQLSyntax.ArithmeticOperator) -> ArithmeticOperator {
    switch op {
    case .add: .add
    case .subtract: .subtract
    case .multiply: .multiply
    case .divide: .divide
    case .modulo: .modulo
    }
  }

  static func planned(_ op: SQLSyntax.ComparisonOperator) -> ComparisonOperator {
    switch op {
    case .equal: .equal
    case .notEqual: .notEqual
    case .lessThan: .lessThan
    case .lessThanOrEqual: .lessThanOrEqual
    case .greaterThan: .greaterThan
    case .greaterThanOrEqual: .greaterThanOrEqual
    case .isDistinctFrom: .isDistinctFrom
    case .isNotDistinctFrom: .isNotDistinctFrom
    }
  }

  mutating func comparison(
    _ written: SQLSyntax.ComparisonOperator, _ a: Written, _ b: Written, _ e: Written
  ) throws(BindFailure) -> Expression {
    let op = Self.planned(written)
    var left = try bind(a)
    var right = try bind(b)
    if Self.isNull(a) || Self.isNull(b) {
      let names = [(a, left), (b, right)].map { Self.isNull($0) ? "NULL" : "\($1.type)" }
      throw BindFailure(
        "Comparison with NULL not supported: \(names[0]) \(written.text) \(names[1])\n"
          + "Use 'IS NULL' or 'IS NOT NULL' instead.\nStatement: \(text(e))", at: e.span, .typing)
    }
    left = try timestampLiteral(left, a, beside: right)
    right = try timestampLiteral(right, b, beside: left)
    guard TypeRules.comparable(left.type, right.type, op) else {
      throw BindFailure(
        "Cannot compare \(text(a)) (\(left.type)) to \(text(b)) (\(right.type)) with "
          + "\(op.constantName).\nStatement: \(text(e))", at: e.span, .typing)
    }
    (left, right) = Self.aligned(left, right)
    return .comparison(op, left, right)
  }

  /// Times meet as times of one type; numbers are widened by the kernel.
  private static func aligned(
    _ left: Expression, _ right: Expression
  ) -> (Expression, Expression) {
    switch (left.type, right.type) {
    case (.string, .time), (.string, .date), (.string, .timestamp), (.date, .timestamp):
      (cast(left, to: right.type), right)
    case (.time, .string), (.date, .string), (.timestamp, .string), (.timestamp, .date):
      (left, cast(right, to: left.type))
    default: (left, right)
    }
  }

  /// A string literal beside ROWTIME or a window bound stands for the milliseconds that it names.
  private func timestampLiteral(
    _ literal: Expression, _ written: Written, beside other: Expression
  ) throws(BindFailure) -> Expression {
    guard case .literal(.string(let text), _) = literal, isTime(other) else { return literal }
    do {
      return .literal(.bigint(try PartialTimestamp.parse(text)), .bigint)
    } catch {
      throw BindFailure(error.reason, at: written.span, .complete)
    }
  }

  private func isTime(_ e: Expression) -> Bool {
    switch e {
    case .rowTime, .windowStart, .windowEnd: return true
    case .column(let id, _, _) where scope.columns.indices.contains(id):
      switch scope.columns[id].role {
      case .rowTime, .windowStart, .windowEnd: return true
      default: return false
      }
    default: return false
    }
  }

  mutating func inList(
    _ a: Written, _ elements: [Written], _ e: Written
  ) throws(BindFailure) -> Expression {
    let present = elements.filter { !Self.isNull($0) }
    let value = try bind(a)
    var bound: [Expression] = []
    for element in present {
      bound.append(try timestampLiteral(try bind(element), element, beside: value))
    }
    guard !bound.isEmpty else { return .literal(.boolean(false), .boolean) }
    var parts = [listElement(a, value)]
    for (element, expression) in zip(present, bound) {
      parts.append(listElement(element, expression))
    }
    do {
      let type = try TypeRules.commonType(parts) ?? value.type
      return .inList(Self.cast(value, to: type), bound.map { Self.cast($0, to: type) })
    } catch {
      throw BindFailure(error.reason, at: e.span)
    }
  }

  mutating func like(
    _ a: Written, _ pattern: Written, _ escape: String?, _ e: Written
  ) throws(BindFailure) -> Expression {
    if let escape, escape.unicodeScalars.count != 1 {
      throw BindFailure(
        "Expected single character escape but got: \(escape)", at: e.span, .complete,
        kind: .parseFailed)
    }
    let value = try bind(a)
    let bound = try bind(pattern)
    guard value.type == .string, bound.type == .string else {
      throw BindFailure("Like condition must be between strings: \(text(e))", at: e.span, .typing)
    }
    return .like(value, pattern: bound, escape: escape)
  }

  mutating func cast(
    _ a: Written, _ syntax: TypeSyntax, _ e: Written
  ) throws(BindFailure) -> Expression {
    let type: SQLType
    do throws(SQLError) {
      type = try types.type(syntax)
      try type.checkSupported(at: syntax.span)
    } catch {
      throw BindFailure(
        error.sentence, at: syntax.span, .complete, code: error.code, hint: error.hint,
        kind: error.kind)
    }
    let operand = try bind(a)
    if Self.isNull(a) { return .literal(.null, type) }
    do {
      try TypeRules.checkCast(from: operand.type, to: type)
    } catch {
      throw BindFailure(error.reason, at: e.span)
    }
    return Self.cast(operand, to: type)
  }

  mutating func searchedCase(
    _ clauses: [WhenClause], _ otherwise: Written?, _ e: Written
  ) throws(BindFailure) -> Expression {
    let wasInside = isInsideCase
    isInsideCase = true
    defer { isInsideCase = wasInside }
    var conditions: [Expression] = []
    var results: [Expression] = []
    var type: SQLType?
    for clause in clauses {
      let condition = try bind(clause.condition)
      guard condition.type == .boolean else {
        throw BindFailure(
          "WHEN operand type should be boolean.\nType for '\(text(clause.condition))' is "
            + "\(condition.type)", at: clause.condition.span, .typing)
      }
      let result = try bind(clause.result)
      conditions.append(condition)
      results.append(result)
      if Self.isNull(clause.result) { continue }
      if let type, type != result.type {
        throw BindFailure(
          "Invalid Case expression. Type for all 'THEN' clauses should be the same.\nTHEN "
            + "expression '\(text(clause.result))' has type: \(result.type).\nPrevious THEN "
            + "expression(s) type: \(type).", at: clause.result.span, .typing)
      }
      type = result.type
    }
    var last = try otherwise.map { e throws(BindFailure) in try bind(e) }
    if let otherwise, let bound = last, !Self.isNull(otherwise) {
      if let type, type != bound.type {
        throw BindFailure(
          "Invalid Case expression. Type for the default clause should be the same as for 'THEN' "
            + "clauses.\nTHEN type: \(type).\nDEFAULT type: \(bound.type).", at: otherwise.span,
          .typing)
      }
      type = bound.type
    }
    guard let type else {
      throw BindFailure(
        "Invalid Case expression. All case branches have NULL type", at: e.span, .typing)
    }
    last = last.map { Self.cast($0, to: type) }
    return .searchedCase(
      zip(conditions, results).map {
        CaseBranch(condition: $0, result: Self.cast($1, to: type))
      }, otherwise: last, type: type)
  }
}
