// COALESCE and its two-argument form IFNULL: per row the first argument that is not NULL.

import Values

extension ScalarFunction {
  static let coalesce = ScalarFunction(
    "COALESCE", category: NullFunctions.category,
    summary: "The first argument that is not NULL; NULL if all are.",
    overloads: [
      ScalarOverload(
        [
          .value("first", "the value to prefer"),
          .value("others", "values to fall back on, in order"),
        ],
        variadic: 1, nulls: .seesNulls,
        returns: { (types: [SQLType]) throws(FunctionError) -> SQLType in types[0] },
        kernel: { Coalesce.evaluate($0) })
    ],
    examples: [
      FunctionExample("COALESCE(CAST(NULL AS STRING), 'a', 'b')", "a"),
      FunctionExample("COALESCE(1, 2)", "1"),
    ])

  static let ifNull = ScalarFunction(
    "IFNULL", category: NullFunctions.category,
    summary: "The first argument, or the second one if the first is NULL.",
    overloads: [
      ScalarOverload(
        [.value("value", "the value to prefer"), .value("alternative", "taken for NULL")],
        nulls: .seesNulls,
        returns: { (types: [SQLType]) throws(FunctionError) -> SQLType in types[0] },
        kernel: { Coalesce.evaluate($0) })
    ],
    examples: [
      FunctionExample("IFNULL(CAST(NULL AS INTEGER), 10)", "10"),
      FunctionExample("IFNULL('x', 'y')", "x"),
    ])
}

enum Coalesce {
  static func evaluate(_ call: KernelCall) -> Column {
    let count = call.count
    guard call.arguments[0].validity != nil else { return call.arguments[0] }
    return withUnsafeTemporaryAllocation(of: Int32.self, capacity: max(1, count)) { choice in
      for row in 0..<count {
        let found = call.arguments.firstIndex { $0.isValid(row) }
        choice[row] = Int32(found ?? -1)
      }
      guard let base = choice.baseAddress else { return call.arguments[0] }
      return Gather.choose(from: call.arguments, base, type: call.resultType, count: count)
    }
  }
}
