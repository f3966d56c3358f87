// NULLIF.

import Values

extension ScalarFunction {
  static let nullIf = ScalarFunction(
    "NULLIF", category: NullFunctions.category,
    summary: "NULL if both arguments are equal, otherwise the first one.",
    overloads: [
      ScalarOverload(
        [.value("value", "the value to give"), .value("unwanted", "the value that means NULL")],
        nulls: .seesNulls,
        returns: { (types: [SQLType]) throws(FunctionError) -> SQLType in types[0] },
        kernel: { call in
          let equal = ComparisonKernels.evaluate(.equal, call.arguments[0], call.arguments[1])
          let kept = Bitmap(count: call.count, all: true)
          for row in 0..<call.count where equal.booleans[row] != 0 { kept[row] = false }
          let value = call.arguments[0]
          return value.with(validity: Bitmap.intersection(value.validity, kept))
        })
    ],
    examples: [
      FunctionExample("NULLIF('a', 'a')", "NULL"), FunctionExample("NULLIF(1, 2)", "1"),
    ])
}
