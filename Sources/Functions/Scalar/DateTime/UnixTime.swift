// Between dates or timestamps and numbers, and between zones: FROM_DAYS, FROM_UNIXTIME, UNIX_DATE,
// UNIX_TIMESTAMP, CONVERT_TZ.

import Platform
import Values

extension ScalarFunction {
  static let fromDays = ScalarFunction(
    "FROM_DAYS", category: "DATE / TIME", summary: "The date that many days after 1970-01-01.",
    overloads: [
      ScalarOverload(
        [
          FunctionParameter("days", .type(.integer), "days since 1970-01-01", rejectsNull: true)
        ], returns: .date, kernel: { call in call.arguments[0].reinterpreted(as: .date) })
    ], examples: [FunctionExample("FROM_DAYS(10)", "1970-01-11")])

  static let fromUnixTime = ScalarFunction(
    "FROM_UNIXTIME", category: "DATE / TIME",
    summary: "The timestamp that many milliseconds after 1970-01-01.",
    overloads: [
      ScalarOverload(
        [FunctionParameter("milliseconds", .type(.bigint), "milliseconds since 1970-01-01")],
        returns: .timestamp,
        kernel: { call in call.arguments[0].reinterpreted(as: .timestamp) })
    ], examples: [FunctionExample("FROM_UNIXTIME(10)", "1970-01-01T00:00:00.010")])

  static let unixDate = ScalarFunction(
    "UNIX_DATE", category: "DATE / TIME",
    summary: "Days since 1970-01-01 of a date, or of today where the machine is.",
    isDeterministic: false,
    overloads: [
      ScalarOverload(
        [], returns: .integer,
        kernel: { call in
          let now = call.environment.time.wallMilliseconds()
          let local = PatternTime(epochMilliseconds: now, in: call.environment.zones.local)
          return Column.constant(
            .integer(Int32(clamping: local.day)), type: .integer, count: call.count)
        }),
      ScalarOverload(
        [FunctionParameter("date", .type(.date), "the date")], returns: .integer,
        kernel: { call in call.arguments[0].reinterpreted(as: .integer) }),
    ], examples: [FunctionExample("UNIX_DATE(FROM_DAYS(10))", "10")])

  static let unixTimestamp = ScalarFunction(
    "UNIX_TIMESTAMP", category: "DATE / TIME",
    summary: "Milliseconds since 1970-01-01 of a timestamp, or of now.",
    isDeterministic: false,
    overloads: [
      ScalarOverload(
        [], returns: .bigint,
        kernel: { call in
          Column.constant(
            .bigint(call.environment.time.wallMilliseconds()), type: .bigint, count: call.count)
        }),
      ScalarOverload(
        [FunctionParameter("timestamp", .type(.timestamp), "the timestamp")], returns: .bigint,
        kernel: { call in call.arguments[0].reinterpreted(as: .bigint) }),
    ], examples: [FunctionExample("UNIX_TIMESTAMP(FROM_UNIXTIME(10))", "10")])

  static let convertTimeZone = ScalarFunction(
    "CONVERT_TZ", category: "DATE / TIME",
    summary: "A timestamp moved by the difference of two zones' offsets at that instant.",
    overloads: [
      ScalarOverload(
        [
          FunctionParameter("timestamp", .type(.timestamp), "the timestamp"),
          FunctionParameter("from", .type(.string), "the zone that it is in"),
          FunctionParameter("to", .type(.string), "the zone to bring it to"),
        ], returns: .timestamp, kernel: { call in convert(&call) })
    ],
    examples: [
      FunctionExample(
        "CONVERT_TZ(FROM_UNIXTIME(0), 'UTC', '+01:00')", "1970-01-01T01:00:00.000")
    ])

  private static func convert(_ call: inout KernelCall) -> Column {
    let source = call.arguments[0]
    var from = FormatKernels.zoneArgument(call, 1)
    var to = FormatKernels.zoneArgument(call, 2)
    let out = ColumnBuilder(.timestamp, capacity: call.count)
    for row in 0..<call.count {
      guard call.arguments.allSatisfy({ $0.isValid(row) }) else {
        out.appendNull()
        continue
      }
      do throws(FunctionError) {
        let instant = source.int64s[row]
        let second = instant >= 0 ? instant / 1_000 : (instant - 999) / 1_000
        let offset = try from.value(row).offset(atEpochSecond: second)
        let target = try to.value(row).offset(atEpochSecond: second)
        // Safe because offsets are below a day; an instant that far away wraps harmlessly.
        out.append(instant &+ Int64(target - offset) * 1_000)
      } catch {
        call.fail(row, error.reason)
        out.appendNull()
      }
    }
    return out.finish()
  }
}
