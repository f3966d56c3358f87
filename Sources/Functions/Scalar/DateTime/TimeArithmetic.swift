// DATEADD, DATESUB, TIMEADD, TIMESUB, TIMESTAMPADD, TIMESTAMPSUB. The unit reaches a kernel as a
// constant text.
//
// Sums wrap: safe because a date or time is brought back into its range, and a timestamp that far
// away has no other meaning.

import Values

extension ScalarFunction {
  static let dateAdd = arithmetic(
    "DATEADD", .date, sign: 1,
    example: FunctionExample("DATEADD(DAYS, 10, FROM_DAYS(10))", "1970-01-21"))

  static let dateSub = arithmetic(
    "DATESUB", .date, sign: -1,
    example: FunctionExample("DATESUB(DAYS, 10, FROM_DAYS(10))", "1970-01-01"))

  static let timeAdd = arithmetic(
    "TIMEADD", .time, sign: 1,
    example: FunctionExample("TIMEADD(HOURS, 2, PARSE_TIME('23:30', 'HH:mm'))", "01:30"))

  static let timeSub = arithmetic(
    "TIMESUB", .time, sign: -1,
    example: FunctionExample("TIMESUB(MINUTES, 45, PARSE_TIME('00:30', 'HH:mm'))", "23:45"))

  static let timestampAdd = arithmetic(
    "TIMESTAMPADD", .timestamp, sign: 1,
    example: FunctionExample(
      "TIMESTAMPADD(SECONDS, 90, FROM_UNIXTIME(0))", "1970-01-01T00:01:30.000"))

  static let timestampSub = arithmetic(
    "TIMESTAMPSUB", .timestamp, sign: -1,
    example: FunctionExample(
      "TIMESTAMPSUB(DAYS, 1, FROM_UNIXTIME(0))", "1969-12-31T00:00:00.000"))

  private static func arithmetic(
    _ name: String, _ type: SQLType, sign: Int64, example: FunctionExample
  ) -> ScalarFunction {
    let kind = "\(type)".lowercased()
    return ScalarFunction(
      name, category: "DATE / TIME",
      summary: "A \(kind) \(sign > 0 ? "plus" : "minus") a number of units of time.",
      overloads: [
        ScalarOverload(
          [
            FunctionParameter("unit", .intervalUnit, "DAYS, HOURS, MINUTES, SECONDS, MILLISECONDS"),
            FunctionParameter("count", .type(.integer), "how many units"),
            FunctionParameter(kind, .type(type), "the \(kind)"),
          ], returns: type, kernel: { call in shift(&call, type, sign) })
      ], examples: [example])
  }

  private static func shift(_ call: inout KernelCall, _ type: SQLType, _ sign: Int64) -> Column {
    let units = TextVector(call.arguments[0])
    let constant = call.arguments[0].isConstant && call.count > 0 ? unit(units.string(0)) : nil
    let (counts, values) = (call.arguments[1], call.arguments[2])
    let out = ColumnBuilder(type, capacity: call.count)
    for row in 0..<call.count {
      guard call.arguments.allSatisfy({ $0.isValid(row) }) else {
        out.appendNull()
        continue
      }
      guard let unit = constant ?? unit(units.string(row)) else {
        call.fail(row, "unknown unit of time \(units.string(row))")
        out.appendNull()
        continue
      }
      let distance = unit * Int64(counts.int32s[row]) * sign
      switch type {
      case .date:
        let instant = Int64(values.int32s[row]) * CivilText.millisecondsPerDay + distance
        out.append(Int32(truncatingIfNeeded: instant / CivilText.millisecondsPerDay))
      case .time:
        let instant = (Int64(values.int32s[row]) + distance) % CivilText.millisecondsPerDay
        out.append(
          Int32(
            truncatingIfNeeded: instant < 0 ? instant + CivilText.millisecondsPerDay : instant))
      default: out.append(values.int64s[row] &+ distance)
      }
    }
    return out.finish()
  }

  /// Milliseconds of a unit, with or without the plural's S.
  private static func unit(_ text: String) -> Int64? {
    switch text.uppercased() {
    case "DAY", "DAYS": 86_400_000
    case "HOUR", "HOURS": 3_600_000
    case "MINUTE", "MINUTES": 60_000
    case "SECOND", "SECONDS": 1_000
    case "MILLISECOND", "MILLISECONDS": 1
    default: nil
    }
  }
}
