// Every pair of CAST, with the texts that the dialect gives and takes.

import Functions
import Testing
import Values

@Suite struct CastKernelTests {
  /// Casts alone, among other rows and as a constant; nil = failed.
  private func cast(_ value: Value, _ from: SQLType, _ to: SQLType) -> Value? {
    func outcome(_ column: Column, _ row: Int) -> Value? {
      let result = CastKernels.cast(column, to: to)
      if result.errors.failed?[row] ?? false {
        #expect(result.column.value(at: row) == .null)
        return nil
      }
      return result.column.value(at: row)
    }
    let alone = outcome(Column.of([value], type: from), 0)
    #expect(outcome(Column.of([.null, value, .null], type: from), 1) == alone)
    #expect(outcome(Column.constant(value, type: from, count: 3), 2) == alone)
    #expect(outcome(Column.of([.null, value], type: from), 0) == .null)
    return alone
  }

  private func decimal(_ unscaled: Int128, _ scale: Int) -> Value {
    .decimal(Decimal(unscaled: unscaled, scale: scale))
  }

  @Test func numbers() {
    #expect(cast(.integer(-5), .integer, .bigint) == .bigint(-5))
    #expect(cast(.bigint(4_294_967_297), .bigint, .integer) == .integer(1))
    #expect(cast(.double(1e20), .double, .integer) == .integer(.max))
    #expect(cast(.double(-1e20), .double, .bigint) == .bigint(.min))
    #expect(cast(.double(.nan), .double, .bigint) == .bigint(0))
    #expect(cast(.double(-1.9), .double, .integer) == .integer(-1))
    let d = SQLType.decimal(precision: 4, scale: 2)
    #expect(cast(.integer(12), .integer, d) == decimal(1200, 2))
    #expect(cast(.integer(100), .integer, d) == nil)
    #expect(cast(.double(1.005), .double, d) == decimal(101, 2))
    #expect(cast(.double(-0.125), .double, d) == decimal(-13, 2))
    #expect(cast(.double(99.999), .double, d) == nil)
    #expect(cast(.double(.infinity), .double, d) == nil)
    #expect(cast(decimal(12345, 3), .decimal(precision: 5, scale: 3), d) == decimal(1235, 2))
    #expect(cast(decimal(-1999, 3), .decimal(precision: 4, scale: 3), .integer) == .integer(-1))
    #expect(cast(decimal(15, 1), .decimal(precision: 2, scale: 1), .double) == .double(1.5))
  }

  @Test func overflowSaysWhat() {
    let result = CastKernels.cast(
      Column.of(ints(1234), type: .integer), to: .decimal(precision: 4, scale: 2))
    #expect(
      result.errors.samples.first?.reason
        == "Numeric field overflow: A field with precision 4 and scale 2 must round to an absolute "
        + "value less than 10^2. Got 1234")
  }

  @Test func toText() {
    #expect(cast(.boolean(true), .boolean, .string) == .string("true"))
    for number: Int64 in [
      0, 7, 10, 99, 100, 999, 1000, 12345, 1_000_000, 99_999_999, .max, .min, -1, -10, -100,
      4_294_967_296, 10_000_000_000_000_000,
    ] {
      #expect(cast(.bigint(number), .bigint, .string) == .string("\(number)"))
    }
    #expect(cast(.integer(.min), .integer, .string) == .string("-2147483648"))
    #expect(cast(.double(1e10), .double, .string) == .string("1.0E10"))
    #expect(cast(.double(1), .double, .string) == .string("1.0"))
    #expect(
      cast(decimal(-5, 2), .decimal(precision: 3, scale: 2), .string) == .string("-0.05"))
    #expect(cast(.time(3_600_000), .time, .string) == .string("01:00"))
    #expect(cast(.time(3_601_999), .time, .string) == .string("01:00:01"))
    #expect(cast(.date(-1), .date, .string) == .string("1969-12-31"))
    #expect(cast(.timestamp(-1), .timestamp, .string) == .string("1969-12-31T23:59:59.999"))
    #expect(
      cast(.array(ints(1, nil, 2)), .array(.integer), .string) == .string("[1, null, 2]"))
    #expect(
      cast(map(["a": .integer(1), "b": .null]), .map(key: .string, value: .integer), .string)
        == .string("{a=1, b=null}"))
    let type = SQLType.struct([
      StructField("A", .integer), StructField("B", .string), StructField("C", .array(.double)),
    ])
    #expect(
      cast(.struct([.integer(1), .null, .array(doubles(0.5))]), type, .string)
        == .string("Struct{A=1,C=[0.5]}"))
  }

  @Test func fromText() {
    func parse(_ text: String, _ type: SQLType) -> Value? { cast(.string(text), .string, type) }
    for (text, expected) in [
      ("true", true), (" TR ", true), ("y", true), ("yes", true), ("", false), ("no", false),
      ("truex", false), ("false", false),
    ] {
      #expect(parse(text, .boolean) == .boolean(expected), "\(text)")
    }
    #expect(parse(" +12 ", .integer) == .integer(12))
    #expect(parse("2147483648", .integer) == nil)
    #expect(parse("-9223372036854775808", .bigint) == .bigint(.min))
    #expect(parse("9223372036854775808", .bigint) == nil)
    for text in ["", "-", "1.0", "1e3", "0x1", "1 2", "12a"] {
      #expect(parse(text, .bigint) == nil)
    }
    #expect(parse("1.5", .double) == .double(1.5))
    #expect(parse(" -1e-3d ", .double) == .double(-0.001))
    #expect(parse("123456789012345678901234567890", .double) == .double(1.2345678901234568e29))
    #expect(parse(".5", .double) == .double(0.5))
    for text in ["", "NaN", "Infinity", "-Infinity", "abc", "1e", ".", "--1"] {
      #expect(parse(text, .double) == nil, "\(text)")
    }
    #expect(parse("1.255", .decimal(precision: 4, scale: 2)) == decimal(126, 2))
    #expect(parse("123", .decimal(precision: 4, scale: 2)) == nil)
    #expect(parse("x", .decimal(precision: 4, scale: 2)) == nil)
    #expect(parse("IQ==", .bytes) == .bytes([0x21]))
    #expect(parse("IQ=", .bytes) == nil)
    #expect(parse("10:20", .time) == .time(37_200_000))
    #expect(parse("10:20:30.1234567", .time) == .time(37_230_123))
    for text in ["10", "24:00", "10:60", "1:00", "10:20:"] { #expect(parse(text, .time) == nil) }
    #expect(parse("1970-02", .date) == .date(31))
    for text in ["1970-02-30", "70", "1970-13", "1970-2-1"] { #expect(parse(text, .date) == nil) }
  }

  @Test func partialTimestamps() throws {
    let cases: [(String, Int64?)] = [
      ("1970", 0), ("1970-01-02", 86_400_000), ("1970-01-01T01", 3_600_000),
      ("1970-01-01T00:01", 60_000), ("1970-01-01T00:00:01.5", 1_500),
      ("1970-01-01T00:00:00.001Z", 1), ("1970-01-01T01:00+0100", 0),
      ("1970-01-01T00:00-01:30", 5_400_000), ("1970-01-01T02+2", 0),
      ("2000-02-31", 951_782_400_000),
      ("", nil), ("1970-1", nil), ("1970-01-01 00:00", nil), ("1970-01-01T25", nil),
      ("1970-01-01T00:00:00.0000", nil), ("1970-01-01T00+99", nil), ("x", nil),
    ]
    for (text, expected) in cases {
      let result = cast(.string(text), .string, .timestamp)
      #expect(result == expected.map { .timestamp($0) }, "\(text)")
      if let expected { #expect(try PartialTimestamp.parse(text) == expected) }
    }
  }

  @Test func datesAndTimes() {
    #expect(cast(.date(1), .date, .timestamp) == .timestamp(86_400_000))
    #expect(cast(.timestamp(-1), .timestamp, .date) == .date(-1))
    #expect(cast(.timestamp(-1), .timestamp, .time) == .time(86_399_999))
  }

  @Test func nestedValues() {
    #expect(
      cast(.array(texts("1", nil)), .array(.string), .array(.integer)) == .array(ints(1, nil)))
    #expect(cast(.array(texts("1", "x")), .array(.string), .array(.integer)) == nil)
    #expect(
      cast(
        map(["1": .integer(2)]), .map(key: .string, value: .integer),
        .map(key: .integer, value: .string))
        == .map([MapEntry(.integer(1), .string("2"))]))
    let from = SQLType.struct([StructField("A", .integer), StructField("B", .string)])
    let to = SQLType.struct([StructField("C", .date), StructField("A", .bigint)])
    #expect(cast(.struct([.integer(1), .string("x")]), from, to) == .struct([.null, .bigint(1)]))
  }
}
