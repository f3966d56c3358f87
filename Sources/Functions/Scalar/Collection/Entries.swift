// ENTRIES.

import Values

extension ScalarFunction {
  static let entries = ScalarFunction(
    "ENTRIES", category: "COLLECTION",
    summary: "The entries of a map as an array of structs with the fields K and V.",
    overloads: [SQLType.integer, .bigint, .double, .boolean, .string].map { type in
      ScalarOverload(
        [
          FunctionParameter("map", .map(key: .type(.string), value: .type(type)), "the map"),
          FunctionParameter(
            "sorted", .type(.boolean), "whether to sort by key", rejectsNull: true),
        ],
        returns: .array(.struct([StructField("K", .string), StructField("V", type)])),
        kernel: { call in entries(call) })
    },
    examples: [
      FunctionExample(
        "ENTRIES(MAP('b' := 2, 'a' := 1), TRUE)", "[Struct{K=a,V=1}, Struct{K=b,V=2}]")
    ])

  private static func entries(_ call: KernelCall) -> Column {
    let (maps, sorted) = (call.arguments[0], call.arguments[1])
    let (keys, values) = (maps.children[0], maps.children[1])
    guard case .array(let entryType) = call.resultType else { return maps }
    var output = ArrayOutput(count: call.count, elements: keys.count)
    for row in 0..<call.count {
      guard maps.isValid(row) else {
        output.appendNull()
        continue
      }
      let range = maps.elements(at: row)
      if sorted.isValid(row) && sorted.booleans[row] != 0 {
        for entry in range.sorted(by: { keys.compare($0, keys, $1) < 0 }) { output.append(entry) }
      } else {
        output.append(contentsOf: range)
      }
      output.endRow()
    }
    let entries = Column(
      type: entryType, count: keys.count, validity: nil, children: [keys, values])
    return output.finish(call.resultType, elements: entries)
  }
}
