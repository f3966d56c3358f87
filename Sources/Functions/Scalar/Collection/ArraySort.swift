// ARRAY_SORT: stable, NULLs last in both directions.

import Values

extension ScalarFunction {
  static let arraySort = ScalarFunction(
    "ARRAY_SORT", category: "COLLECTION",
    summary: "The elements in ascending or descending order, NULLs at the end.",
    overloads: [
      ScalarOverload(
        [.array("array", "the array")],
        returns: { (types: [SQLType]) throws(FunctionError) -> SQLType in
          .array(try ScalarOverload.orderedElementOfFirst(types))
        }, kernel: { call in sort(call, directions: nil) }),
      ScalarOverload(
        [
          .array("array", "the array"),
          FunctionParameter(
            "direction", .type(.string), "ASC, ASCENDING, DESC or DESCENDING, in any case"),
        ],
        returns: { (types: [SQLType]) throws(FunctionError) -> SQLType in
          .array(try ScalarOverload.orderedElementOfFirst(types))
        }, kernel: { call in sort(call, directions: TextVector(call.arguments[1])) }),
    ],
    examples: [
      FunctionExample("ARRAY_SORT(ARRAY[3, NULL, 1, 2])", "[1, 2, 3, null]"),
      FunctionExample("ARRAY_SORT(ARRAY['a', 'c', 'b'], 'desc')", "[c, b, a]"),
      FunctionExample("ARRAY_SORT(ARRAY[1], 'upwards')", "NULL"),
    ])

  private static func sort(_ call: KernelCall, directions: TextVector?) -> Column {
    let arrays = call.arguments[0]
    let elements = arrays.children[0]
    let isDouble = elements.type == .double
    var output = ArrayOutput(count: call.count, elements: elements.count)
    var sorted: [Int] = []
    for row in 0..<call.count {
      let direction = directions.map { $0.isValid(row) ? sign($0[row]) : nil } ?? 1
      guard arrays.isValid(row), let direction else {
        output.appendNull()
        continue
      }
      sorted.removeAll(keepingCapacity: true)
      let range = arrays.elements(at: row)
      for element in range where elements.isValid(element) { sorted.append(element) }
      sorted.sort { ElementOrder.compare(elements, $0, $1, isDouble: isDouble) * direction < 0 }
      for element in sorted { output.append(element) }
      for element in range where !elements.isValid(element) { output.append(element) }
      output.endRow()
    }
    return output.finish(call.resultType, elements: elements)
  }

  private static func sign(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
    switch String(decoding: text, as: UTF8.self).uppercased() {
    case "ASC", "ASCENDING": 1
    case "DESC", "DESCENDING": -1
    default: nil
    }
  }
}
