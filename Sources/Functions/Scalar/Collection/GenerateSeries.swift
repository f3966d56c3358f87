// GENERATE_SERIES.

import Values

extension ScalarFunction {
  static let generateSeries = ScalarFunction(
    "GENERATE_SERIES", category: "COLLECTION",
    summary: "The numbers from a start to an end, both included, as an array.",
    overloads: [SQLType.integer, .bigint].flatMap { type in
      let bounds = [
        FunctionParameter("start", .type(type), "the first number", rejectsNull: true),
        FunctionParameter("end", .type(type), "the last number", rejectsNull: true),
      ]
      let step = FunctionParameter(
        "step", .type(.integer), "the distance between two numbers", rejectsNull: true)
      return [bounds, bounds + [step]].map { parameters in
        ScalarOverload(
          parameters, returns: .array(type), kernel: { call in series(&call, type) })
      }
    },
    examples: [
      FunctionExample("GENERATE_SERIES(1, 4)", "[1, 2, 3, 4]"),
      FunctionExample("GENERATE_SERIES(5, 1, -2)", "[5, 3, 1]"),
    ])

  /// A series must fit a batch.
  private static let elementsMax = 1 << 24

  private static func series(_ call: inout KernelCall, _ type: SQLType) -> Column {
    let builder = ColumnBuilder(call.resultType, capacity: call.count)
    let (starts, ends) = (call.arguments[0], call.arguments[1])
    let steps = call.arguments.count > 2 ? call.arguments[2] : nil
    for row in 0..<call.count {
      guard starts.isValid(row), ends.isValid(row), steps?.isValid(row) ?? true else {
        builder.appendNull()
        continue
      }
      let start = type == .integer ? Int64(starts.int32s[row]) : starts.int64s[row]
      let end = type == .integer ? Int64(ends.int32s[row]) : ends.int64s[row]
      let step = steps.map { Int64($0.int32s[row]) } ?? (end > start ? 1 : -1)
      guard let count = seriesCount(start, end, step) else {
        call.fail(
          row,
          step == 0
            ? "GENERATE_SERIES step cannot be zero"
            : "GENERATE_SERIES step has wrong sign or the series is too long")
        builder.appendNull()
        continue
      }
      var value = start
      for i in 0..<count {
        if i > 0 { value += step }
        if type == .integer {
          builder.children[0].append(Int32(truncatingIfNeeded: value))
        } else {
          builder.children[0].append(value)
        }
      }
      builder.endRow()
    }
    return builder.finish()
  }

  private static func seriesCount(_ start: Int64, _ end: Int64, _ step: Int64) -> Int? {
    guard step != 0 else { return nil }
    let (distance, overflow) = end.subtractingReportingOverflow(start)
    guard !overflow, distance == 0 || (distance > 0) == (step > 0) else { return nil }
    let (steps, tooFar) = distance.dividedReportingOverflow(by: step)
    guard !tooFar, steps < elementsMax else { return nil }
    return Int(steps) + 1
  }
}
