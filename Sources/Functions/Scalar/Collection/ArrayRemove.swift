// ARRAY_REMOVE.

import Values

extension ScalarFunction {
  static let arrayRemove = ScalarFunction(
    "ARRAY_REMOVE", category: "COLLECTION",
    summary: "The array without the elements that equal the value; NULL removes NULLs.",
    overloads: [
      ScalarOverload(
        [
          .array("array", "the array"),
          FunctionParameter("value", .generic("T"), "the value to remove"),
        ], nulls: .seesNulls, returns: ScalarOverload.sameAsFirst,
        kernel: { call in
          let (arrays, values) = (call.arguments[0], call.arguments[1])
          let elements = arrays.children[0]
          var output = ArrayOutput(count: call.count, elements: elements.count)
          for row in 0..<call.count {
            guard arrays.isValid(row) else {
              output.appendNull()
              continue
            }
            for element in arrays.elements(at: row) where !elements.equal(element, values, row) {
              output.append(element)
            }
            output.endRow()
          }
          return output.finish(call.resultType, elements: elements)
        })
    ],
    examples: [
      FunctionExample("ARRAY_REMOVE(ARRAY[1, 2, 3, 2, 1], 2)", "[1, 3, 1]")
    ])
}
