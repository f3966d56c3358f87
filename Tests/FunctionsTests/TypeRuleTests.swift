// Result types of operators, casts that exist, the common type of lists.

import Functions
import Testing
import Values

@Suite struct TypeRuleTests {
  private func decimal(_ precision: Int, _ scale: Int) -> SQLType {
    .decimal(precision: precision, scale: scale)
  }

  private func result(_ op: ArithmeticOperator, _ a: SQLType, _ b: SQLType) throws -> SQLType {
    try TypeRules.arithmeticResult(op, a, b)
  }

  @Test func arithmeticWidens() throws {
    #expect(try result(.add, .integer, .integer) == .integer)
    #expect(try result(.divide, .integer, .bigint) == .bigint)
    #expect(try result(.multiply, .bigint, .double) == .double)
    #expect(try result(.multiply, decimal(4, 2), .double) == .double)
    #expect(try result(.add, .string, .string) == .string)
  }

  @Test func decimalResultsFollowTheTable() throws {
    #expect(try result(.add, decimal(5, 2), decimal(4, 3)) == decimal(7, 3))
    #expect(try result(.subtract, decimal(5, 2), .integer) == decimal(13, 2))
    #expect(try result(.multiply, decimal(5, 2), decimal(4, 3)) == decimal(10, 5))
    #expect(try result(.divide, decimal(5, 2), decimal(4, 3)) == decimal(13, 7))
    #expect(try result(.modulo, decimal(5, 2), decimal(4, 3)) == decimal(4, 3))
    #expect(try result(.multiply, .bigint, decimal(4, 3)) == decimal(24, 3))
  }

  @Test func decimalsBeyond38DigitsAreClipped() throws {
    #expect(try result(.multiply, decimal(30, 10), decimal(30, 10)) == decimal(38, 19))
    #expect(try result(.multiply, decimal(30, 2), decimal(30, 3)) == decimal(38, 5))
    #expect(try result(.divide, decimal(38, 30), decimal(38, 30)) == decimal(38, 19))
  }

  @Test func otherOperandsAreRefused() {
    #expect(throws: FunctionError("Unsupported arithmetic types. BOOLEAN DECIMAL")) {
      try result(.add, .boolean, decimal(2, 1))
    }
    #expect(throws: FunctionError("Unsupported arithmetic types. STRING STRING")) {
      try result(.subtract, .string, .string)
    }
  }

  @Test func comparisons() {
    #expect(TypeRules.comparable(.integer, decimal(3, 1), .lessThan))
    #expect(TypeRules.comparable(.string, .timestamp, .lessThan))
    #expect(TypeRules.comparable(.date, .timestamp, .equal))
    #expect(TypeRules.comparable(.boolean, .boolean, .isDistinctFrom))
    #expect(!TypeRules.comparable(.boolean, .boolean, .lessThan))
    #expect(!TypeRules.comparable(.array(.integer), .array(.integer), .lessThan))
    #expect(TypeRules.comparable(.array(.integer), .array(.integer), .equal))
    #expect(!TypeRules.comparable(.time, .date, .equal))
    #expect(!TypeRules.comparable(.string, .integer, .equal))
    #expect(!TypeRules.comparable(.bytes, .string, .equal))
  }

  @Test func casts() {
    let pairs: [(SQLType, SQLType, Bool)] = [
      (.boolean, .string, true), (.boolean, .integer, false), (.integer, .boolean, false),
      (.double, .integer, true), (.string, .bytes, true), (.bytes, .string, false),
      (.date, .timestamp, true), (.date, .time, false), (.timestamp, .time, true),
      (.time, .timestamp, false), (.integer, .timestamp, false), (.string, .array(.string), false),
      (.array(.integer), .array(.string), true), (.array(.integer), .array(.boolean), false),
      (.array(.integer), .string, true), (.map(key: .string, value: .integer), .string, true),
      (
        .struct([StructField("A", .integer), StructField("B", .boolean)]),
        .struct([StructField("A", .string), StructField("C", .date)]), true
      ),
      (
        .struct([StructField("A", .boolean)]), .struct([StructField("A", .integer)]), false
      ),
    ]
    for (from, to, expected) in pairs {
      #expect(TypeRules.castable(from: from, to: to) == expected, "\(from) to \(to)")
    }
    #expect(throws: FunctionError("Cast of STRING to ARRAY<INTEGER> is not supported")) {
      try TypeRules.checkCast(from: .string, to: .array(.integer))
    }
  }

  @Test func silentCasts() {
    #expect(TypeRules.implicitlyCastable(from: .integer, to: .double))
    #expect(!TypeRules.implicitlyCastable(from: .double, to: .integer))
    #expect(TypeRules.implicitlyCastable(from: .integer, to: decimal(12, 2)))
    #expect(!TypeRules.implicitlyCastable(from: .integer, to: decimal(11, 2)))
    #expect(TypeRules.implicitlyCastable(from: .string, to: .date))
    #expect(!TypeRules.implicitlyCastable(from: .integer, to: .string))
    #expect(TypeRules.implicitlyCastable(from: .integer, to: .string, rules: .lax))
    #expect(TypeRules.implicitlyCastable(from: .array(.integer), to: .array(.bigint)))
  }

  @Test func commonTypes() throws {
    func common(_ elements: ListElement...) throws -> SQLType? {
      try TypeRules.commonType(elements)
    }
    let one = ListElement.literal(.integer, text: "1")
    #expect(try common(.null, .null) == nil)
    #expect(try common(.null, one, .literal(.bigint, text: "2")) == .bigint)
    #expect(try common(one, .literal(decimal(2, 1), text: "1.5")) == decimal(11, 1))
    #expect(try common(one, .literal(.double, text: "1e0")) == .double)
    #expect(try common(one, .stringLiteral("10.25")) == decimal(12, 2))
    #expect(try common(one, .stringLiteral("5000000000")) == .bigint)
    #expect(try common(.stringLiteral("a"), one) == .string)
    #expect(try common(.expression(.boolean, text: "B"), .stringLiteral("Ye")) == .boolean)
    #expect(try common(.expression(.timestamp, text: "T"), .stringLiteral("2020")) == .timestamp)
    #expect(
      try common(
        .array([one], text: "ARRAY[1]"), .array([.literal(.bigint, text: "2")], text: "ARRAY[2]"))
        == .array(.bigint))
    let merged = try common(
      .struct([("A", one)], text: "S"),
      .struct([("B", one), ("A", .literal(.bigint, text: "2"))], text: "S"))
    #expect(merged == .struct([StructField("A", .bigint), StructField("B", .integer)]))
    #expect(
      try common(
        .map(keys: [.stringLiteral("a")], values: [one], text: "M"),
        .map(keys: [.stringLiteral("b")], values: [.literal(.double, text: "1e0")], text: "M"))
        == .map(key: .string, value: .double))
  }

  @Test func commonTypeErrors() {
    func reason(_ elements: ListElement...) -> String {
      let error = #expect(throws: FunctionError.self) { try TypeRules.commonType(elements) }
      return error?.reason ?? ""
    }
    let hint = "\nHint: You might need to add explicit type casts."
    #expect(
      reason(.expression(.string, text: "A"), .expression(.double, text: "VAL0"))
        == "operator does not exist: STRING = DOUBLE (VAL0)" + hint)
    #expect(
      reason(.expression(.bigint, text: "A"), .stringLiteral("x"))
        == "invalid input syntax for type BIGINT: \"x\"")
    #expect(
      reason(.expression(.double, text: "A"), .literal(.boolean, text: "true"))
        == "operator does not exist: DOUBLE = BOOLEAN (true)" + hint)
    #expect(
      reason(
        .expression(.map(key: .string, value: .bigint), text: "A"), .literal(.integer, text: "10"))
        == "operator does not exist: MAP<STRING, BIGINT> = INTEGER (10)" + hint)
    #expect(
      reason(
        .expression(.struct([StructField("F0", .bigint)]), text: "A"),
        .array([.literal(.integer, text: "10")], text: "ARRAY[10]"))
        == "operator does not exist: STRUCT<`F0` BIGINT> = ARRAY<INTEGER> (ARRAY[10])" + hint)
    #expect(
      reason(
        .expression(.struct([StructField("F0", .bigint)]), text: "A"),
        .struct([("F0", .expression(.boolean, text: "VAL1"))], text: "STRUCT(F0:=VAL1)"))
        == "operator does not exist: STRUCT<`F0` BIGINT> = STRUCT<`F0` BOOLEAN> (STRUCT(F0:=VAL1))"
        + hint)
  }
}
