// How a function declares what it takes: types with generics, variadic and literal parameters.

package import Values

/// The type of a parameter, possibly generic.
package indirect enum ParameterType: Hashable, Sendable {
  /// Exactly this type.
  case type(SQLType)
  /// DECIMAL of any precision and scale.
  case decimal
  /// A type variable: every use in one signature is bound to the same type.
  case generic(String)
  /// Any type, each argument its own.
  case any
  case array(ParameterType)
  case map(key: ParameterType, value: ParameterType)
  case `struct`([StructField])
  /// A lambda with parameter types and result type.
  case lambda([ParameterType], ParameterType)
  /// A bare unit keyword: DAYS, HOURS … (reaches the kernel as a constant STRING column).
  case intervalUnit
}

/// A parameter of an overload.
package struct FunctionParameter: Hashable, Sendable {
  package let name: String
  package let type: ParameterType
  package let description: String
  /// A NULL argument is an error of the row, not a quiet NULL (a primitive in the reference).
  package let rejectsNull: Bool

  package init(
    _ name: String, _ type: ParameterType, _ description: String = "", rejectsNull: Bool = false
  ) {
    self.name = name
    self.type = type
    self.description = description
    self.rejectsNull = rejectsNull
  }
}

/// An example that runs as a test: a call and the text of its result.
package struct FunctionExample: Hashable, Sendable {
  package let call: String
  package let result: String

  package init(_ call: String, _ result: String) {
    self.call = call
    self.result = result
  }
}
