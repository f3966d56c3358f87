// Functions of JSON text.

import Functions
import Testing
import Values

@Suite struct JSONFunctionTests {
  private func check(_ name: String, _ types: [SQLType], _ cases: [([Value], Value?)]) throws {
    let function = try #require(ScalarFunctions.function(named: name))
    try ScalarHarness(function, types).check(cases.map(\.0), cases.map(\.1), name)
  }

  @Test func extractFollowsPaths() throws {
    let json = #"{"a": {"b": [1, "x", 1.23450, null]}, "c d": "e\"f", "g": 1e3, "é": {}}"#
    try check(
      "EXTRACTJSONFIELD", [.string, .string],
      [
        (texts(json, "$.a.b[1]"), .string("x")), (texts(json, "$.a.b[2]"), .string("1.23450")),
        (texts(json, "$.a"), .string(#"{"b":[1,"x",1.23450,null]}"#)),
        (texts(json, "$.a.b[3]"), .string("null")), (texts(json, "$.a.b[4]"), .null),
        (texts(json, "$.a.b[-1]"), .null), (texts(json, "$[\"c d\"]"), .string("e\"f")),
        (texts(json, "$.g"), .string("1000")), (texts(json, "$.é"), .string("{}")),
        (texts(json, "$[a][b][0]"), .string("1")), (texts(json, "$.x.y"), .null),
        (texts("[10, 20]", "$[1]"), .string("20")), (texts("{", "$.a"), nil),
        (texts(json, "a.b"), nil), (texts(json, "$.*"), nil), (texts(nil, "$.a"), .null),
        (texts(json, nil), .null), (texts("", "$"), nil), (texts("5", "$"), .string("5")),
        (texts(#"{"a": "\ud83d\ude00\n"}"#, "$.a"), .string("😀\n")),
        (texts(#"{"a": 1, "a": 2}"#, "$.a"), .string("2")),
      ])
  }

  @Test func isJSONString() throws {
    let good = ["[1, 2]", "{}", "\"abc\"", " null ", "-0.5e-3", "true"]
    let bad = ["", "abc", "{", "[1,]", "{\"a\"}", "01", "1.", "'a'", "\"\u{1}\"", "tru", "\"\\x\""]
    try check(
      "IS_JSON_STRING", [.string],
      good.map { (texts($0), .boolean(true)) } + bad.map { (texts($0), .boolean(false)) }
        + [(texts(nil), .boolean(false))])
  }

  @Test func arrayContainsLooksAtTypes() throws {
    let array = .string(#"[1, 2.5, "x", true, null, [7]]"#) as Value
    func one(_ type: SQLType, _ value: Value, _ result: Bool) throws {
      try check("JSON_ARRAY_CONTAINS", [.string, type], [([array, value], .boolean(result))])
    }
    try one(.integer, .integer(1), true)
    try one(.bigint, .bigint(1), true)
    try one(.double, .double(1), false)
    try one(.double, .double(2.5), true)
    try one(.string, .string("x"), true)
    try one(.string, .string("1"), false)
    try one(.boolean, .boolean(true), true)
    try one(.boolean, .boolean(false), false)
    try one(.integer, .null, true)
    try one(.integer, .integer(7), false)
    try check(
      "JSON_ARRAY_CONTAINS", [.string, .integer],
      [(texts("{") + ints(1), .boolean(false)), (texts("{}") + ints(1), .boolean(false))])
  }

  @Test func lengthItemsKeysRecords() throws {
    try check(
      "JSON_ARRAY_LENGTH", [.string],
      [
        (texts("[1, [2, 3]]"), .integer(2)), (texts("[]"), .integer(0)), (texts("{}"), .null),
        (texts("["), nil), (texts(nil), .null),
      ])
    try check(
      "JSON_ITEMS", [.string],
      [
        (texts(#"[{"a": 1}, "x", 1e2]"#), .array(texts(#"{"a":1}"#, #""x""#, "100"))),
        (texts("[]"), .array([])), (texts("{}"), nil), (texts(nil), .null),
      ])
    try check(
      "JSON_KEYS", [.string],
      [
        (texts(#"{"b": 3, "a": {}}"#), .array(texts("b", "a"))), (texts("[]"), .null),
        (texts(""), nil),
      ])
    try check(
      "JSON_RECORDS", [.string],
      [
        (texts(#"{"b": 3, "a": "x"}"#), textMap(["b": "3", "a": "x"])), (texts("3"), .null),
        (texts(nil), .null),
      ])
  }

  @Test func concatMergesObjectsAndJoinsArrays() throws {
    try check(
      "JSON_CONCAT", [.string, .string],
      [
        (texts(#"{"a": 1}"#, #"{"b": 2}"#), .string(#"{"a":1,"b":2}"#)),
        (texts(#"{"a": {"5": 6}}"#, #"{"a": {"3": 4}}"#), .string(#"{"a":{"3":4}}"#)),
        (texts("[1, 2]", "[3, 4]"), .string("[1,2,3,4]")),
        (texts("null", "null"), .string("[null,null]")),
        (texts("[1, 2]", #"{"a": 1}"#), .string(#"[1,2,{"a":1}]"#)), (texts("1", ""), .null),
        (texts("1", nil), .null), (texts("[", "1"), nil),
      ])
    try check(
      "JSON_CONCAT", [.string], [(texts(" 5 "), .string("5")), (texts("[1]"), .string("[1]"))])
  }

  @Test func toJSONStringOfEveryType() throws {
    func one(_ type: SQLType, _ value: Value, _ result: String) throws {
      try check("TO_JSON_STRING", [type], [([value], .string(result)), ([.null], .string("null"))])
    }
    try one(.integer, .integer(-1), "-1")
    try one(.double, .double(1e10), "1.0E10")
    try one(.double, .double(.nan), "\"NaN\"")
    try one(
      .decimal(precision: 4, scale: 2), .decimal(Decimal(unscaled: 1050, scale: 2)), "10.50")
    try one(.string, .string("a\"\n\u{1}"), #""a\"\n\u0001""#)
    try one(.bytes, .bytes([0x21]), "\"IQ==\"")
    try one(.date, .date(1), "\"1970-01-02\"")
    try one(.time, .time(60_220_000), "\"16:43:40\"")
    try one(.timestamp, .timestamp(60_220_000_000), "\"1971-11-28T23:46:40.000\"")
    try one(.array(.integer), .array([.integer(1), .null]), "[1,null]")
    try one(
      .map(key: .string, value: .integer), map(["b": .integer(1), "a": .null]), #"{"a":null,"b":1}"#
    )
    try one(
      .struct([StructField("Z", .boolean), StructField("A", .string)]),
      .struct([.boolean(true), .string("x")]), #"{"A":"x","Z":true}"#)
  }
}
