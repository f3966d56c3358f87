// CONCAT, also behind the operator `||`.

import Values

extension ScalarFunction {
  static let concat = ScalarFunction(
    "CONCAT", category: StringFunctions.category,
    summary: "The arguments one behind the other; NULL counts as nothing.",
    overloads: [
      ScalarOverload(
        [.string("parts", "texts to join")], variadic: 0, nulls: .seesNulls, returns: .string,
        kernel: { Concat.evaluate(&$0, type: .string) }),
      ScalarOverload(
        [.bytes("parts", "byte strings to join")], variadic: 0, nulls: .seesNulls,
        returns: .bytes,
        kernel: { Concat.evaluate(&$0, type: .bytes) }),
    ],
    examples: [
      FunctionExample("CONCAT('a', NULL, 'b')", "ab"), FunctionExample("'x' || 'y'", "xy"),
    ])
}

enum Concat {
  static func evaluate(_ call: inout KernelCall, type: SQLType) -> Column {
    let result = ConcatKernels.concat(call.arguments, type: type, count: call.count)
    call.fail(result.errors)
    return result.column
  }
}
