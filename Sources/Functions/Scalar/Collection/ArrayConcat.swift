// ARRAY_CONCAT.

import Values

extension ScalarFunction {
  static let arrayConcat = ScalarFunction(
    "ARRAY_CONCAT", category: "COLLECTION",
    summary: "The elements of both arrays; a NULL array counts as empty unless both are.",
    overloads: [
      ScalarOverload(
        [.array("left", "the first array"), .array("right", "the second array")],
        nulls: .seesNulls, returns: ScalarOverload.sameAsFirst,
        kernel: { call in
          let builder = ColumnBuilder(call.resultType, capacity: call.count)
          for row in 0..<call.count {
            let parts = call.arguments.filter { $0.isValid(row) }
            if parts.isEmpty {
              builder.appendNull()
              continue
            }
            for part in parts {
              for element in part.elements(at: row) {
                builder.children[0].append(from: part.children[0], row: element)
              }
            }
            builder.endRow()
          }
          return builder.finish()
        })
    ],
    examples: [
      FunctionExample("ARRAY_CONCAT(ARRAY[1, 2], ARRAY[2])", "[1, 2, 2]"),
      FunctionExample("ARRAY_CONCAT(ARRAY['a'], NULL)", "[a]"),
    ])
}
