// Mathematical functions: values with the special cases of IEEE and Java.

import Functions
import Testing
import Values

@Suite struct MathFunctionTests {
  private func check(_ name: String, _ types: [SQLType], _ cases: [([Value], Value?)]) throws {
    try ScalarHarness(.named(name), types).check(cases.map(\.0), cases.map(\.1), name)
  }

  private func decimal(_ unscaled: Int128, _ scale: Int) -> Value {
    .decimal(Decimal(unscaled: unscaled, scale: scale))
  }

  @Test func realFunctionsOfNumbers() throws {
    let cases: [(String, Double, Double)] = [
      ("EXP", 1, 2.718281828459045), ("LN", 2, 0.6931471805599453), ("LN", 0, -.infinity),
      ("LN", -1, .nan), ("LOG", 13, 2.5649493574615367), ("SQRT", -1, .nan), ("SQRT", 4, 2),
      ("CBRT", -27, -3), ("SIN", 0, 0), ("COS", 0, 1), ("TAN", 0, 0), ("COT", 0, .infinity),
      ("ASIN", 2, .nan), ("ACOS", 2, .nan), ("ATAN", 0, 0), ("SINH", 0, 0), ("COSH", 0, 1),
      ("TANH", 0, 0), ("DEGREES", .pi, 180), ("RADIANS", 180, .pi),
    ]
    for (name, x, result) in cases {
      try check(name, [.double], [([.double(x)], .double(result)), ([.null], .null)])
      guard x == x.rounded() else { continue }
      try check(name, [.integer], [([.integer(Int32(x))], .double(result)), ([.null], .null)])
      try check(name, [.bigint], [([.bigint(Int64(x))], .double(result)), ([.null], .null)])
    }
  }

  @Test func realFunctionsOfTwoNumbers() throws {
    try check(
      "LOG", [.integer, .integer],
      [
        (ints(2, 8), .double(3)), (ints(1, 8), .double(.nan)), (ints(-2, 8), .double(.nan)),
        (ints(nil, 8), .null), (ints(2, nil), .null),
      ])
    try check(
      "POWER", [.double, .double],
      [
        (doubles(2, 0.5), .double(1.4142135623730951)), (doubles(1, .nan), .double(.nan)),
        (doubles(-1, .infinity), .double(.nan)), (doubles(.nan, 0), .double(1)),
      ])
    try check("POWER", [.bigint, .bigint], [(longs(10, 3), .double(1000))])
    try check("ATAN2", [.integer, .integer], [(ints(0, -3), .double(.pi)), (ints(1, nil), .null)])
  }

  @Test func magnitudeAndSign() throws {
    try check("ABS", [.integer], [(ints(-3), .integer(3)), (ints(.min), .integer(.min))])
    try check("ABS", [.bigint], [(longs(.min), .bigint(.min)), (longs(nil), .null)])
    try check("ABS", [.double], [(doubles(-0.0), .double(0)), (doubles(-1.5), .double(1.5))])
    try check("ABS", [.decimal(precision: 4, scale: 2)], [([decimal(-150, 2)], decimal(150, 2))])
    try check(
      "SIGN", [.double],
      [
        (doubles(.nan), .integer(0)), (doubles(-0.5), .integer(-1)), (doubles(7), .integer(1)),
      ])
    try check("SIGN", [.bigint], [(longs(.min), .integer(-1)), (longs(0), .integer(0))])
  }

  @Test func ceilingAndFloor() throws {
    let type = SQLType.decimal(precision: 4, scale: 2)
    try check(
      "CEIL", [type],
      [([decimal(-125, 2)], decimal(-100, 2)), ([decimal(101, 2)], decimal(200, 2))])
    try check("FLOOR", [type], [([decimal(-125, 2)], decimal(-200, 2)), ([.null], .null)])
    try check("FLOOR", [.double], [(doubles(-1.5), .double(-2))])
    try check("CEIL", [.integer], [(ints(5), .integer(5))])
  }

  @Test func roundsTiesUpward() throws {
    try check(
      "ROUND", [.double],
      [
        (doubles(1.5), .bigint(2)), (doubles(-1.5), .bigint(-1)), (doubles(-1.51), .bigint(-2)),
        (doubles(0.49999999999999994), .bigint(0)), (doubles(.nan), .bigint(0)),
        (doubles(1e300), .bigint(.max)), (doubles(-.infinity), .bigint(.min)),
        (doubles(nil), .null),
      ])
    try check("ROUND", [.integer], [(ints(7), .bigint(7)), (ints(nil), nil)])
    try check(
      "ROUND", [.double, .integer],
      [
        ([.double(1.005), .integer(2)], .double(1.01)),
        ([.double(-1.005), .integer(2)], .double(-1)),
        ([.double(1234.5), .integer(-2)], .double(1200)),
        ([.double(1250), .integer(-2)], .double(1300)),
        ([.double(12.3), .integer(5)], .double(12.3)),
        ([.double(1.5e300), .integer(2)], .double(1.5e300)),
        ([.double(4e-300), .integer(3)], .double(0)), ([.double(.nan), .integer(3)], nil),
        ([.double(1), .null], .null),
      ])
    let type = SQLType.decimal(precision: 5, scale: 2)
    try check(
      "ROUND", [type],
      [
        ([decimal(150, 2)], decimal(2, 0)), ([decimal(-150, 2)], decimal(-1, 0)),
        ([decimal(-151, 2)], decimal(-2, 0)),
      ])
    try check(
      "ROUND", [type, .integer],
      [
        ([decimal(1235, 2), .integer(1)], decimal(1240, 2)),
        ([decimal(-1235, 2), .integer(1)], decimal(-1230, 2)),
        ([decimal(16500, 2), .integer(-1)], decimal(17000, 2)),
        ([decimal(1235, 2), .integer(7)], decimal(1235, 2)),
        ([decimal(1235, 2), .integer(-60)], decimal(0, 2)),
      ])
  }

  @Test func truncatesTowardZero() throws {
    try check(
      "TRUNC", [.double],
      [
        (doubles(-1.9), .bigint(-1)), (doubles(.nan), .bigint(0)), (doubles(1e19), .bigint(.max)),
      ])
    try check(
      "TRUNC", [.bigint], [(longs(2_147_483_648), .bigint(2_147_483_648)), (longs(nil), .null)])
    try check(
      "TRUNC", [.double, .integer],
      [
        ([.double(-1.239), .integer(2)], .double(-1.23)),
        ([.double(1299), .integer(-2)], .double(1200)),
      ])
    try check(
      "TRUNC", [.decimal(precision: 5, scale: 2), .integer],
      [
        ([decimal(-1239, 2), .integer(1)], decimal(-1230, 2))
      ])
  }

  @Test func greatestAndLeastSkipNulls() throws {
    try check(
      "GREATEST", [.integer, .integer, .integer],
      [
        (ints(3, nil, 7), .integer(7)), (ints(nil, nil, nil), .null), (ints(1, 1, 0), .integer(1)),
      ])
    try check(
      "LEAST", [.double, .double],
      [
        (doubles(.nan, 1), .double(1)), (doubles(0.0, -0.0), .double(-0.0)),
      ])
    try check(
      "GREATEST", [.string, .string],
      [
        (texts("apple", "banana"), .string("banana")), (texts(nil, "z"), .string("z")),
      ])
    try check("LEAST", [.bytes, .bytes], [([.bytes([0x80]), .bytes([1])], .bytes([0x80]))])
    let (a, b) = (SQLType.decimal(precision: 9, scale: 2), SQLType.decimal(precision: 7, scale: 6))
    try check(
      "GREATEST", [a, b],
      [
        ([decimal(123456789, 2), decimal(123456, 6)], decimal(1234567890000, 6)),
        ([.null, decimal(123456, 6)], decimal(123456, 6)),
      ])
    #expect(
      try ScalarHarness(.named("GREATEST"), [a, b]).resultType == .decimal(precision: 13, scale: 6))
  }

  @Test func distancesOnEarth() throws {
    let points = [37.4439, -122.1663, 51.5257, -0.1122].map { Value.double($0) }
    let types = [SQLType.double, .double, .double, .double]
    try check(
      "GEO_DISTANCE", types,
      [
        (points, .double(8634.659796579544)), (doubles(91, 0, 0, 0), nil),
        (doubles(0, 0, 0, -181), nil), (doubles(0, 0, 0, nil), nil),
      ])
    try check(
      "GEO_DISTANCE", types + [.string],
      [
        (points + [.string(" Miles ")], .double(5365.659729188262)),
        (points + [.null], .double(8634.659796579544)), (points + [.string("ly")], nil),
      ])
  }

  @Test func functionsWithoutArguments() throws {
    #expect(try ScalarHarness(.named("PI"), []).call([[], []]) == [.double(.pi), .double(.pi)])
    let random = try ScalarHarness(.named("RANDOM"), []).call([[], [], []])
    #expect(Set(random.map { String(describing: $0) }).count == 3)
    for case .double(let value)? in random { #expect(value >= 0 && value < 1) }
  }
}
