// A bound expression: names are positions, every node knows its type, casts are explicit, and a
// function is named with the overload that was chosen. Pure data: comparable, encodable.

package import Values

/// A bound expression over the columns of one edge of a plan.
package indirect enum Expression: Hashable, Sendable, Codable {
  /// A column of the edge; the name is for the plan's text.
  case column(position: Int, name: String, type: SQLType)
  /// Event time of the row, BIGINT.
  case rowTime
  /// Bounds of the row's window, BIGINT; only on windowed edges.
  case windowStart
  case windowEnd
  case literal(Value, SQLType)
  /// A parameter of an enclosing lambda, by its number within the query.
  case lambdaParameter(id: Int, name: String, type: SQLType)
  /// Operands keep their types; the kernel widens. A NULL operand fails the row.
  case arithmetic(ArithmeticOperator, Expression, Expression, SQLType)
  case negate(Expression)
  /// Never NULL: a NULL operand gives FALSE (except IS [NOT] DISTINCT FROM).
  case comparison(ComparisonOperator, Expression, Expression)
  case and(Expression, Expression)
  case or(Expression, Expression)
  case not(Expression)
  case isNull(Expression)
  case isNotNull(Expression)
  /// Elements have the type of the value; NULL never matches.
  case inList(Expression, [Expression])
  case like(Expression, pattern: Expression, escape: String?)
  /// Only the chosen branch can fail a row. No match and no `otherwise` give NULL.
  case searchedCase([CaseBranch], otherwise: Expression?, type: SQLType)
  /// A failing cast gives NULL, not a failed row.
  case cast(Expression, SQLType)
  /// `base -> field`; NULL base gives NULL.
  case field(Expression, position: Int, name: String, type: SQLType)
  /// `array[i]` (1-based, negative from the end) or `map['k']`.
  case element(Expression, index: Expression, type: SQLType)
  case array([Expression], SQLType)
  case map([MapExpressionEntry], SQLType)
  case structure([Expression], SQLType)
  case call(FunctionCall)
}

/// `WHEN condition THEN result`.
package struct CaseBranch: Hashable, Sendable, Codable {
  package let condition: Expression
  package let result: Expression

  package init(condition: Expression, result: Expression) {
    self.condition = condition
    self.result = result
  }
}

/// An entry of a MAP constructor.
package struct MapExpressionEntry: Hashable, Sendable, Codable {
  package let key: Expression
  package let value: Expression

  package init(key: Expression, value: Expression) {
    self.key = key
    self.value = value
  }
}

/// A call of a scalar or table function: `Functions` has the kernel under name and overload.
package struct FunctionCall: Hashable, Sendable, Codable {
  package let name: String
  /// Index into the declaration's overloads.
  package let overload: Int
  package let arguments: [Expression]
  /// Lambdas come last in a call, hence apart.
  package let lambdas: [LambdaExpression]
  package let type: SQLType

  package init(
    name: String, overload: Int, arguments: [Expression], lambdas: [LambdaExpression] = [],
    type: SQLType
  ) {
    self.name = name
    self.overload = overload
    self.arguments = arguments
    self.lambdas = lambdas
    self.type = type
  }
}

/// `(x, y) => body`.
package struct LambdaExpression: Hashable, Sendable, Codable {
  package struct Parameter: Hashable, Sendable, Codable {
    package let id: Int
    package let name: String
    package let type: SQLType

    package init(id: Int, name: String, type: SQLType) {
      self.id = id
      self.name = name
      self.type = type
    }
  }

  package let parameters: [Parameter]
  package let body: Expression

  package init(parameters: [Parameter], body: Expression) {
    self.parameters = parameters
    self.body = body
  }
}

extension Expression {
  package var type: SQLType {
    switch self {
    case .column(_, _, let type), .literal(_, let type), .lambdaParameter(_, _, let type),
      .arithmetic(_, _, _, let type), .searchedCase(_, _, let type), .cast(_, let type),
      .field(_, _, _, let type), .element(_, _, let type), .array(_, let type),
      .map(_, let type), .structure(_, let type):
      type
    case .rowTime, .windowStart, .windowEnd: .bigint
    case .negate(let operand): operand.type
    case .comparison, .and, .or, .not, .isNull, .isNotNull, .inList, .like: .boolean
    case .call(let call): call.type
    }
  }

  /// The direct operands, lambda bodies included.
  package var children: [Expression] {
    switch self {
    case .column, .rowTime, .windowStart, .windowEnd, .literal, .lambdaParameter: []
    case .arithmetic(_, let a, let b, _), .comparison(_, let a, let b), .and(let a, let b),
      .or(let a, let b), .element(let a, let b, _):
      [a, b]
    case .negate(let a), .not(let a), .isNull(let a), .isNotNull(let a), .cast(let a, _),
      .field(let a, _, _, _):
      [a]
    case .inList(let a, let elements): [a] + elements
    case .like(let a, let pattern, _): [a, pattern]
    case .searchedCase(let branches, let otherwise, _):
      branches.flatMap { [$0.condition, $0.result] } + (otherwise.map { [$0] } ?? [])
    case .array(let elements, _), .structure(let elements, _): elements
    case .map(let entries, _): entries.flatMap { [$0.key, $0.value] }
    case .call(let call): call.arguments + call.lambdas.map(\.body)
    }
  }

  /// Positions of all columns that the expression reads.
  package var columnPositions: Set<Int> {
    if case .column(let position, _, _) = self { return [position] }
    return children.reduce(into: []) { $0.formUnion($1.columnPositions) }
  }

  /// The same expression with every column position replaced.
  package func mappingColumns(_ newPosition: (Int) -> Int) -> Expression {
    replacing { node in
      guard case .column(let position, let name, let type) = node else { return nil }
      return .column(position: newPosition(position), name: name, type: type)
    }
  }
}
