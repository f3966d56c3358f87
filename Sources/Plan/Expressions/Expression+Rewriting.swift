// Replacing parts of an expression, from the root down.

import Values

extension Expression {
  /// The expression with every node for which `replacement` gives another one replaced by it; what
  /// was put in is not looked at again.
  package func replacing(_ replacement: (Expression) -> Expression?) -> Expression {
    if let other = replacement(self) { return other }
    func map(_ e: Expression) -> Expression { e.replacing(replacement) }
    switch self {
    case .column, .rowTime, .windowStart, .windowEnd, .literal, .lambdaParameter: return self
    case .arithmetic(let op, let a, let b, let type): return .arithmetic(op, map(a), map(b), type)
    case .negate(let a): return .negate(map(a))
    case .comparison(let op, let a, let b): return .comparison(op, map(a), map(b))
    case .and(let a, let b): return .and(map(a), map(b))
    case .or(let a, let b): return .or(map(a), map(b))
    case .not(let a): return .not(map(a))
    case .isNull(let a): return .isNull(map(a))
    case .isNotNull(let a): return .isNotNull(map(a))
    case .inList(let a, let elements): return .inList(map(a), elements.map(map))
    case .like(let a, let pattern, let escape):
      return .like(map(a), pattern: map(pattern), escape: escape)
    case .searchedCase(let branches, let otherwise, let type):
      return .searchedCase(
        branches.map { CaseBranch(condition: map($0.condition), result: map($0.result)) },
        otherwise: otherwise.map(map), type: type)
    case .cast(let a, let type): return .cast(map(a), type)
    case .field(let a, let position, let name, let type):
      return .field(map(a), position: position, name: name, type: type)
    case .element(let a, let index, let type):
      return .element(map(a), index: map(index), type: type)
    case .array(let elements, let type): return .array(elements.map(map), type)
    case .map(let entries, let type):
      return .map(
        entries.map { MapExpressionEntry(key: map($0.key), value: map($0.value)) }, type)
    case .structure(let fields, let type): return .structure(fields.map(map), type)
    case .call(let call):
      return .call(
        FunctionCall(
          name: call.name, overload: call.overload, arguments: call.arguments.map(map),
          lambdas: call.lambdas.map {
            LambdaExpression(parameters: $0.parameters, body: map($0.body))
          }, type: call.type))
    }
  }

  /// Whether the predicate holds for this node or one below it.
  package func contains(where predicate: (Expression) -> Bool) -> Bool {
    predicate(self) || children.contains { $0.contains(where: predicate) }
  }
}
