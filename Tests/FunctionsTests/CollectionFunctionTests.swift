// Functions of arrays and maps: values, NULLs in every position, all shapes of batches.

import Functions
import Platform
import Testing
import Values

@Suite struct CollectionFunctionTests {
  private let strings = SQLType.array(.string)
  private let integers = SQLType.array(.integer)
  private let stringMap = SQLType.map(key: .string, value: .integer)

  private func check(
    _ name: String, _ types: [SQLType], _ cases: [([Value], Value?)]
  ) throws {
    let function = try #require(ScalarFunctions.function(named: name))
    try ScalarHarness(function, types).check(cases.map(\.0), cases.map(\.1), name)
  }

  @Test func arraysAsSets() throws {
    try check(
      "ARRAY_DISTINCT", [strings],
      [
        ([list(texts("a", "b", nil, "a", nil))], list(texts("a", "b", nil))),
        ([list([])], list([])), ([.null], .null),
      ])
    let pairs: [[Value]] = [
      [list(ints(0, 0, 1, nil, -1)), list(ints(1, nil, 5))], [list(ints(1)), list([])],
      [.null, list(ints(1))], [list(ints(1)), .null],
    ]
    func with(_ results: [Value]) -> [([Value], Value?)] { Array(zip(pairs, results)) }
    try check(
      "ARRAY_EXCEPT", [integers, integers], with([list(ints(0, -1)), list(ints(1)), .null, .null]))
    try check(
      "ARRAY_INTERSECT", [integers, integers], with([list(ints(1, nil)), list([]), .null, .null]))
    try check(
      "ARRAY_UNION", [integers, integers],
      with([list(ints(0, 1, nil, -1, 5)), list(ints(1)), .null, .null]))
    try check(
      "ARRAY_CONCAT", [integers, integers],
      with([
        list(ints(0, 0, 1, nil, -1, 1, nil, 5)), list(ints(1)), list(ints(1)), list(ints(1)),
      ]) + [([.null, .null], .null)])
  }

  @Test func manyElementsAreFoundByHash() throws {
    let many = list((0..<500).map { .integer($0 % 100) })
    try check("ARRAY_DISTINCT", [integers], [([many], list((0..<100).map { .integer($0) }))])
    try check(
      "ARRAY_EXCEPT", [integers, integers],
      [([many, list((1..<100).map { .integer($0) })], list(ints(0)))])
  }

  @Test func elementsOfArrays() throws {
    try check(
      "ARRAY_CONTAINS", [strings, .string],
      [
        ([list(texts("a", "b")), .string("b")], .boolean(true)),
        ([list(texts("a", "b")), .string("c")], .boolean(false)),
        ([list(texts("a", nil)), .null], .boolean(true)),
        ([list(texts("a")), .null], .boolean(false)), ([.null, .null], .boolean(false)),
      ])
    try check(
      "ARRAY_LENGTH", [strings],
      [
        ([list(texts("a", nil))], .integer(2)), ([list([])], .integer(0)), ([.null], .null),
      ])
    try check(
      "ARRAY_REMOVE", [integers, .integer],
      [
        ([list(ints(1, 2, nil, 1)), .integer(1)], list(ints(2, nil))),
        ([list(ints(1, nil)), .null], list(ints(1))), ([.null, .integer(1)], .null),
      ])
    try check(
      "SLICE", [strings, .integer, .integer],
      [
        ([list(texts("a", "b", "c", "d")), .integer(2), .integer(3)], list(texts("b", "c"))),
        ([list(texts("a", "b")), .null, .integer(1)], list(texts("a"))),
        ([list(texts("a", "b")), .integer(2), .null], list(texts("b"))),
        ([list(texts("a", "b")), .integer(1), .integer(3)], .null),
        ([list(texts("a", "b")), .integer(0), .integer(1)], .null), ([.null, .null, .null], .null),
      ])
  }

  @Test func orderOfElements() throws {
    try check(
      "ARRAY_SORT", [.array(.double)],
      [
        (
          [list(doubles(0.2, nil, -1, .nan, 0.0, -0.0))],
          list(doubles(-1, -0.0, 0.0, 0.2, .nan, nil))
        ),
        ([.null], .null), ([list([])], list([])),
      ])
    try check(
      "ARRAY_SORT", [strings, .string],
      [
        (
          [list(texts("foo", "fo", nil, "Food", "F")), .string("DESCending")],
          list(texts("foo", "fo", "Food", "F", nil))
        ),
        ([list(texts("b", "a")), .string("Asc")], list(texts("a", "b"))),
        ([list(texts("b", "a")), .string("up")], .null), ([list(texts("b")), .null], .null),
      ])
    try check(
      "ARRAY_MAX", [.array(.boolean)],
      [
        ([list([.null, .boolean(false), .boolean(true)])], .boolean(true))
      ])
    try check(
      "ARRAY_MIN", [strings],
      [
        ([list(texts("foo", nil, "bar"))], .string("bar")), ([list([.null])], .null),
        ([list([])], .null), ([.null], .null),
      ])
  }

  @Test func joinsElementsAsText() throws {
    try check(
      "ARRAY_JOIN", [.array(.double)],
      [
        ([list(doubles(1, nil, 2.5))], .string("1.0,null,2.5")), ([.null], .null),
        ([list([])], .string("")),
      ])
    try check(
      "ARRAY_JOIN", [.array(.decimal(precision: 3, scale: 1)), .string],
      [
        ([list(decimals(1, 15, -2)), .string(" | ")], .string("1.5 | -0.2")),
        ([list(decimals(1, 15, -2)), .null], .string("1.5-0.2")),
      ])
    try check("ARRAY_JOIN", [.array(strings)], [([list([list([])])], nil), ([.null], .null)])
  }

  @Test func maps() throws {
    try check(
      "AS_MAP", [strings, integers],
      [
        ([list(texts("a", "b", "a")), list(ints(1, 2))], map(["a": .null, "b": .integer(2)])),
        ([list(texts("a")), list(ints(1, 2))], map(["a": .integer(1)])),
        ([.null, list([])], .null), ([list([]), .null], .null),
      ])
    try check(
      "MAP_UNION", [stringMap, stringMap],
      [
        (
          [map(["a": .integer(1)]), map(["b": .integer(2), "a": .null])],
          map(["a": .null, "b": .integer(2)])
        ),
        ([.null, map(["b": .integer(2)])], map(["b": .integer(2)])), ([.null, .null], .null),
      ])
    try check(
      "MAP_KEYS", [stringMap],
      [
        ([map(["x": .null, "y": .integer(1)])], list(texts("x", "y"))), ([.null], .null),
      ])
    try check(
      "MAP_VALUES", [stringMap],
      [
        ([map(["x": .null, "y": .integer(1)])], list(ints(nil, 1))), ([.null], .null),
      ])
    try check(
      "ENTRIES", [stringMap, .boolean],
      [
        (
          [map(["y": .integer(1), "x": .null]), .boolean(true)],
          list([.struct([.string("x"), .null]), .struct([.string("y"), .integer(1)])])
        ),
        ([.null, .boolean(false)], .null), ([map([:]), .null], nil),
      ])
  }

  @Test func seriesOfNumbers() throws {
    try check(
      "GENERATE_SERIES", [.integer, .integer],
      [
        (ints(1, 3), list(ints(1, 2, 3))), (ints(1, -1), list(ints(1, 0, -1))),
        (ints(2, 2), list(ints(2))), (ints(nil, 2), nil),
      ])
    try check(
      "GENERATE_SERIES", [.bigint, .bigint, .integer],
      [
        ([.bigint(0), .bigint(10), .integer(4)], list(longs(0, 4, 8))),
        ([.bigint(0), .bigint(10), .integer(0)], nil),
        ([.bigint(0), .bigint(10), .integer(-1)], nil),
        ([.bigint(.min), .bigint(.max), .integer(1)], nil),
      ])
  }

  @Test func combinationsOfColumns() throws {
    let call = KernelCall(
      count: 4,
      arguments: [
        Column.of([list(ints(1, 2)), list(ints(1, nil)), .null, list([])], type: integers)
      ], resultType: .array(integers),
      environment: FunctionEnvironment(
        time: ManualTimeSource(wallMilliseconds: 0), random: SeededRandomSource(seed: 1)))
    var cube = call
    let overload = try #require(TableFunctions.named("cube_explode")).overloads[0]
    let result = overload.kernel(&cube)
    #expect(
      result.value(at: 0)
        == list([list(ints(nil, nil)), list(ints(nil, 2)), list(ints(1, nil)), list(ints(1, 2))]))
    #expect(result.value(at: 1) == list([list(ints(nil, nil)), list(ints(1, nil))]))
    #expect(result.value(at: 2) == .null)
    #expect(result.value(at: 3) == list([list([])]))
    let explode = try #require(TableFunctions.named("EXPLODE")).overloads[0]
    var exploded = call
    #expect(explode.kernel(&exploded).value(at: 0) == list(ints(1, 2)))
    #expect(try explode.returns([integers]) == .integer)
  }
}
