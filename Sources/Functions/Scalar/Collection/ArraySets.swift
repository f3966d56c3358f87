// ARRAY_DISTINCT, ARRAY_EXCEPT, ARRAY_INTERSECT, ARRAY_UNION: arrays as sets that keep the order
// of first arrival and at most one NULL.

import Values

extension ScalarFunction {
  static let arrayDistinct = ScalarFunction(
    "ARRAY_DISTINCT", category: "COLLECTION",
    summary: "The different elements in the order in which they first come.",
    overloads: [
      ScalarOverload(
        [.array("array", "the array")], returns: ScalarOverload.sameAsFirst,
        kernel: { call in chooseLeft(call) { seen, _, row in seen.insert(0, row) } })
    ],
    examples: [FunctionExample("ARRAY_DISTINCT(ARRAY[1, 1, 2, 3, 1, 2])", "[1, 2, 3]")])

  static let arrayExcept = setOperation(
    "ARRAY_EXCEPT", "The different elements of the first array that the second one lacks.",
    examples: [FunctionExample("ARRAY_EXCEPT(ARRAY[1, 2, 3, 1], ARRAY[2])", "[1, 3]")]
  ) { call in
    chooseLeft(call) { seen, right, row in !right.contains(0, row) && seen.insert(0, row) }
  }

  static let arrayIntersect = setOperation(
    "ARRAY_INTERSECT", "The different elements of the first array that the second one has too.",
    examples: [FunctionExample("ARRAY_INTERSECT(ARRAY[1, 2, 3, 1], ARRAY[3, 1])", "[1, 3]")]
  ) { call in
    chooseLeft(call) { seen, right, row in right.contains(0, row) && seen.insert(0, row) }
  }

  static let arrayUnion = setOperation(
    "ARRAY_UNION", "The different elements of both arrays, those of the first one first.",
    examples: [FunctionExample("ARRAY_UNION(ARRAY[1, 2, 1], ARRAY[3, 2])", "[1, 2, 3]")]
  ) { call in
    let (left, right) = (call.arguments[0], call.arguments[1])
    let builder = ColumnBuilder(call.resultType, capacity: call.count)
    var seen = ElementSet([left.children[0], right.children[0]])
    for row in 0..<call.count {
      guard left.isValid(row) && right.isValid(row) else {
        builder.appendNull()
        continue
      }
      seen.removeAll()
      for (i, array) in [left, right].enumerated() {
        for element in array.elements(at: row) where seen.insert(i, element) {
          builder.children[0].append(from: array.children[0], row: element)
        }
      }
      builder.endRow()
    }
    return builder.finish()
  }

  private static func setOperation(
    _ name: String, _ summary: String, examples: [FunctionExample],
    kernel: @escaping @Sendable (inout KernelCall) -> Column
  ) -> ScalarFunction {
    ScalarFunction(
      name, category: "COLLECTION", summary: summary,
      overloads: [
        ScalarOverload(
          [.array("left", "the first array"), .array("right", "the second array")],
          returns: ScalarOverload.sameAsFirst, kernel: kernel)
      ], examples: examples)
  }

  /// The elements of the first array that `isKept` keeps; it is given those kept so far, the set
  /// of the second array's elements and the element's row. Column 0 of both sets is the first
  /// array's elements.
  @inline(__always)
  private static func chooseLeft(
    _ call: KernelCall, _ isKept: (inout ElementSet, ElementSet, Int) -> Bool
  ) -> Column {
    let left = call.arguments[0]
    let right = call.arguments.count > 1 ? call.arguments[1] : nil
    var seen = ElementSet([left.children[0]])
    var others = ElementSet([left.children[0]] + (right.map { [$0.children[0]] } ?? []))
    var output = ArrayOutput(count: call.count, elements: left.children[0].count)
    for row in 0..<call.count {
      guard left.isValid(row) && right?.isValid(row) ?? true else {
        output.appendNull()
        continue
      }
      seen.removeAll()
      if let right {
        others.removeAll()
        for element in right.elements(at: row) { _ = others.insert(1, element) }
      }
      for element in left.elements(at: row) where isKept(&seen, others, element) {
        output.append(element)
      }
      output.endRow()
    }
    return output.finish(call.resultType, elements: left.children[0])
  }
}
