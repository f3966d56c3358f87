// TRANSFORM, FILTER and REDUCE with lambdas over boxed values.

import Functions
import Testing
import Values

@Suite struct LambdaFunctionTests {
  private let integers = SQLType.array(.integer)
  private let stringMap = SQLType.map(key: .string, value: .integer)

  private func plus(_ a: Value, _ b: Value) -> Value {
    guard case .integer(let x) = a, case .integer(let y) = b else { return .null }
    return .integer(x + y)
  }

  @Test func transformsElements() throws {
    let double = ValueLambda(type: .bigint) { values, _ in
      guard case .integer(let x) = values[0] else { return .null }
      return x < 0 ? nil : .bigint(Int64(x) * 2)
    }
    try ScalarHarness(.named("TRANSFORM"), [integers], lambdas: [(double, .bigint)]).check(
      [[list(ints(1, nil, 3))], [.null], [list([])], [list(ints(4, -1))], [list(ints(5))]],
      [list(longs(2, nil, 6)), .null, list([]), nil, list(longs(10))], "TRANSFORM")
  }

  @Test func capturedValuesBelongToTheRow() throws {
    let add = ValueLambda(type: .integer, captured: ints(10, 20, 30)) { values, outer in
      guard case .integer(let x) = values[0], case .integer(let y) = outer else { return .null }
      return .integer(x + y)
    }
    let harness = try ScalarHarness(.named("TRANSFORM"), [integers], lambdas: [(add, .integer)])
    #expect(
      harness.call([[list(ints(1, 2))], [.null], [list(ints(3))]])
        == [list(ints(11, 12)), .null, list(ints(33))])
  }

  @Test func transformsEntriesAndRefusesEqualKeysAndNullValues() throws {
    let key = ValueLambda(type: .string) { values, _ in
      guard case .string(let key) = values[0] else { return .null }
      return .string(String(key.prefix(1)))
    }
    let value = ValueLambda(type: .integer) { values, _ in values[1] }
    try ScalarHarness(
      .named("TRANSFORM"), [stringMap], lambdas: [(key, .string), (value, .integer)]
    ).check(
      [
        [map(["ab": .integer(1), "cd": .integer(2)])],
        [map(["ab": .integer(1), "ac": .integer(2)])],
        [map(["ab": .null])], [.null],
      ],
      [map(["a": .integer(1), "c": .integer(2)]), nil, nil, .null], "TRANSFORM")
  }

  @Test func filtersElementsAndEntries() throws {
    let isLarge = ValueLambda(type: .boolean) { values, _ in
      guard case .integer(let x) = values[values.count - 1] else { return .null }
      return .boolean(x > 2)
    }
    try ScalarHarness(.named("FILTER"), [integers], lambdas: [(isLarge, .boolean)]).check(
      [[list(ints(5, 1, nil, 3))], [list(ints(1))], [.null]],
      [list(ints(5, 3)), list([]), .null], "FILTER")
    try ScalarHarness(.named("FILTER"), [stringMap], lambdas: [(isLarge, .boolean)]).check(
      [[map(["a": .integer(5), "b": .null])], [.null]], [map(["a": .integer(5)]), .null], "FILTER")
    let all = ValueLambda(type: .boolean) { _, _ in .boolean(true) }
    try ScalarHarness(.named("FILTER"), [stringMap], lambdas: [(all, .boolean)]).check(
      [[map(["b": .null])], [map(["b": .integer(1)])]], [nil, map(["b": .integer(1)])], "FILTER")
  }

  @Test func reducesPositionByPosition() throws {
    let add = ValueLambda(type: .integer) { [self] values, _ in
      values[1] == .integer(-1) ? nil : plus(values[0], values[1])
    }
    try ScalarHarness(.named("REDUCE"), [integers, .integer], lambdas: [(add, .integer)]).check(
      [
        [list(ints(1, 2, 3)), .integer(0)], [list([]), .integer(7)], [.null, .integer(8)],
        [list(ints(1)), .null], [list(ints(1, nil, 3)), .integer(0)],
        [list(ints(1, -1)), .integer(0)], [list(ints(4, 5, 6, 7)), .integer(100)],
      ],
      [.integer(6), .integer(7), .integer(8), .null, .null, nil, .integer(122)], "REDUCE")
    let sum = ValueLambda(type: .integer) { [self] values, _ in plus(values[0], values[2]) }
    try ScalarHarness(.named("REDUCE"), [stringMap, .integer], lambdas: [(sum, .integer)]).check(
      [[map(["a": .integer(2), "b": .integer(3)]), .integer(1)]], [.integer(6)], "REDUCE")
  }

  @Test func rowsMaskedAsNullTakeNoPart() throws {
    let source = Column.of([list(ints(1, 2)), list(ints(3)), list(ints(4))], type: integers)
    let validity = Bitmap(count: 3, all: true)
    validity[1] = false
    let same = ValueLambda(type: .integer) { values, _ in values[0] }
    let harness = try ScalarHarness(.named("TRANSFORM"), [integers], lambdas: [(same, .integer)])
    let result = harness.overload.evaluate(
      KernelCall(
        count: 3, arguments: [source.with(validity: validity)], lambdas: [same],
        resultType: integers, environment: harness.environment))
    #expect(
      (0..<3).map { result.column.value(at: $0) } == [list(ints(1, 2)), .null, list(ints(4))])
  }
}

extension ScalarFunction {
  static func named(_ name: String) throws -> ScalarFunction {
    try #require(ScalarFunctions.function(named: name))
  }
}
