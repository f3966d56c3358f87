// A scalar function is a value: its declaration and, per overload, a kernel over columns.

package import Platform
package import Values

/// What happens when an argument of a scalar function is NULL.
package enum NullHandling: Sendable {
  /// Any NULL argument gives NULL; the kernel's result is masked, so it need not look.
  case propagates
  /// The kernel sees NULLs and decides.
  case seesNulls
}

/// A scalar function with its overloads.
package struct ScalarFunction: Sendable {
  package let name: String
  package let category: String
  package let summary: String
  /// False if two calls with equal arguments may differ (RANDOM, UUID …).
  package let isDeterministic: Bool
  package let overloads: [ScalarOverload]
  package let examples: [FunctionExample]

  package init(
    _ name: String, category: String, summary: String, isDeterministic: Bool = true,
    overloads: [ScalarOverload], examples: [FunctionExample]
  ) {
    self.name = name
    self.category = category
    self.summary = summary
    self.isDeterministic = isDeterministic
    self.overloads = overloads
    self.examples = examples
  }
}

/// One signature of a scalar function.
package struct ScalarOverload: Sendable {
  package let parameters: [FunctionParameter]
  /// The parameter that may repeat, zero times or more.
  package let variadic: Int?
  package let nullHandling: NullHandling
  /// The result type for the bound argument types.
  package let returns: @Sendable ([SQLType]) throws(FunctionError) -> SQLType
  /// Evaluates a batch. Every argument has `call.count` rows; so has the result.
  package let kernel: @Sendable (inout KernelCall) -> Column

  package init(
    _ parameters: [FunctionParameter], variadic: Int? = nil,
    nulls: NullHandling = .propagates,
    returns: @escaping @Sendable ([SQLType]) throws(FunctionError) -> SQLType,
    kernel: @escaping @Sendable (inout KernelCall) -> Column
  ) {
    self.parameters = parameters
    self.variadic = variadic
    nullHandling = nulls
    self.returns = returns
    self.kernel = kernel
  }

  package init(
    _ parameters: [FunctionParameter], variadic: Int? = nil,
    nulls: NullHandling = .propagates, returns type: SQLType,
    kernel: @escaping @Sendable (inout KernelCall) -> Column
  ) {
    self.init(
      parameters, variadic: variadic, nulls: nulls,
      returns: { (_: [SQLType]) throws(FunctionError) -> SQLType in type }, kernel: kernel)
  }
}

/// A lambda as a kernel sees it: evaluated over a column of elements at once.
package protocol LambdaBody {
  /// Evaluates the body for `count` bindings. `parameters` has a column for each lambda parameter;
  /// `outerRows[i]` is the row of the batch that binding i belongs to (captured columns are read
  /// there). Errors count in bindings.
  func evaluate(
    parameters: [Column], outerRows: UnsafePointer<Int32>, count: Int
  ) -> KernelResult
}

/// The arguments and surroundings of one kernel call.
package struct KernelCall {
  package let count: Int
  package let arguments: [Column]
  package let lambdas: [any LambdaBody]
  package let resultType: SQLType
  package let environment: FunctionEnvironment
  /// Rows that failed; their result does not matter.
  package private(set) var errors: KernelErrors

  package init(
    count: Int, arguments: [Column], lambdas: [any LambdaBody] = [], resultType: SQLType,
    environment: FunctionEnvironment
  ) {
    self.count = count
    self.arguments = arguments
    self.lambdas = lambdas
    self.resultType = resultType
    self.environment = environment
    errors = KernelErrors(rowCount: count)
  }

  /// Marks a row as failed; the reason is evaluated only for the first few of a batch.
  package mutating func fail(_ row: Int, _ reason: @autoclosure () -> String) {
    errors.fail(row, reason())
  }

  /// Marks the rows that failed in a part of the work.
  package mutating func fail(_ others: KernelErrors) { errors.formUnion(others) }
}

/// What kernels may know of the world: clock, chance, time zones, properties.
package struct FunctionEnvironment: Sendable {
  package let time: any TimeSource
  package let random: any RandomSource
  /// Properties of the statement, for configurable functions (`ksql.functions.*`).
  package let properties: [String: String]
  package let zones: TimeZones

  package init(
    time: any TimeSource, random: any RandomSource, properties: [String: String] = [:],
    zones: TimeZones = .system
  ) {
    self.time = time
    self.random = random
    self.properties = properties
    self.zones = zones
  }
}

/// Why a function cannot be used as written.
package struct FunctionError: Error, Hashable, Sendable, CustomStringConvertible {
  package let reason: String

  package init(_ reason: String) { self.reason = reason }

  package var description: String { reason }
}
