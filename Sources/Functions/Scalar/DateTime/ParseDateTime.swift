// PARSE_DATE, PARSE_TIME, PARSE_TIMESTAMP, and the older STRINGTODATE and STRINGTOTIMESTAMP.

import Platform
import Values

extension ScalarFunction {
  static let parseDate = ScalarFunction(
    "PARSE_DATE", category: "DATE / TIME",
    summary: "The date that a text says by a pattern in SimpleDateFormat's letters.",
    overloads: [
      ScalarOverload(
        [
          FunctionParameter("text", .type(.string), "the text"),
          FunctionParameter(
            "pattern", .type(.string), "a pattern in the letters of java.text.SimpleDateFormat"),
        ], returns: .date,
        kernel: { call in
          let zones = call.environment.zones
          let (today, _) = CivilText.split(call.environment.time.wallMilliseconds())
          let year = CivilDate(daysSinceEpoch: today).year
          return ParseKernels.parse(
            &call, what: "date", to: .date,
            compile: { (text: String) throws(FunctionError) in try SimpleDatePattern(text) }
          ) { (pattern, text, _) throws(FunctionError) -> Int32 in
            let instant = try pattern.milliseconds(text, currentYear: year, zones: zones)
            let (day, rest) = CivilText.split(instant)
            guard rest == 0 else {
              throw FunctionError("Date format contains time field.")
            }
            guard let date = Int32(exactly: day) else {
              throw FunctionError("the date is out of range")
            }
            return date
          }
        })
    ],
    examples: [FunctionExample("PARSE_DATE('01-Jan-2022', 'dd-MMM-yyyy')", "2022-01-01")])

  static let stringToDate = ScalarFunction(
    "STRINGTODATE", category: "DATE / TIME",
    summary: "Days since 1970-01-01 of the date that a text says. PARSE_DATE replaces it.",
    overloads: [
      ScalarOverload(
        [
          FunctionParameter("text", .type(.string), "the text", rejectsNull: true),
          FunctionParameter(
            "pattern", .type(.string), "a pattern of DateTimeFormatter", rejectsNull: true),
        ], returns: .integer,
        kernel: { call in
          let zones = call.environment.zones
          return ParseKernels.parse(
            &call, what: "date", to: .integer, compile: ParseKernels.compile
          ) { (pattern, text, _) throws(FunctionError) -> Int32 in
            Int32(clamping: try pattern.date(text, zones: zones))
          }
        })
    ], examples: [FunctionExample("STRINGTODATE('2018-05-11', 'yyyy-MM-dd')", "17662")])

  static let parseTime = ScalarFunction(
    "PARSE_TIME", category: "DATE / TIME",
    summary: "The time that a text says by a pattern, cut to milliseconds.",
    overloads: [
      ScalarOverload(
        [FunctionParameter("text", .type(.string), "the text"), .datePattern], returns: .time,
        kernel: { call in
          let zones = call.environment.zones
          return ParseKernels.parse(
            &call, what: "time", to: .time, compile: ParseKernels.compile
          ) { (pattern, text, _) throws(FunctionError) -> Int32 in
            Int32(clamping: try pattern.time(text, zones: zones))
          }
        })
    ],
    examples: [FunctionExample("PARSE_TIME('01:05:30 pm', 'hh:mm:ss a')", "13:05:30")])

  static let parseTimestamp = timestampFromText(
    "PARSE_TIMESTAMP", "The timestamp that a text says by a pattern, in GMT or another zone.",
    result: .timestamp, rejectsNull: false,
    examples: [
      FunctionExample(
        "PARSE_TIMESTAMP('2018-05-11 21:58', 'yyyy-MM-dd HH:mm')", "2018-05-11T21:58:00.000")
    ]
  ) { _ in gmt }

  static let stringToTimestamp = timestampFromText(
    "STRINGTOTIMESTAMP",
    "Milliseconds since 1970-01-01 that a text says, in the machine's zone or another one. "
      + "PARSE_TIMESTAMP replaces it.",
    result: .bigint, rejectsNull: true,
    examples: [
      FunctionExample(
        "STRINGTOTIMESTAMP('2018-05-11T21:58:33Z', 'yyyy-MM-dd''T''HH:mm:ssX')",
        "1526075913000")
    ]
  ) { $0.zones.local }

  private static func timestampFromText(
    _ name: String, _ summary: String, result: SQLType, rejectsNull: Bool,
    examples: [FunctionExample], zone: @escaping @Sendable (FunctionEnvironment) -> ZoneRules
  ) -> ScalarFunction {
    let parameters = [
      FunctionParameter("text", .type(.string), "the text", rejectsNull: rejectsNull),
      FunctionParameter(
        "pattern", .type(.string), FunctionParameter.datePattern.description,
        rejectsNull: rejectsNull),
    ]
    let zoneName = FunctionParameter(
      "zone", .type(.string), FunctionParameter.zoneName.description, rejectsNull: rejectsNull)
    return ScalarFunction(
      name, category: "DATE / TIME", summary: summary,
      overloads: [parameters, parameters + [zoneName]].map {
        ScalarOverload(
          $0, returns: result,
          kernel: { call in
            let zones = call.environment.zones
            return ParseKernels.parse(
              &call, what: "timestamp", to: result, zone: zone(call.environment),
              compile: ParseKernels.compile
            ) { (pattern, text, zone) throws(FunctionError) -> Int64 in
              try pattern.timestamp(text, in: zone, zones: zones)
            }
          })
      }, examples: examples)
  }
}
