// CONCAT_WS: like CONCAT with a separator between the parts.

import Values

extension ScalarFunction {
  static let concatWithSeparator = ScalarFunction(
    "CONCAT_WS", category: StringFunctions.category,
    summary: "The arguments joined by a separator; NULL arguments are left out.",
    overloads: [
      overload(.string("separator", "stands between two parts"), .string("parts", "texts to join")),
      overload(
        .bytes("separator", "stands between two parts"), .bytes("parts", "byte strings to join")),
    ],
    examples: [
      FunctionExample("CONCAT_WS(', ', 'a', NULL, 'b')", "a, b"),
      FunctionExample("CONCAT_WS(CAST(NULL AS STRING), 'a')", "NULL"),
    ])

  private static func overload(
    _ separator: FunctionParameter, _ parts: FunctionParameter
  ) -> ScalarOverload {
    ScalarOverload(
      [separator, parts], variadic: 1, nulls: .seesNulls,
      returns: { (types: [SQLType]) throws(FunctionError) -> SQLType in
        guard types.count >= 2 else {
          throw FunctionError("Function Concat_WS expects at least two input arguments.")
        }
        return types[0]
      },
      kernel: { call in
        let separator = call.texts(0)
        let parts = call.arguments.dropFirst().map { TextVector($0) }
        return call.makeText(type: call.resultType) { row, out, _ in
          guard separator.isValid(row) else { return false }
          var isFirst = true
          for part in parts where part.isValid(row) {
            if !isFirst { out.append(separator[row]) }
            isFirst = false
            out.append(part[row])
          }
          return true
        }
      })
  }
}
