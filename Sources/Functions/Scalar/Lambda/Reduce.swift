// REDUCE: step k gives the lambda the k-th element of every row that has one, all at once. Rows
// are sorted by length, longest first, so that the rows still going are a prefix; those that end
// leave their state at the back of a builder.

import Values

extension ScalarFunction {
  static let reduce = ScalarFunction(
    "REDUCE", category: "LAMBDA",
    summary: "Folds the elements, or entries, of a collection into a state.",
    overloads: [
      ScalarOverload(
        [
          .array("array", "the array"),
          FunctionParameter("state", .generic("S"), "the state before the first element"),
          FunctionParameter(
            "lambda", .lambda([.generic("S"), .generic("T")], .generic("S")),
            "from state and element to the next state"),
        ], nulls: .seesNulls,
        returns: { (types: [SQLType]) throws(FunctionError) -> SQLType in types[1] },
        kernel: { call in reduce(&call) }),
      ScalarOverload(
        [
          FunctionParameter(
            "map", .map(key: .generic("K"), value: .generic("V")), "the map"),
          FunctionParameter("state", .generic("S"), "the state before the first entry"),
          FunctionParameter(
            "lambda",
            .lambda([.generic("S"), .generic("K"), .generic("V")], .generic("S")),
            "from state, key and value to the next state"),
        ], nulls: .seesNulls,
        returns: { (types: [SQLType]) throws(FunctionError) -> SQLType in types[1] },
        kernel: { call in reduce(&call) }),
    ],
    examples: [
      FunctionExample("REDUCE(ARRAY[2, 3, 4], 1, (s, x) => s * x)", "24"),
      FunctionExample("REDUCE(MAP('a' := 1, 'b' := 2), 10, (s, k, v) => s + v)", "13"),
    ])

  private static func reduce(_ call: inout KernelCall) -> Column {
    let (collections, initial) = (call.arguments[0], call.arguments[1])
    let bindings = LambdaBindings(collections)
    let lengths = (0..<call.count).map { row in
      initial.isValid(row) ? bindings.elements(of: row).count : 0
    }
    let order = (0..<call.count).sorted {
      (-lengths[$0], $0) < (-lengths[$1], $1)
    }.map { Int32(truncatingIfNeeded: $0) }
    var states = Gather.rows(of: initial, order, count: order.count)
    let finished = ColumnBuilder(initial.type, capacity: call.count)
    var places = [Int32](repeating: -1, count: call.count)
    var active = call.count
    var step = 0
    while true {
      while active > 0, lengths[Int(order[active - 1])] == step {
        active -= 1
        places[Int(order[active])] = Int32(truncatingIfNeeded: finished.count)
        finished.append(from: states, row: active)
      }
      if active == 0 { break }
      let rows = Array(order[0..<active])
      let elements = rows.map { bindings.starts[Int($0)] + Int32(truncatingIfNeeded: step) }
      let prefix = (0..<active).map { Int32(truncatingIfNeeded: $0) }
      let parameters =
        [Gather.rows(of: states, prefix, count: active)]
        + bindings.parts.map { Gather.rows(of: $0, elements, count: active) }
      let result = call.lambdas[0].evaluate(
        parameters: parameters, outerRows: rows, count: active)
      call.fail(result.errors, rows)
      states = result.column
      step += 1
    }
    return Gather.rows(of: finished.finish(), places, count: call.count)
  }
}
