// The operators that plans name and kernels run.

/// `+ - * / %`.
package enum ArithmeticOperator: String, Hashable, Sendable, Codable, CaseIterable {
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
  case modulo = "%"
}

/// The comparisons, the two that treat NULL as a value among them.
package enum ComparisonOperator: String, Hashable, Sendable, Codable, CaseIterable {
  case equal = "="
  case notEqual = "<>"
  case lessThan = "<"
  case lessThanOrEqual = "<="
  case greaterThan = ">"
  case greaterThanOrEqual = ">="
  case isDistinctFrom = "IS DISTINCT FROM"
  case isNotDistinctFrom = "IS NOT DISTINCT FROM"

  /// Whether the operator asks only for equality, so that types without an order will do.
  package var isEquality: Bool {
    switch self {
    case .equal, .notEqual, .isDistinctFrom, .isNotDistinctFrom: true
    default: false
    }
  }

  /// The name that messages use: `LESS_THAN`.
  package var constantName: String {
    switch self {
    case .equal: "EQUAL"
    case .notEqual: "NOT_EQUAL"
    case .lessThan: "LESS_THAN"
    case .lessThanOrEqual: "LESS_THAN_OR_EQUAL"
    case .greaterThan: "GREATER_THAN"
    case .greaterThanOrEqual: "GREATER_THAN_OR_EQUAL"
    case .isDistinctFrom: "IS_DISTINCT_FROM"
    case .isNotDistinctFrom: "IS_NOT_DISTINCT_FROM"
    }
  }

  /// The operator with its sides swapped: `a < b` is `b > a`.
  package var mirrored: ComparisonOperator {
    switch self {
    case .lessThan: .greaterThan
    case .lessThanOrEqual: .greaterThanOrEqual
    case .greaterThan: .lessThan
    case .greaterThanOrEqual: .lessThanOrEqual
    default: self
    }
  }
}
