// ARRAY_MAX and ARRAY_MIN.

import Values

extension ScalarFunction {
  static let arrayMax = arrayExtremum(
    "ARRAY_MAX", "The greatest element that is not NULL.", sign: 1,
    examples: [FunctionExample("ARRAY_MAX(ARRAY[-1, 2, NULL, 0])", "2")])

  static let arrayMin = arrayExtremum(
    "ARRAY_MIN", "The least element that is not NULL.", sign: -1,
    examples: [FunctionExample("ARRAY_MIN(ARRAY[-1, 2, NULL, 0])", "-1")])

  private static func arrayExtremum(
    _ name: String, _ summary: String, sign: Int, examples: [FunctionExample]
  ) -> ScalarFunction {
    ScalarFunction(
      name, category: "COLLECTION", summary: summary,
      overloads: [
        ScalarOverload(
          [.array("array", "the array")], returns: ScalarOverload.orderedElementOfFirst,
          kernel: { call in
            let arrays = call.arguments[0]
            let elements = arrays.children[0]
            let isDouble = elements.type == .double
            var best = [Int32](repeating: -1, count: call.count)
            for row in 0..<call.count where arrays.isValid(row) {
              for element in arrays.elements(at: row) where elements.isValid(element) {
                let kept = Int(best[row])
                if kept < 0
                  || ElementOrder.compare(elements, element, kept, isDouble: isDouble) * sign > 0
                {
                  best[row] = Int32(truncatingIfNeeded: element)
                }
              }
            }
            return Gather.rows(of: elements, best, count: call.count)
          })
      ], examples: examples)
  }
}
