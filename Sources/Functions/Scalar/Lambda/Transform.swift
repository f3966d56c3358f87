// TRANSFORM.

import Values

extension ScalarFunction {
  static let transform = ScalarFunction(
    "TRANSFORM", category: "LAMBDA",
    summary: "A collection of what a lambda makes of each element, or of each key and value.",
    overloads: [
      ScalarOverload(
        [
          .array("array", "the array"),
          FunctionParameter(
            "lambda", .lambda([.generic("T")], .generic("R")), "from element to element"),
        ],
        returns: { (types: [SQLType]) throws(FunctionError) -> SQLType in .array(types[1]) },
        kernel: { call in transformArrays(&call) }),
      ScalarOverload(
        [
          FunctionParameter(
            "map", .map(key: .generic("K"), value: .generic("V")), "the map"),
          FunctionParameter(
            "keyLambda", .lambda([.generic("K"), .generic("V")], .generic("R")),
            "from key and value to the new key"),
          FunctionParameter(
            "valueLambda", .lambda([.generic("K"), .generic("V")], .generic("U")),
            "from key and value to the new value"),
        ],
        returns: { (types: [SQLType]) throws(FunctionError) -> SQLType in
          .map(key: types[1], value: types[2])
        }, kernel: { call in transformMaps(&call) }),
    ],
    examples: [
      FunctionExample("TRANSFORM(ARRAY[1, 2, 3], x => x * 10)", "[10, 20, 30]"),
      FunctionExample(
        "TRANSFORM(MAP('a' := 1), (k, v) => UCASE(k), (k, v) => v + 1)", "{A=2}"),
    ])

  private static func transformArrays(_ call: inout KernelCall) -> Column {
    let arrays = call.arguments[0]
    let bindings = LambdaBindings(arrays)
    let results = bindings.evaluate(call.lambdas[0], &call)
    return Column(
      type: call.resultType, count: call.count, validity: arrays.validity,
      offsets: bindings.offsets, children: [results])
  }

  private static func transformMaps(_ call: inout KernelCall) -> Column {
    let maps = call.arguments[0]
    let bindings = LambdaBindings(maps)
    let keys = bindings.evaluate(call.lambdas[0], &call)
    let values = bindings.evaluate(call.lambdas[1], &call)
    var seen = ElementSet([keys])
    for row in 0..<call.count {
      seen.removeAll()
      for entry in bindings.elements(of: row) {
        if !keys.isValid(entry) {
          call.fail(row, "the lambda gave a NULL key")
        } else if !seen.insert(0, entry) {
          call.fail(row, "the lambda gave the same key more than once")
        }
        if !values.isValid(entry) { call.fail(row, "the lambda gave a NULL value") }
      }
    }
    return Column(
      type: call.resultType, count: call.count, validity: maps.validity,
      offsets: bindings.offsets, children: [keys, values])
  }
}

extension LambdaBindings {
  /// The starts as a column's offsets.
  var offsets: Buffer {
    let buffer = Buffer(capacity: starts.count * 4)
    for (i, start) in starts.enumerated() { buffer.pointer(Int32.self)[i] = start }
    return buffer
  }
}
