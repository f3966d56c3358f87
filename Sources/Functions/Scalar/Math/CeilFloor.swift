// CEIL and FLOOR. A DECIMAL keeps its scale: FLOOR(-1.25) is -2.00.

import Values

extension ScalarFunction {
  static let ceil = toWhole(
    "CEIL", "The least whole number that is not below the value.",
    examples: [FunctionExample("CEIL(1.25)", "2.00"), FunctionExample("CEIL(-3)", "-3")],
    rounding: .ceiling
  ) { $0.rounded(.up) }

  static let floor = toWhole(
    "FLOOR", "The greatest whole number that is not above the value.",
    examples: [FunctionExample("FLOOR(-1.25)", "-2.00"), FunctionExample("FLOOR(3)", "3")],
    rounding: .floor
  ) { $0.rounded(.down) }

  @inline(__always)
  private static func toWhole(
    _ name: String, _ summary: String, examples: [FunctionExample], rounding: Decimal.Rounding,
    _ body: @escaping @Sendable (Double) -> Double
  ) -> ScalarFunction {
    let whole = [SQLType.integer, .bigint].map { type in
      ScalarOverload(
        [FunctionParameter("value", .type(type), "the number")], returns: type,
        kernel: { call in call.arguments[0] })
    }
    return ScalarFunction(
      name, category: "MATHEMATICAL", summary: summary,
      overloads: whole + [
        ScalarOverload(
          [FunctionParameter("value", .type(.double), "the number")], returns: .double,
          kernel: { call in FixedVector.map(call.arguments[0], to: .double, body) }),
        ScalarOverload(
          [FunctionParameter("value", .decimal, "the number")],
          returns: ScalarOverload.sameAsFirst,
          kernel: { call in DecimalRounding.round(call, places: { _ in 0 }, rounding) }),
      ], examples: examples)
  }
}
