// ROUND (ties toward positive infinity) and TRUNC (toward zero).

import Values

extension ScalarFunction {
  static let round = toPlaces(
    "ROUND", "A number rounded to whole or to some places; ties go up.", rejectsNull: true,
    rounding: .halfCeiling,
    examples: [
      FunctionExample("ROUND(1.5)", "2"), FunctionExample("ROUND(-1.5)", "-1"),
      FunctionExample("ROUND(12.345, 2)", "12.350"), FunctionExample("ROUND(1250.0, -2)", "1300.0"),
    ]
  ) { x in
    let below = x.rounded(.down)
    return x - below >= 0.5 ? below + 1 : below
  }

  static let trunc = toPlaces(
    "TRUNC", "A number without what lies behind the point or some places.", rejectsNull: false,
    rounding: .truncate,
    examples: [
      FunctionExample("TRUNC(-1.9)", "-1"), FunctionExample("TRUNC(12.345, 1)", "12.300"),
    ]
  ) { $0.rounded(.towardZero) }

  @inline(__always)
  private static func toPlaces(
    _ name: String, _ summary: String, rejectsNull: Bool, rounding: Decimal.Rounding,
    examples: [FunctionExample], _ whole: @escaping @Sendable (Double) -> Double
  ) -> ScalarFunction {
    let places = FunctionParameter(
      "places", .type(.integer), "digits to keep behind the point; negative: left of it")
    return ScalarFunction(
      name, category: "MATHEMATICAL", summary: summary,
      overloads: [
        ScalarOverload(
          [FunctionParameter("value", .type(.integer), "the number", rejectsNull: rejectsNull)],
          returns: .bigint,
          kernel: { call in
            FixedVector.map(call.arguments[0], to: .bigint) { Int64($0 as Int32) }
          }),
        ScalarOverload(
          [FunctionParameter("value", .type(.bigint), "the number", rejectsNull: rejectsNull)],
          returns: .bigint, kernel: { call in call.arguments[0] }),
        ScalarOverload(
          [FunctionParameter("value", .type(.double), "the number")], returns: .bigint,
          kernel: { call in
            FixedVector.map(call.arguments[0], to: .bigint) { whole($0 as Double).narrowed }
          }),
        ScalarOverload(
          [FunctionParameter("value", .type(.double), "the number"), places], returns: .double,
          kernel: { call in roundDoubles(&call, rounding) }),
        ScalarOverload(
          [FunctionParameter("value", .decimal, "the number")],
          returns: { (types: [SQLType]) throws(FunctionError) -> SQLType in
            guard case .decimal(let precision, let scale) = types[0] else { return types[0] }
            return .decimal(precision: max(1, precision - scale), scale: 0)
          },
          kernel: { call in DecimalRounding.round(call, places: { _ in 0 }, rounding) }),
        ScalarOverload(
          [FunctionParameter("value", .decimal, "the number"), places],
          returns: ScalarOverload.sameAsFirst,
          kernel: { call in
            let places = call.arguments[1].int32s
            return DecimalRounding.round(call, places: { Int(places[$0]) }, rounding)
          }),
      ], examples: examples)
  }

  private static func roundDoubles(
    _ call: inout KernelCall, _ rounding: Decimal.Rounding
  ) -> Column {
    let (values, places) = (call.arguments[0], call.arguments[1])
    let out = ColumnBuilder(.double, capacity: call.count)
    for row in 0..<call.count {
      guard values.isValid(row) && places.isValid(row) else {
        out.appendNull()
        continue
      }
      let value = values.doubles[row]
      if let rounded = DecimalRounding.round(value, places: Int(places.int32s[row]), rounding) {
        out.append(rounded)
      } else {
        call.fail(row, "cannot round \(DoubleText.string(value)) to places")
        out.appendNull()
      }
    }
    return out.finish()
  }
}

extension Double {
  /// As Java narrows to a 64-bit integer: NaN is 0, what is beyond the limits becomes the limit.
  var narrowed: Int64 {
    if isNaN { return 0 }
    if self >= 0x1p63 { return .max }
    if self < -0x1p63 { return .min }
    return Int64(self)
  }
}
