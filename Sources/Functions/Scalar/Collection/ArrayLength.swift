// ARRAY_LENGTH.

import Values

extension ScalarFunction {
  static let arrayLength = ScalarFunction(
    "ARRAY_LENGTH", category: "COLLECTION", summary: "The number of elements of an array.",
    overloads: [
      ScalarOverload(
        [.array("array", "the array")], returns: .integer,
        kernel: { call in
          let positions = call.arguments[0].positions
          let count = call.count
          return FixedVector.make(.integer, count) { (out: UnsafeMutablePointer<Int32>) in
            for row in 0..<count { out[row] = positions[row + 1] - positions[row] }
          }
        })
    ], examples: [FunctionExample("ARRAY_LENGTH(ARRAY[1, 2, 3])", "3")])
}
