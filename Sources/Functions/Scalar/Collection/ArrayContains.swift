// ARRAY_CONTAINS.

import Values

extension ScalarFunction {
  static let arrayContains = ScalarFunction(
    "ARRAY_CONTAINS", category: "COLLECTION",
    summary: "Whether an element equals the value; a NULL value matches a NULL element.",
    overloads: [
      ScalarOverload(
        [
          .array("array", "the array to search"),
          FunctionParameter("value", .generic("T"), "the value to look for"),
        ], nulls: .seesNulls, returns: .boolean,
        kernel: { call in
          let (arrays, values) = (call.arguments[0], call.arguments[1])
          return FixedVector.make(.boolean, call.count) { (out: UnsafeMutablePointer<UInt8>) in
            for row in 0..<arrays.count {
              let found =
                arrays.isValid(row)
                && arrays.elements(at: row).contains { arrays.children[0].equal($0, values, row) }
              out[row] = found ? 1 : 0
            }
          }
        })
    ],
    examples: [
      FunctionExample("ARRAY_CONTAINS(ARRAY['a', 'b'], 'b')", "true"),
      FunctionExample("ARRAY_CONTAINS(ARRAY[1, 2], 3)", "false"),
    ])
}
