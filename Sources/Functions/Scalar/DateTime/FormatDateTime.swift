// FORMAT_DATE, FORMAT_TIME, FORMAT_TIMESTAMP, and the older DATETOSTRING and TIMESTAMPTOSTRING.

import Platform
import Values

extension FunctionParameter {
  static let datePattern = FunctionParameter(
    "pattern", .type(.string), "a pattern in the letters of java.time's DateTimeFormatter")
  static let zoneName = FunctionParameter(
    "zone", .type(.string), "a time zone: UTC, GMT+2, +01:00, Europe/London")
}

extension ScalarFunction {
  static let formatDate = ScalarFunction(
    "FORMAT_DATE", category: "DATE / TIME", summary: "The text of a date by a pattern.",
    overloads: [
      ScalarOverload(
        [FunctionParameter("date", .type(.date), "the date"), .datePattern], returns: .string,
        kernel: { call in
          FormatKernels.print(&call, what: "date", zone: .utc) { column, row, _ in
            PatternTime(day: Int(column.int32s[row]))
          }
        })
    ],
    examples: [
      FunctionExample("FORMAT_DATE(FROM_DAYS(17662), 'dd-MMM-yyyy')", "11-May-2018")
    ])

  static let dateToString = ScalarFunction(
    "DATETOSTRING", category: "DATE / TIME",
    summary: "The text of a date given in days since 1970-01-01. FORMAT_DATE replaces it.",
    overloads: [
      ScalarOverload(
        [
          FunctionParameter(
            "days", .type(.integer), "days since 1970-01-01", rejectsNull: true),
          .datePattern,
        ], returns: .string,
        kernel: { call in
          FormatKernels.print(&call, what: "date", zone: .utc) { column, row, _ in
            PatternTime(day: Int(column.int32s[row]))
          }
        })
    ], examples: [FunctionExample("DATETOSTRING(17662, 'yyyy-MM-dd')", "2018-05-11")])

  static let formatTime = ScalarFunction(
    "FORMAT_TIME", category: "DATE / TIME", summary: "The text of a time by a pattern.",
    overloads: [
      ScalarOverload(
        [FunctionParameter("time", .type(.time), "the time"), .datePattern], returns: .string,
        kernel: { call in
          FormatKernels.print(&call, what: "time", zone: .utc) { column, row, _ in
            PatternTime(millisecondOfDay: Int(column.int32s[row]))
          }
        })
    ],
    examples: [
      FunctionExample("FORMAT_TIME(PARSE_TIME('13:05', 'HH:mm'), 'hh:mm a')", "01:05 PM")
    ])

  static let formatTimestamp = timestampText(
    "FORMAT_TIMESTAMP", "The text of a timestamp by a pattern, in GMT or another zone.",
    FunctionParameter("timestamp", .type(.timestamp), "the timestamp"),
    examples: [
      FunctionExample(
        "FORMAT_TIMESTAMP(FROM_UNIXTIME(0), 'yyyy-MM-dd HH:mm:ss z')",
        "1970-01-01 00:00:00 GMT"),
      FunctionExample(
        "FORMAT_TIMESTAMP(FROM_UNIXTIME(0), 'HH:mm XXX', 'Europe/Paris')", "01:00 +01:00"),
    ]
  ) { _ in gmt }

  static let timestampToString = timestampText(
    "TIMESTAMPTOSTRING",
    "The text of milliseconds since 1970-01-01 in the machine's zone or another one. "
      + "FORMAT_TIMESTAMP replaces it.",
    FunctionParameter(
      "milliseconds", .type(.bigint), "milliseconds since 1970-01-01", rejectsNull: true),
    examples: [
      FunctionExample(
        "TIMESTAMPTOSTRING(1526075913000, 'yyyy-MM-dd''T''HH:mm:ss', 'UTC')",
        "2018-05-11T21:58:33")
    ]
  ) { $0.zones.local }

  /// Greenwich Mean Time, which prints as GMT.
  static let gmt = ZoneRules(id: "GMT", offsetSeconds: 0, name: "GMT")

  private static func timestampText(
    _ name: String, _ summary: String, _ parameter: FunctionParameter,
    examples: [FunctionExample], zone: @escaping @Sendable (FunctionEnvironment) -> ZoneRules
  ) -> ScalarFunction {
    ScalarFunction(
      name, category: "DATE / TIME", summary: summary,
      overloads: [[parameter, .datePattern], [parameter, .datePattern, .zoneName]].map {
        ScalarOverload(
          $0, returns: .string,
          kernel: { call in
            FormatKernels.print(&call, what: "timestamp", zone: zone(call.environment)) {
              column, row, zone in
              PatternTime(epochMilliseconds: column.int64s[row], in: zone)
            }
          })
      }, examples: examples)
  }
}
