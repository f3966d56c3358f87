// COALESCE, IFNULL, NULLIF, AS_VALUE over fixed-width, text and nested types.

import Functions
import Testing
import Values

@Suite struct NullFunctionTests {
  private func check(_ name: String, _ types: [SQLType], _ cases: [([Value], Value?)]) throws {
    let function = try #require(ScalarFunctions.function(named: name))
    try ScalarHarness(function, types).check(cases.map(\.0), cases.map(\.1), name)
  }

  @Test func coalesceTakesTheFirstPresentValue() throws {
    try check(
      "COALESCE", [.integer, .integer, .integer],
      [
        (ints(nil, 2, 3), .integer(2)), (ints(1, nil, 3), .integer(1)),
        (ints(nil, nil, nil), .null),
      ])
    try check(
      "COALESCE", [.string, .string],
      [(texts(nil, "b"), .string("b")), (texts("a", nil), .string("a")), (texts(nil, nil), .null)])
    try check(
      "COALESCE", [.array(.integer), .array(.integer)],
      [([.null, .array(ints(1))], .array(ints(1))), ([.array([]), .array(ints(1))], .array([]))])
    try check("COALESCE", [.double], [(doubles(nil), .null), (doubles(1), .double(1))])
  }

  @Test func ifNullAndNullIf() throws {
    try check(
      "IFNULL", [.bigint, .bigint], [(longs(nil, 10), .bigint(10)), (longs(1, 10), .bigint(1))])
    try check(
      "NULLIF", [.string, .string],
      [
        (texts("a", "a"), .null), (texts("a", "b"), .string("a")), (texts(nil, "b"), .null),
        (texts("a", nil), .string("a")), (texts(nil, nil), .null),
      ])
    try check("AS_VALUE", [.integer], [(ints(1), .integer(1)), (ints(nil), .null)])
  }
}
