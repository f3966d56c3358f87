// ARRAY_JOIN.

import Values

extension ScalarFunction {
  static let arrayJoin = ScalarFunction(
    "ARRAY_JOIN", category: "COLLECTION",
    summary: "The texts of the elements with a delimiter between them; NULLs print as null.",
    overloads: [
      ScalarOverload(
        [.array("array", "the array to join")], nulls: .seesNulls, returns: .string,
        kernel: { call in join(&call, delimiters: nil) }),
      ScalarOverload(
        [
          .array("array", "the array to join"),
          FunctionParameter("delimiter", .type(.string), "what to put between; NULL is nothing"),
        ], nulls: .seesNulls, returns: .string,
        kernel: { call in join(&call, delimiters: TextVector(call.arguments[1])) }),
    ],
    examples: [
      FunctionExample("ARRAY_JOIN(ARRAY[1, 2, 3])", "1,2,3"),
      FunctionExample("ARRAY_JOIN(ARRAY['a', NULL, 'c'], '; ')", "a; null; c"),
    ])

  private static func join(_ call: inout KernelCall, delimiters: TextVector?) -> Column {
    let arrays = call.arguments[0]
    let elements = arrays.children[0]
    var output = TextOutput(count: call.count, bytes: elements.count * 8)
    let printable = isPrintable(elements.type)
    for row in 0..<call.count {
      guard arrays.isValid(row) else {
        output.appendNull()
        continue
      }
      guard printable else {
        call.fail(row, "ARRAY_JOIN cannot print elements of type \(elements.type)")
        output.appendNull()
        continue
      }
      let range = arrays.elements(at: row)
      for element in range {
        if element > range.lowerBound {
          if let delimiters {
            if delimiters.isValid(row) { output.append(delimiters[row]) }
          } else {
            output.append(UInt8(ascii: ","))
          }
        }
        append(elements, element, to: &output)
      }
      output.endRow()
    }
    return output.finish()
  }

  private static func isPrintable(_ type: SQLType) -> Bool {
    switch type {
    case .boolean, .integer, .bigint, .double, .decimal, .string: true
    default: false
    }
  }

  private static func append(_ elements: Column, _ row: Int, to output: inout TextOutput) {
    guard elements.isValid(row) else { return output.append("null" as StaticString) }
    switch elements.type {
    case .boolean:
      output.append(elements.booleans[row] != 0 ? "true" as StaticString : "false")
    case .integer: output.append(Int64(elements.int32s[row]))
    case .bigint: output.append(elements.int64s[row])
    case .double: output.append(elements.doubles[row])
    case .decimal(_, let scale): output.append(decimal: elements.decimals[row], scale: scale)
    default: output.append(elements.bytes(at: row))
    }
  }
}
