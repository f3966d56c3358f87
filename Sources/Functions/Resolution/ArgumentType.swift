// What resolution knows of an argument before a function is chosen.

package import Values

/// The type of an argument in a call.
package enum ArgumentType: Sendable {
  /// The literal NULL without a cast: fits every parameter.
  case null
  case type(SQLType)
  /// A bare unit keyword: DAYS, HOURS …
  case intervalUnit
  /// A lambda with its number of parameters; `body` types it once theirs are known.
  case lambda(
    parameterCount: Int, body: @Sendable ([SQLType]) throws(FunctionError) -> SQLType)
}

/// An overload that was chosen for a call.
package struct ResolvedCall: Hashable, Sendable {
  /// The index in the function's list of overloads.
  package let overload: Int
  /// For each argument the type that the kernel gets: an argument of another type needs a cast,
  /// NULL takes this type, an interval unit is STRING, a lambda stands with the type of its body.
  package let parameterTypes: [SQLType]
  /// For each lambda, in order, the types of its parameters.
  package let lambdaParameterTypes: [[SQLType]]
  package let resultType: SQLType

  package init(
    overload: Int, parameterTypes: [SQLType], lambdaParameterTypes: [[SQLType]],
    resultType: SQLType
  ) {
    self.overload = overload
    self.parameterTypes = parameterTypes
    self.lambdaParameterTypes = lambdaParameterTypes
    self.resultType = resultType
  }
}
