// FILTER.

import Values

extension ScalarFunction {
  static let filter = ScalarFunction(
    "FILTER", category: "LAMBDA",
    summary: "The elements, or entries, for which a lambda is true.",
    overloads: [
      ScalarOverload(
        [
          .array("array", "the array"),
          FunctionParameter(
            "lambda", .lambda([.generic("T")], .type(.boolean)), "whether to keep an element"),
        ], returns: ScalarOverload.sameAsFirst, kernel: { call in filterArrays(&call) }),
      ScalarOverload(
        [
          FunctionParameter(
            "map", .map(key: .generic("K"), value: .generic("V")), "the map"),
          FunctionParameter(
            "lambda", .lambda([.generic("K"), .generic("V")], .type(.boolean)),
            "whether to keep an entry"),
        ], returns: ScalarOverload.sameAsFirst, kernel: { call in filterMaps(&call) }),
    ],
    examples: [
      FunctionExample("FILTER(ARRAY[1, 5, 3], x => x > 2)", "[5, 3]"),
      FunctionExample("FILTER(MAP('a' := 1, 'b' := 2), (k, v) => v > 1)", "{b=2}"),
    ])

  private static func filterArrays(_ call: inout KernelCall) -> Column {
    let arrays = call.arguments[0]
    let bindings = LambdaBindings(arrays)
    let keep = bindings.evaluate(call.lambdas[0], &call)
    var output = ArrayOutput(count: call.count, elements: bindings.count)
    for row in 0..<call.count {
      guard arrays.isValid(row) else {
        output.appendNull()
        continue
      }
      for element in bindings.elements(of: row)
      where keep.isValid(element) && keep.booleans[element] != 0 {
        output.append(element)
      }
      output.endRow()
    }
    return output.finish(call.resultType, elements: bindings.parts[0])
  }

  private static func filterMaps(_ call: inout KernelCall) -> Column {
    let maps = call.arguments[0]
    let bindings = LambdaBindings(maps)
    let keep = bindings.evaluate(call.lambdas[0], &call)
    let (keys, values) = (bindings.parts[0], bindings.parts[1])
    let builder = ColumnBuilder(call.resultType, capacity: call.count)
    for row in 0..<call.count {
      guard maps.isValid(row) else {
        builder.appendNull()
        continue
      }
      for entry in bindings.elements(of: row)
      where keep.isValid(entry) && keep.booleans[entry] != 0 {
        if !values.isValid(entry) { call.fail(row, "FILTER keeps no entry with a NULL value") }
        builder.children[0].append(from: keys, row: entry)
        builder.children[1].append(from: values, row: entry)
      }
      builder.endRow()
    }
    return builder.finish()
  }
}
