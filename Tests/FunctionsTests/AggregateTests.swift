// What each aggregate makes of a sequence of values, row by row.

import Functions
import Testing
import Values

struct AggregateCase: Sendable, CustomTestStringConvertible {
  let name: String
  let types: [SQLType]
  let literals: [Value]
  let rows: [[Value]]
  /// The result after each row.
  let results: [Value]

  init(
    _ name: String, _ types: [SQLType], _ literals: [Value] = [], _ rows: [[Value]],
    _ results: [Value]
  ) {
    self.name = name
    self.types = types
    self.literals = literals
    self.rows = rows
    self.results = results
  }

  init(
    _ name: String, _ type: SQLType, _ literals: [Value] = [], values: [Value], _ results: [Value]
  ) {
    self.init(name, [type], literals, values.map { [$0] }, results)
  }

  var testDescription: String { "\(name)(\(types) \(literals))" }
}

private let tenTwo = SQLType.decimal(precision: 10, scale: 2)

@Suite struct AggregateTests {
  static let cases: [AggregateCase] = [
    AggregateCase("COUNT", [], [], [[], [], []], longs(1, 2, 3)),
    AggregateCase("COUNT", .string, values: texts("a", nil, "b"), longs(1, 1, 2)),
    AggregateCase("SUM", .integer, values: ints(nil, .max, 1, 2), ints(0, .max, .min, .min + 2)),
    AggregateCase("SUM", .bigint, values: longs(1, .max, nil), longs(1, .min, .min)),
    AggregateCase("SUM", .double, values: doubles(nil, 1.5, -0.25), doubles(0, 1.5, 1.25)),
    AggregateCase(
      "SUM", tenTwo, values: decimals(2, nil, 150, -25), decimals(2, 0, 150, 125)),
    AggregateCase("AVG", .integer, values: ints(nil, 1, 2, 2), doubles(0, 1, 1.5, 5.0 / 3)),
    AggregateCase(
      "AVG", .bigint, values: longs(-1, .max, 1),
      doubles(-1, 4.611686018427388e+18, 3.0744573456182584e+18)),
    AggregateCase("AVG", .double, values: doubles(1, 2, nil), doubles(1, 1.5, 1.5)),
    AggregateCase("MIN", .integer, values: ints(nil, 3, -1, 2), ints(nil, 3, -1, -1)),
    AggregateCase("MAX", .integer, values: ints(nil, 3, -1, 4), ints(nil, 3, 3, 4)),
    AggregateCase("MIN", .bigint, values: longs(5, nil, 4), longs(5, 5, 4)),
    AggregateCase(
      "MAX", .double, values: doubles(-0.0, 0.0, 1, .nan, 2), doubles(-0.0, 0.0, 1, .nan, .nan)),
    AggregateCase(
      "MIN", .double, values: doubles(.nan, .infinity, -2.5, -2.25),
      doubles(.nan, .infinity, -2.5, -2.5)),
    AggregateCase("MAX", tenTwo, values: decimals(2, nil, -5, 7), decimals(2, nil, -5, 7)),
    AggregateCase(
      "MIN", .string, values: texts(nil, "b", "a", "", "c"), texts(nil, "b", "a", "", "")),
    AggregateCase(
      "MAX", .string, values: texts("\u{10000}", "\u{FFFF}"), texts("\u{10000}", "\u{FFFF}")),
    AggregateCase(
      "MAX", .bytes, values: [.bytes([0x80]), .bytes([1]), .bytes([1, 0])],
      [.bytes([0x80]), .bytes([1]), .bytes([1, 0])]),
    AggregateCase("MAX", .date, values: [.date(-100), .date(5)], [.date(-100), .date(5)]),
    AggregateCase("MIN", .time, values: [.null, .time(5)], [.null, .time(5)]),
    AggregateCase(
      "MAX", .timestamp, values: [.timestamp(5), .null], [.timestamp(5), .timestamp(5)]),
    AggregateCase(
      "TOPK", .integer, [.integer(3)], values: ints(0, 100, 99, nil, 7, 100),
      [
        list(ints(0)), list(ints(100, 0)), list(ints(100, 99, 0)), list(ints(100, 99, 0)),
        list(ints(100, 99, 7)), list(ints(100, 100, 99)),
      ]),
    AggregateCase(
      "TOPK", .string, [.integer(2)], values: texts("a", "c", "b"),
      [
        list(texts("a")), list(texts("c", "a")), list(texts("c", "b")),
      ]),
    AggregateCase(
      "TOPK", [.bigint, .string, .integer], [.integer(2)],
      [
        [.bigint(5), .string("x"), .null], [.bigint(9), .null, .integer(1)],
        [.bigint(5), .string("later"), .integer(2)],
      ],
      [
        list([.struct([.bigint(5), .string("x"), .null])]),
        list([
          .struct([.bigint(9), .null, .integer(1)]), .struct([.bigint(5), .string("x"), .null]),
        ]),
        list([
          .struct([.bigint(9), .null, .integer(1)]), .struct([.bigint(5), .string("x"), .null]),
        ]),
      ]),
    AggregateCase(
      "TOPKDISTINCT", .double, [.integer(2)], values: doubles(1, 3, 3, 2, nil),
      [
        list(doubles(1)), list(doubles(3, 1)), list(doubles(3, 1)), list(doubles(3, 2)),
        list(doubles(3, 2)),
      ]),
    AggregateCase(
      "TOPKDISTINCT", tenTwo, [.integer(2)], values: decimals(2, 1, 2, 3, 2),
      [
        list(decimals(2, 1)), list(decimals(2, 2, 1)), list(decimals(2, 3, 2)),
        list(decimals(2, 3, 2)),
      ]),
    AggregateCase(
      "COLLECT_LIST", .string, values: texts("a", nil, "a"),
      [
        list(texts("a")), list(texts("a", nil)), list(texts("a", nil, "a")),
      ]),
    AggregateCase(
      "COLLECT_SET", .integer, values: ints(1, nil, 1, nil, 2),
      [
        list(ints(1)), list(ints(1, nil)), list(ints(1, nil)), list(ints(1, nil)),
        list(ints(1, nil, 2)),
      ]),
    AggregateCase("LATEST_BY_OFFSET", .integer, values: ints(1, nil, 3), ints(1, 1, 3)),
    AggregateCase(
      "LATEST_BY_OFFSET", .string, [.boolean(false)], values: texts("a", nil, "b"),
      texts("a", nil, "b")),
    AggregateCase(
      "EARLIEST_BY_OFFSET", .string, values: texts(nil, "a", "b"), texts(nil, "a", "a")),
    AggregateCase(
      "EARLIEST_BY_OFFSET", tenTwo, [.boolean(false)], values: decimals(2, nil, 5),
      decimals(2, nil, nil)),
    AggregateCase(
      "LATEST_BY_OFFSET", .bigint, [.integer(2)], values: longs(1, nil, 2, 3),
      [
        list(longs(1)), list(longs(1)), list(longs(1, 2)), list(longs(2, 3)),
      ]),
    AggregateCase(
      "EARLIEST_BY_OFFSET", .boolean, [.integer(2), .boolean(false)],
      values: [.null, .boolean(true), .boolean(false)],
      [list([.null]), list([.null, .boolean(true)]), list([.null, .boolean(true)])]),
    AggregateCase("COUNT_DISTINCT", .string, values: texts("a", "b", nil, "a"), longs(1, 2, 2, 2)),
    AggregateCase(
      "HISTOGRAM", .string, values: texts("a", nil, "a"),
      [
        .map([MapEntry(.string("a"), .bigint(1))]), .map([MapEntry(.string("a"), .bigint(1))]),
        .map([MapEntry(.string("a"), .bigint(2))]),
      ]),
    AggregateCase(
      "STDDEV_SAMP", .integer, values: ints(0, 10, 7, nil, 6),
      doubles(0, 50, 26.333333333333332, 26.333333333333332, 17.583333333333332)),
    AggregateCase(
      "STDDEV_SAMP", .double, values: doubles(-1.8, 2.3, 100.2),
      doubles(0, 8.405, 3334.2033333333347)),
    AggregateCase(
      "STDDEV_SAMPLE", .bigint, values: longs(2_147_483_648, 100, -2),
      doubles(0, 1518500179.2773468, 1239850233.9629574)),
    AggregateCase(
      "CORRELATION", [.integer, .integer], [],
      [ints(1, 8), ints(-1, -2), ints(-4, -1), ints(nil, 3)],
      doubles(.nan, 1, 0.7455284088780169, 0.7455284088780169)),
    AggregateCase(
      "SUM_LIST", .array(.bigint), values: [list(longs(1, nil, 2)), .null, list([])],
      longs(3, 3, 3)),
    AggregateCase(
      "SUM_LIST", .array(.double), values: [list(doubles(0.5)), list(doubles(1))],
      doubles(0.5, 1.5)),
    AggregateCase("ATTR", .string, values: texts("a", "a", nil), texts("a", "a", nil)),
    AggregateCase(
      "COLLECT_LIST", .map(key: .string, value: .array(.integer)),
      values: [.map([MapEntry(.string("k"), list(ints(1, nil)))])],
      [list([.map([MapEntry(.string("k"), list(ints(1, nil)))])])]),
  ]

  @Test(arguments: cases) func resultAfterEachRow(_ test: AggregateCase) throws {
    let group = try AggregateHarness(test.name, test.types, test.literals)
    #expect(group.updateAndEmit(test.rows.map { (0, $0) }) == test.results)
    #expect(group.result() == test.results.last)
    #expect(group.errors.isEmpty)
  }

  @Test(arguments: cases) func sizeOfCallsAndOtherGroupsDoNotMatter(_ test: AggregateCase) throws {
    let group = try AggregateHarness(test.name, test.types, test.literals, groups: 2)
    var seen: [Value] = []
    for row in test.rows {
      let results = group.updateAndEmit([(0, row), (1, row)])
      seen.append(results[0])
      #expect(results[1] == results[0])
    }
    #expect(seen == test.results)
  }

  @Test(arguments: cases) func updateAloneReachesTheSameState(_ test: AggregateCase) throws {
    let group = try AggregateHarness(test.name, test.types, test.literals)
    group.update(test.rows.map { (0, $0) })
    #expect(group.result() == test.results.last)
  }

  @Test(arguments: cases) func stateIsAWholeNumberOfWords(_ test: AggregateCase) throws {
    let group = try AggregateHarness(test.name, test.types, test.literals)
    #expect(group.kernel.fixedBytes % 8 == 0)
    #expect(group.kernel.fixedBytes >= (group.kernel.hasBlob ? 16 : 8))
  }

  @Test func decimalSumThatLeavesItsPrecisionFailsAndKeepsTheState() throws {
    let group = try AggregateHarness("SUM", [.decimal(precision: 4, scale: 1)])
    group.update([(0, decimals(1, 5009)), (0, decimals(1, 4990)), (0, decimals(1, 1))])
    #expect(group.errors == ["Numeric field overflow"])
    #expect(group.result() == decimals(1, 9999)[0])
  }

  @Test func undoTakesARowOut() throws {
    for test in [
      ("COUNT", SQLType.string, texts("a", "b", nil)), ("SUM", .integer, ints(1, 2, nil)),
      ("SUM", tenTwo, decimals(2, 1, 2, nil)), ("AVG", .bigint, longs(4, 6, nil)),
      ("HISTOGRAM", .string, texts("a", "b", nil)), ("ATTR", .string, texts("a", "b", nil)),
      ("STDDEV_SAMPLE", .integer, ints(3, 9, nil)),
      ("SUM_LIST", .array(.integer), [list(ints(3)), list(ints(4, 5)), .null]),
      ("COLLECT_LIST", .string, texts("a", "b", nil)),
    ] {
      let group = try AggregateHarness(test.0, [test.1], groups: 2)
      group.update([(0, [test.2[0]]), (1, [test.2[0]]), (1, [test.2[1]]), (1, [test.2[2]])])
      group.undo([(1, [test.2[2]]), (1, [test.2[1]])])
      #expect(group.result(1) == group.result(0), "\(test.0)")
    }
  }

  @Test func collectListGivesUpTheLastEqualElement() throws {
    let group = try AggregateHarness("COLLECT_LIST", [.integer])
    group.update([1, 2, 1, 3].map { (0, [.integer($0)]) })
    group.undo([(0, ints(1)), (0, ints(7))])
    #expect(group.result() == list(ints(1, 2, 3)))
  }

  @Test func limitsOfCollectionsAreSettings() throws {
    for name in ["collect_list", "collect_set"] {
      for (limit, count) in [("2", 2), ("0", 0), ("-1", 5)] {
        let group = try AggregateHarness(
          name, [.integer], properties: ["ksql.functions.\(name).limit": limit])
        group.update((0..<5).map { (0, [.integer($0)]) })
        #expect(group.result() == list((0..<Int32(count)).map { .integer($0) }))
      }
    }
  }

  @Test func countOfValuesBelowOneIsRefused() {
    #expect(throws: FunctionError("latestN must be 1 or greater")) {
      try AggregateHarness("LATEST_BY_OFFSET", [.integer], [.integer(0)])
    }
  }

  @Test func histogramKeepsAThousandTexts() throws {
    let group = try AggregateHarness("HISTOGRAM", [.string])
    group.update((0..<1_200).map { (0, [.string("t\($0 % 1_100)")]) })
    guard case .map(let entries) = group.result() else { return #expect(Bool(false)) }
    #expect(entries.count == 1_000)
    #expect(entries[7] == MapEntry(.string("t7"), .bigint(2)))
    #expect(entries[500] == MapEntry(.string("t500"), .bigint(1)))
    group.undo((0..<1_000).map { (0, [.string("t\($0)")]) })
    guard case .map(let rest) = group.result() else { return #expect(Bool(false)) }
    #expect(rest.count == 100)
  }

  @Test func setOfManyValuesStaysDistinctAndOrdered() throws {
    let group = try AggregateHarness("COLLECT_SET", [.integer])
    group.update((0..<6_000).map { (0, [.integer(Int32($0 * 7 % 2_000))]) })
    #expect(group.result() == list((0..<2_000).map { .integer(Int32($0 * 7 % 2_000)) }))
  }

  @Test func distinctCountIsExactWhenSmallAndCloseWhenLarge() throws {
    let group = try AggregateHarness("COUNT_DISTINCT", [.integer])
    group.update((0..<2_000).map { (0, [.integer(Int32($0 % 1_000))]) })
    #expect(group.result() == .bigint(1_000))
    for part in 0..<50 {
      group.update((0..<1_000).map { (0, [.integer(Int32(part * 1_000 + $0))]) })
    }
    guard case .bigint(let estimate) = group.result() else { return #expect(Bool(false)) }
    #expect(abs(estimate - 50_000) < 1_500)
  }

  @Test(arguments: cases) func mergeWithAFreshGroupChangesNothing(_ test: AggregateCase) throws {
    let group = try AggregateHarness(test.name, test.types, test.literals, groups: 3)
    group.update(test.rows.map { (0, $0) })
    group.merge(1, into: 0)
    #expect(group.result(0) == test.results.last)
    group.merge(0, into: 2)
    #expect(group.result(2) == test.results.last)
  }

  @Test func mergeOfTwoGroupsEqualsOneGroup() throws {
    for name in [
      "COUNT", "SUM", "AVG", "MIN", "MAX", "COUNT_DISTINCT", "COLLECT_LIST", "COLLECT_SET",
      "LATEST_BY_OFFSET", "EARLIEST_BY_OFFSET",
    ] {
      let group = try AggregateHarness(name, [.integer], groups: 3)
      let first = ints(4, nil, 1, 9).map { (0, [$0]) }
      let second = ints(3, 4, nil).map { (1, [$0]) }
      group.update(first + second)
      group.update((first + second).map { (2, $0.1) })
      group.merge(1, into: 0)
      #expect(group.result(0) == group.result(2), "\(name)")
    }
  }

  @Test func newestValueOfMergedSessionsIsTheOneProcessedLast() throws {
    let group = try AggregateHarness("LATEST_BY_OFFSET", [.integer], groups: 2)
    group.update([(1, ints(1)), (0, ints(2))])
    group.merge(1, into: 0)
    #expect(group.result(0) == .integer(2))
    let several = try AggregateHarness("LATEST_BY_OFFSET", [.integer], [.integer(2)], groups: 2)
    several.update([(1, ints(1)), (0, ints(2)), (1, ints(3))])
    several.merge(1, into: 0)
    #expect(several.result(0) == list(ints(1, 2)))
  }

  @Test func topKOfNothingIsEmptyAndMergeKeepsTheGreatest() throws {
    let none = try AggregateHarness("TOPK", [.bigint], [.integer(0)])
    none.update(longs(1, 2).map { (0, [$0]) })
    #expect(none.result() == list([]))
    for name in ["TOPK", "TOPKDISTINCT"] {
      let group = try AggregateHarness(name, [.double], [.integer(3)], groups: 2)
      group.update(doubles(1, 5, -0.0).map { (0, [$0]) } + doubles(.nan, 5, 0.0).map { (1, [$0]) })
      group.merge(1, into: 0)
      #expect(group.result(0) == list(name == "TOPK" ? doubles(.nan, 5, 5) : doubles(.nan, 5, 1)))
    }
  }

  @Test func everyNameIsListedOnce() {
    let names = AggregateFunctions.all.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(AggregateFunctions.named("collect_list")?.name == "COLLECT_LIST")
  }
}
