// GREATEST and LEAST: NULLs are skipped, the result is NULL when all are.

import Values

extension ScalarFunction {
  static let greatest = extremum(
    "GREATEST", "The greatest of the values that are not NULL.", sign: 1,
    examples: [
      FunctionExample("GREATEST(3, 9, 5)", "9"), FunctionExample("GREATEST('a', 'b')", "b"),
    ])

  static let least = extremum(
    "LEAST", "The least of the values that are not NULL.", sign: -1,
    examples: [
      FunctionExample("LEAST(3, 9, 5)", "3"), FunctionExample("LEAST(1.5, 1.25)", "1.25"),
    ])

  private static func extremum(
    _ name: String, _ summary: String, sign: Int, examples: [FunctionExample]
  ) -> ScalarFunction {
    let types: [SQLType] = [
      .integer, .bigint, .double, .string, .bytes, .date, .time, .timestamp,
    ]
    func parameters(_ type: ParameterType) -> [FunctionParameter] {
      [
        FunctionParameter("first", type, "the first value"),
        FunctionParameter("others", type, "further values"),
      ]
    }
    return ScalarFunction(
      name, category: "MATHEMATICAL", summary: summary,
      overloads: types.map { type in
        ScalarOverload(
          parameters(.type(type)), variadic: 1, nulls: .seesNulls, returns: type,
          kernel: { call in choose(call, sign: sign) })
      } + [
        ScalarOverload(
          parameters(.decimal), variadic: 1, nulls: .seesNulls,
          returns: { (types: [SQLType]) throws(FunctionError) -> SQLType in widest(types) },
          kernel: { call in chooseDecimals(call, sign: sign) })
      ], examples: examples)
  }

  private static func choose(_ call: KernelCall, sign: Int) -> Column {
    let choice = best(call, sign: sign)
    return Gather.choose(from: call.arguments, choice, type: call.resultType, count: call.count)
  }

  private static func chooseDecimals(_ call: KernelCall, sign: Int) -> Column {
    guard case .decimal(_, let scale) = call.resultType else { return call.arguments[0] }
    let out = ColumnBuilder(call.resultType, capacity: call.count)
    for (row, choice) in best(call, sign: sign).enumerated() {
      guard choice >= 0, case .decimal(_, let own) = call.arguments[Int(choice)].type else {
        out.appendNull()
        continue
      }
      let value = Decimal(unscaled: call.arguments[Int(choice)].decimals[row], scale: own)
      if let rescaled = value.rescaled(to: scale, rounding: .halfUp) {
        out.append(rescaled)
      } else {
        out.appendNull()
      }
    }
    return out.finish()
  }

  /// The argument that each row takes, −1 for none; of equal ones the first.
  private static func best(_ call: KernelCall, sign: Int) -> [Int32] {
    var choice = [Int32](repeating: -1, count: call.count)
    let isDouble = call.resultType == .double
    for (i, argument) in call.arguments.enumerated() {
      for row in 0..<call.count where argument.isValid(row) {
        let kept = Int(choice[row])
        if kept < 0
          || ElementOrder.compare(
            argument, row, call.arguments[kept], row, isDouble: isDouble) * sign > 0
        {
          choice[row] = Int32(truncatingIfNeeded: i)
        }
      }
    }
    return choice
  }

  /// The decimal with room for the whole digits and the scale of all.
  private static func widest(_ types: [SQLType]) -> SQLType {
    var (whole, scale) = (0, 0)
    for case .decimal(let precision, let own) in types {
      whole = max(whole, precision - own)
      scale = max(scale, own)
    }
    return .decimal(precision: min(whole + scale, SQLType.decimalPrecisionMax), scale: scale)
  }
}
