// Short ways to write the declarations that many aggregates share.

import Values

typealias AggregateReturns = @Sendable ([SQLType]) throws(FunctionError) -> SQLType

extension AggregateOverload {
  /// The result has always this type.
  static func always(_ type: SQLType) -> AggregateReturns {
    { (_: [SQLType]) throws(FunctionError) -> SQLType in type }
  }

  /// The result has the type of the first argument.
  static let sameAsArgument: AggregateReturns = {
    (types: [SQLType]) throws(FunctionError) -> SQLType in types[0]
  }

  /// The result is a list of the first argument's type.
  static let listOfArgument: AggregateReturns = {
    (types: [SQLType]) throws(FunctionError) -> SQLType in .array(types[0])
  }

  /// One argument of a fixed type; the state is a plain column of type `intermediate`.
  static func unary(
    _ type: ParameterType, _ description: String, returns: @escaping AggregateReturns,
    hasUndo: Bool, intermediate: @escaping @Sendable ([SQLType]) -> SQLType,
    literals: [FunctionParameter] = [],
    make: @escaping @Sendable (AggregateArguments) throws(FunctionError) -> any AggregateKernel
  ) -> AggregateOverload {
    AggregateOverload(
      [FunctionParameter("value", type, description)], literals: literals, returns: returns,
      hasUndo: hasUndo, intermediate: intermediate, make: make)
  }
}

extension Value {
  /// A whole number that fits an `Int`, as a literal argument of an aggregate gives it.
  var wholeNumber: Int? {
    switch self {
    case .integer(let value): Int(value)
    case .bigint(let value): Int(value)
    default: nil
    }
  }
}
