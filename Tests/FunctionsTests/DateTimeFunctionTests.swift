// Functions of dates, times and timestamps.

import Functions
import Platform
import Testing
import Values

@Suite struct DateTimeFunctionTests {
  private func check(_ name: String, _ types: [SQLType], _ cases: [([Value], Value?)]) throws {
    try ScalarHarness(.named(name), types).check(cases.map(\.0), cases.map(\.1), name)
  }

  @Test func printsDatesTimesAndTimestamps() throws {
    try check(
      "FORMAT_DATE", [.date, .string],
      [
        ([.date(17662), .string("dd/MM/yyyy")], .string("11/05/2018")),
        ([.date(-1), .string("dd-MM-yyyy'Sophia'")], .string("31-12-1969Sophia")),
        ([.date(0), .string("HH")], nil), ([.date(0), .string("b")], nil),
        ([.null, .string("y")], .null),
        ([.date(0), .null], .null),
      ])
    try check(
      "DATETOSTRING", [.integer, .string],
      [
        ([.integer(18993), .string("dd-MMM-yyyy")], .string("01-Jan-2022")),
        ([.null, .string("y")], nil),
      ])
    try check(
      "FORMAT_TIME", [.time, .string],
      [
        ([.time(46_800_000), .string("hh:mm a")], .string("01:00 PM")),
        ([.time(0), .string("yyyy")], nil), ([.null, .string("HH")], .null),
      ])
    try check(
      "FORMAT_TIMESTAMP", [.timestamp, .string],
      [
        ([.timestamp(0), .string("yyyy-MM-dd HH:mm z")], .string("1970-01-01 00:00 GMT")),
        ([.null, .string("y")], .null),
      ])
    try check(
      "FORMAT_TIMESTAMP", [.timestamp, .string, .string],
      [
        ([.timestamp(0), .string("HH:mm"), .string("Asia/Tokyo")], .string("09:00")),
        ([.timestamp(0), .string("HH:mm"), .string("Nowhere")], nil),
        ([.timestamp(0), .string("HH:mm"), .null], .null),
      ])
    try check(
      "TIMESTAMPTOSTRING", [.bigint, .string, .string],
      [
        (
          [.bigint(1_526_075_913_000), .string("yyyy-MM-dd HH:mm:ss"), .string("UTC")],
          .string("2018-05-11 21:58:33")
        ),
        ([.null, .string("y"), .string("UTC")], nil),
      ])
  }

  @Test func readsDatesLeniently() throws {
    try check(
      "PARSE_DATE", [.string, .string],
      [
        (texts("2018-05-11Lit", "yyyy-MM-dd'Lit'"), .date(17662)),
        (texts("11/05/2019", "dd/MM/yyyy"), .date(18027)),
        (texts("01-JAN-2022", "dd-MMM-yyyy"), .date(18993)),
        (texts("JAN-2022", "MMM-yyyy"), .date(18993)),
        (texts("20180511", "yyyyMMdd"), .date(17662)), (texts("11/5/19", "dd/MM/yy"), .date(18027)),
        (texts("2018-13-01", "yyyy-MM-dd"), .date(17897)),
        (texts("2018-05-11 rest", "yyyy-MM-dd"), .date(17662)),
        (texts("2018-05-11 10", "yyyy-MM-dd HH"), nil), (texts("x", "yyyy"), nil),
        (texts("2018", "b"), nil), (texts(nil, "yyyy"), .null), (texts("2018", nil), .null),
      ])
    try check(
      "STRINGTODATE", [.string, .string],
      [
        (texts("2018-05-11", "yyyy-MM-dd"), .integer(17662)), (texts("2018", "yyyy"), nil),
        (texts(nil, "yyyy"), nil),
      ])
  }

  @Test func readsTimes() throws {
    try check(
      "PARSE_TIME", [.string, .string],
      [
        (texts("00:01:05Lit", "HH:mm:ss'Lit'"), .time(65_000)),
        (texts("11/05/19", "HH/mm/ss"), .time(39_919_000)),
        (texts("01:00:00 Pm", "hh:mm:ss a"), .time(46_800_000)),
        (texts("10:00:00.123456", "HH:mm:ss.SSSSSS"), .time(36_000_123)),
        (texts("2018 10", "yyyy HH"), nil), (texts("10", "hh"), nil), (texts("05", "mm"), nil),
        (texts(nil, "HH"), .null),
      ])
  }

  @Test func readsTimestamps() throws {
    try check(
      "PARSE_TIMESTAMP", [.string, .string],
      [
        (texts("2018-05-11T21:58:33", "yyyy-MM-dd'T'HH:mm:ss"), .timestamp(1_526_075_913_000)),
        (
          texts("2018-05-11T21:58:33 PST", "yyyy-MM-dd'T'HH:mm:ss zzz"),
          .timestamp(1_526_101_113_000)
        ),
        (texts("nonsense", "yyyy"), nil), (texts(nil, "yyyy"), .null),
      ])
    try check(
      "PARSE_TIMESTAMP", [.string, .string, .string],
      [
        (texts("1970-01-01 01", "yyyy-MM-dd HH", "Europe/Paris"), .timestamp(0)),
        (texts("1970", "yyyy", "Nowhere"), nil),
      ])
    try check(
      "STRINGTOTIMESTAMP", [.string, .string, .string],
      [
        (texts("1970-01-01 01", "yyyy-MM-dd HH", "+01:00"), .bigint(0)),
        (texts(nil, "y", "UTC"), nil),
      ])
  }

  @Test func errorsNameTextAndPattern() throws {
    let harness = try ScalarHarness(.named("PARSE_TIMESTAMP"), [.string, .string])
    let result = harness.overload.evaluate(
      KernelCall(
        count: 1,
        arguments: [
          Column.of(texts("20x"), type: .string), Column.of(texts("yyyy"), type: .string),
        ], resultType: .timestamp, environment: harness.environment))
    #expect(
      result.errors.samples.map(\.reason) == [
        "Failed to parse timestamp '20x' with formatter 'yyyy': "
          + "Text '20x' could not be parsed at index 0"
      ])
  }

  @Test func addsUnitsOfTime() throws {
    func unit(_ unit: String, _ count: Int32?, _ value: Value) -> [Value] {
      [.string(unit), count.map { .integer($0) } ?? .null, value]
    }
    try check(
      "DATEADD", [.string, .integer, .date],
      [
        (unit("DAYS", 10, .date(10)), .date(20)), (unit("HOURS", -1, .date(0)), .date(0)),
        (unit("hours", 49, .date(0)), .date(2)), (unit("WEEKS", 1, .date(0)), nil),
        (unit("DAY", nil, .date(0)), .null), (unit("DAY", 1, .null), .null),
      ])
    try check(
      "DATESUB", [.string, .integer, .date],
      [
        (unit("DAYS", 10, .date(5)), .date(-5)), (unit("DAYS", -5, .date(5)), .date(10)),
      ])
    try check(
      "TIMEADD", [.string, .integer, .time],
      [
        (unit("HOURS", 2, .time(82_800_000)), .time(3_600_000)),
        (unit("DAYS", 3, .time(5)), .time(5)), (unit("MILLISECONDS", 7, .time(5)), .time(12)),
      ])
    try check(
      "TIMESUB", [.string, .integer, .time],
      [
        (unit("SECONDS", 1, .time(0)), .time(86_399_000))
      ])
    try check(
      "TIMESTAMPADD", [.string, .integer, .timestamp],
      [
        (unit("MINUTES", 2, .timestamp(1)), .timestamp(120_001))
      ])
    try check(
      "TIMESTAMPSUB", [.string, .integer, .timestamp],
      [
        (unit("DAYS", 1, .timestamp(0)), .timestamp(-86_400_000)), (unit("DAYS", 1, .null), .null),
      ])
  }

  @Test func convertsZonesAndNumbers() throws {
    try check(
      "CONVERT_TZ", [.timestamp, .string, .string],
      [
        ([.timestamp(0), .string("UTC"), .string("+01:00")], .timestamp(3_600_000)),
        (
          [.timestamp(1_530_439_200_000), .string("Europe/Paris"), .string("UTC")],
          .timestamp(1_530_432_000_000)
        ),
        ([.timestamp(0), .string("UTC"), .string("PST")], nil),
        ([.timestamp(0), .null, .string("UTC")], .null),
      ])
    try check("FROM_DAYS", [.integer], [(ints(10), .date(10)), (ints(nil), nil)])
    try check("FROM_UNIXTIME", [.bigint], [(longs(10), .timestamp(10)), (longs(nil), .null)])
    try check("UNIX_DATE", [.date], [([.date(10)], .integer(10)), ([.null], .null)])
    try check("UNIX_TIMESTAMP", [.timestamp], [([.timestamp(10)], .bigint(10))])
    #expect(try ScalarHarness(.named("UNIX_DATE"), []).call([[]]) == [.integer(18518)])
    #expect(
      try ScalarHarness(.named("UNIX_TIMESTAMP"), []).call([[]]) == [.bigint(1_600_000_000_000)])
  }
}
