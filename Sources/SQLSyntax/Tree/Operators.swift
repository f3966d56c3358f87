// The operators of expressions, each with the text that the printer writes.

/// A prefix operator.
package enum UnaryOperator: Hashable, Sendable, CaseIterable {
  case minus
  case plus
  case not

  package var text: String {
    switch self {
    case .minus: "-"
    case .plus: "+"
    case .not: "NOT"
    }
  }
}

/// `+ - * / %`.
package enum ArithmeticOperator: Hashable, Sendable, CaseIterable {
  case add
  case subtract
  case multiply
  case divide
  case modulo

  package var text: String {
    switch self {
    case .add: "+"
    case .subtract: "-"
    case .multiply: "*"
    case .divide: "/"
    case .modulo: "%"
    }
  }
}

/// The comparisons, the two that treat NULL as a value among them.
package enum ComparisonOperator: Hashable, Sendable, CaseIterable {
  case equal
  case notEqual
  case lessThan
  case lessThanOrEqual
  case greaterThan
  case greaterThanOrEqual
  case isDistinctFrom
  case isNotDistinctFrom

  package var text: String {
    switch self {
    case .equal: "="
    case .notEqual: "<>"
    case .lessThan: "<"
    case .lessThanOrEqual: "<="
    case .greaterThan: ">"
    case .greaterThanOrEqual: ">="
    case .isDistinctFrom: "IS DISTINCT FROM"
    case .isNotDistinctFrom: "IS NOT DISTINCT FROM"
    }
  }
}

/// `AND` and `OR`.
package enum LogicalOperator: Hashable, Sendable, CaseIterable {
  case and
  case or

  package var text: String {
    switch self {
    case .and: "AND"
    case .or: "OR"
    }
  }
}
