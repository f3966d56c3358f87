// SLICE.

import Values

extension ScalarFunction {
  static let slice = ScalarFunction(
    "SLICE", category: "COLLECTION",
    summary: "The elements between two positions, counted from 1 and both included.",
    overloads: [
      ScalarOverload(
        [
          .array("array", "the array"),
          FunctionParameter("from", .type(.integer), "the first position; NULL is the start"),
          FunctionParameter("to", .type(.integer), "the last position; NULL is the end"),
        ], nulls: .seesNulls, returns: ScalarOverload.sameAsFirst,
        kernel: { call in
          let (arrays, from, to) = (call.arguments[0], call.arguments[1], call.arguments[2])
          let elements = arrays.children[0]
          var output = ArrayOutput(count: call.count, elements: elements.count)
          for row in 0..<call.count {
            guard arrays.isValid(row) else {
              output.appendNull()
              continue
            }
            let range = arrays.elements(at: row)
            let first = from.isValid(row) ? Int(from.int32s[row]) - 1 : 0
            let end = to.isValid(row) ? Int(to.int32s[row]) : range.count
            guard first >= 0, first <= end, end <= range.count else {
              output.appendNull()
              continue
            }
            output.append(contentsOf: (range.lowerBound + first)..<(range.lowerBound + end))
            output.endRow()
          }
          return output.finish(call.resultType, elements: elements)
        })
    ],
    examples: [
      FunctionExample("SLICE(ARRAY[1, 2, 3, 4], 2, 3)", "[2, 3]"),
      FunctionExample("SLICE(ARRAY[1, 2], 2, 5)", "NULL"),
    ])
}
