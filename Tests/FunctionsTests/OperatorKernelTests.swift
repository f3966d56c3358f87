// Arithmetic, comparison, LIKE and IN over columns: Java's integer rules, exact decimals, NULL.

import Functions
import Testing
import Values

@Suite struct OperatorKernelTests {
  /// Evaluates with vectors and with either side constant; they must agree. Nil = failed row.
  private func arithmetic(
    _ op: ArithmeticOperator, _ left: (SQLType, Value), _ right: (SQLType, Value)
  ) throws -> Value? {
    let type = try TypeRules.arithmeticResult(op, left.0, right.0)
    var results: [Value?] = []
    for (leftIsConstant, rightIsConstant) in [(false, false), (true, false), (false, true)] {
      func column(_ side: (SQLType, Value), _ constant: Bool) -> Column {
        constant
          ? Column.constant(side.1, type: side.0, count: 3)
          : Column.of([side.1, side.1, side.1], type: side.0)
      }
      let result = ArithmeticKernels.evaluate(
        op, column(left, leftIsConstant), column(right, rightIsConstant), resultType: type)
      results.append(result.errors.failed?[2] ?? false ? nil : result.column.value(at: 2))
    }
    #expect(results[0] == results[1] && results[1] == results[2])
    return results[0]
  }

  private func decimal(_ text: String) -> (SQLType, Value) {
    let value = Decimal(text) ?? Decimal(unscaled: 0, scale: 0)
    return (
      .decimal(precision: max(value.precision, value.scale), scale: value.scale), .decimal(value)
    )
  }

  private func int(_ value: Int32) -> (SQLType, Value) { (.integer, .integer(value)) }
  private func long(_ value: Int64) -> (SQLType, Value) { (.bigint, .bigint(value)) }
  private func double(_ value: Double) -> (SQLType, Value) { (.double, .double(value)) }

  @Test func integersWrapAndTruncate() throws {
    #expect(try arithmetic(.add, int(.max), int(1)) == .integer(.min))
    #expect(try arithmetic(.multiply, long(.max), int(2)) == .bigint(-2))
    #expect(try arithmetic(.divide, int(-7), int(2)) == .integer(-3))
    #expect(try arithmetic(.modulo, int(-7), int(2)) == .integer(-1))
    #expect(try arithmetic(.divide, int(.min), int(-1)) == .integer(.min))
    #expect(try arithmetic(.modulo, long(.min), long(-1)) == .bigint(0))
    #expect(try arithmetic(.divide, int(1), int(0)) == nil)
    #expect(try arithmetic(.modulo, long(1), int(0)) == nil)
    #expect(try arithmetic(.divide, long(.min), long(.min)) == .bigint(1))
  }

  @Test func constantDivisorsAgreeWithDivision() {
    let edges: [Int64] = [
      .min, .min + 1, -1_000_000_007, -4_294_967_297, -1000, -3, -2, -1, 0, 1, 2, 3, 999, 1000,
      4_294_967_296, 9_007_199_254_740_993, .max - 1, .max,
    ]
    let divisors: [Int64] = [
      1, -1, 2, -2, 3, 5, 6, 7, -7, 10, 11, 123, 641, 1000, -1000, 1 << 31, 1 << 62, 6_700_417,
      1_000_000_007, .max, .max - 1, .min + 1, .min, (1 << 62) + 1,
    ]
    let column = Column.of(edges.map { .bigint($0) }, type: .bigint)
    for divisor in divisors {
      let constant = Column.constant(.bigint(divisor), type: .bigint, count: edges.count)
      let quotients = ArithmeticKernels.evaluate(.divide, column, constant, resultType: .bigint)
      let rests = ArithmeticKernels.evaluate(.modulo, column, constant, resultType: .bigint)
      for (row, n) in edges.enumerated() {
        let expected = n.dividedReportingOverflow(by: divisor).partialValue
        #expect(quotients.column.int64s[row] == expected, "\(n) / \(divisor)")
        let rest = n.remainderReportingOverflow(dividingBy: divisor).partialValue
        #expect(rests.column.int64s[row] == rest, "\(n) % \(divisor)")
      }
    }
  }

  @Test func doublesFollowIEEE() throws {
    #expect(try arithmetic(.divide, double(1), double(0)) == .double(.infinity))
    #expect(try arithmetic(.divide, double(0), int(0)) == .double(.nan))
    #expect(try arithmetic(.multiply, long(2), double(0.5)) == .double(1))
    #expect(try arithmetic(.modulo, double(-7.5), double(2)) == .double(-1.5))
    #expect(try arithmetic(.add, decimal("1.5"), double(1)) == .double(2.5))
  }

  @Test func decimalsAreExactOrFail() throws {
    func value(_ text: String, _ scale: Int) throws -> Value {
      let number = try #require(Decimal(text)?.rescaled(to: scale, rounding: .exact))
      return .decimal(Decimal(unscaled: number, scale: scale))
    }
    #expect(try arithmetic(.add, decimal("1.50"), decimal("0.125")) == value("1.625", 3))
    #expect(try arithmetic(.subtract, int(1), decimal("0.25")) == value("0.75", 2))
    #expect(try arithmetic(.multiply, decimal("1.5"), decimal("-0.25")) == value("-0.375", 3))
    #expect(try arithmetic(.divide, decimal("1.00"), decimal("4.00")) == value("0.25", 6))
    #expect(try arithmetic(.divide, decimal("1.00"), decimal("3.00")) == nil)
    #expect(try arithmetic(.divide, decimal("1.00"), decimal("0.00")) == nil)
    #expect(try arithmetic(.modulo, decimal("-7.5"), decimal("2.25")) == value("-0.75", 2))
    #expect(
      try arithmetic(
        .divide, decimal("12345678901234567890.25"), decimal("0.0000000000000005"))
        != value("0", 19))
  }

  @Test func nullOperandsFail() throws {
    #expect(try arithmetic(.add, (.integer, .null), int(1)) == nil)
    #expect(try arithmetic(.divide, int(1), (.integer, .null)) == nil)
    #expect(try arithmetic(.add, (.string, .null), (.string, .string("a"))) == nil)
    #expect(
      try arithmetic(.add, (.string, .string("a")), (.string, .string("b"))) == .string("ab"))
    let negated = ArithmeticKernels.negate(Column.of(ints(5, nil, .min), type: .integer))
    #expect((0..<3).map { negated.column.value(at: $0) } == ints(-5, nil, .min))
    #expect(negated.errors.count == 1)
    #expect(negated.errors.samples == [RowError(row: 1, reason: KernelErrors.nullOperand)])
  }

  // MARK: - Comparison

  private func compare(
    _ op: ComparisonOperator, _ left: (SQLType, Value), _ right: (SQLType, Value)
  ) -> Bool {
    var results: Set<Bool> = []
    for (a, b) in [(false, false), (true, false), (false, true), (true, true)] {
      func column(_ side: (SQLType, Value), _ constant: Bool) -> Column {
        constant
          ? Column.constant(side.1, type: side.0, count: 2)
          : Column.of([side.1, side.1], type: side.0)
      }
      let result = ComparisonKernels.evaluate(op, column(left, a), column(right, b))
      results.insert(result.booleans[1] == 1)
      #expect(!result.hasNulls)
    }
    #expect(results.count == 1)
    return results.contains(true)
  }

  @Test func numbersCompareAcrossTypes() {
    #expect(compare(.lessThan, int(1), long(2)))
    #expect(compare(.equal, int(1), double(1)))
    #expect(compare(.equal, decimal("0.10"), double(0.1)))
    #expect(compare(.equal, decimal("1.50"), decimal("1.5")))
    #expect(compare(.greaterThan, decimal("1.51"), decimal("1.5")))
    #expect(compare(.lessThanOrEqual, int(3), decimal("3.00")))
    #expect(compare(.lessThan, decimal("5"), double(1e300)))
    #expect(compare(.equal, double(.nan), double(.nan)))
    #expect(compare(.lessThan, double(.infinity), double(.nan)))
    #expect(!compare(.lessThan, double(.nan), double(1)))
    #expect(compare(.notEqual, long(1), int(2)))
  }

  @Test func textsAndBytesHaveTheirOrders() {
    func text(_ value: String) -> (SQLType, Value) { (.string, .string(value)) }
    #expect(compare(.equal, text("abcdefghij"), text("abcdefghij")))
    #expect(!compare(.equal, text("abcdefghij"), text("abcdefghiJ")))
    #expect(compare(.lessThan, text("abcdefgha"), text("abcdefghb")))
    #expect(compare(.lessThan, text("ab"), text("abc")))
    #expect(compare(.greaterThan, text("\u{FFFD}"), text("😀")))
    #expect(compare(.lessThan, (.bytes, .bytes([0x80])), (.bytes, .bytes([0x01]))))
    #expect(compare(.notEqual, (.bytes, .bytes([])), (.bytes, .bytes([0x01]))))
  }

  @Test func timesCompareWithTexts() {
    #expect(compare(.equal, (.timestamp, .timestamp(0)), (.string, .string("1970"))))
    #expect(compare(.lessThan, (.string, .string("1969-12-31")), (.date, .date(0))))
    #expect(compare(.equal, (.time, .time(3_600_000)), (.string, .string("01:00"))))
    #expect(!compare(.notEqual, (.date, .date(0)), (.string, .string("garbage"))))
    #expect(compare(.equal, (.date, .date(1)), (.timestamp, .timestamp(86_400_000))))
  }

  @Test func nullComparesFalse() {
    for op in ComparisonOperator.allCases where op != .isDistinctFrom {
      #expect(!compare(op, (.integer, .null), int(1)))
    }
    #expect(compare(.isDistinctFrom, (.integer, .null), int(1)))
    #expect(!compare(.isDistinctFrom, (.integer, .null), (.integer, .null)))
    #expect(compare(.isNotDistinctFrom, (.string, .null), (.string, .null)))
    #expect(
      compare(
        .equal, (.array(.integer), .array(ints(1, nil))), (.array(.integer), .array(ints(1, nil)))))
  }

  // MARK: - LIKE and IN

  @Test func likeMatchesWholeTexts() throws {
    let cases: [(String, String, String?, Bool)] = [
      ("abc", "abc", nil, true), ("abc", "ab", nil, false), ("abc", "ab%", nil, true),
      ("abc", "%bc", nil, true), ("abc", "%b%", nil, true), ("abc", "%", nil, true),
      ("", "%", nil, true), ("", "", nil, true), ("abc", "a_c", nil, true),
      ("äöü", "_ö_", nil, true), ("a😀b", "a_b", nil, true), ("aXbXc", "a%b%c", nil, true),
      ("abab", "ab%ab", nil, true), ("ab", "ab%ab", nil, false), ("a%c", "a!%c", "!", true),
      ("abc", "a!%c", "!", false), ("a!c", "a!!c", "!", true), ("a_c", "a!_c", "!", true),
      ("a\nb", "a%", nil, false), ("a\nb", "a\nb", nil, true), ("a\nb", "a\n%", nil, true),
      ("a\u{2028}b", "a_b", nil, false), ("mississippi", "%iss%ip_i", nil, true),
      ("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", "%aab", nil, true), ("a.c", "a.c", nil, true),
      ("abc", "a.c", nil, false), ("aé", "%é", nil, true), ("abcabd", "%ab_", nil, true),
      (String(repeating: "x", count: 40) + "needle", "%needle%", nil, true),
      (String(repeating: "n", count: 40) + "needl", "%needle%", nil, false),
    ]
    for (text, pattern, escape, expected) in cases {
      let scalar = try escape.map { text throws(FunctionError) in
        try LikePattern.escapeCharacter(text)
      }
      for constant in [false, true] {
        let patterns =
          constant
          ? Column.constant(.string(pattern), type: .string, count: 2)
          : Column.of(texts(pattern, pattern), type: .string)
        let result = LikeKernels.evaluate(
          Column.of(texts(text, nil), type: .string), pattern: patterns, escape: scalar)
        #expect(result.column.value(at: 0) == .boolean(expected), "\(text) LIKE \(pattern)")
        #expect(result.errors.samples.map(\.row) == [1])
      }
    }
    let unfinished = LikeKernels.evaluate(
      Column.of(texts("a"), type: .string), pattern: .of(texts("a!"), type: .string), escape: "!")
    #expect(unfinished.errors.count == 1)
    #expect(throws: FunctionError("Expected single character escape but got: ab")) {
      try LikePattern.escapeCharacter("ab")
    }
  }

  @Test func inFindsElements() {
    let numbers = Column.of(longs(1, 2, nil, 5_000_000_000), type: .bigint)
    for size in [3, 40] {
      let wanted =
        [Value.null, .bigint(2), .bigint(5_000_000_000)]
        + (0..<Int64(size)).map { .bigint(-$0 - 10) }
      let found = InListSet(wanted, type: .bigint).evaluate(numbers)
      #expect((0..<4).map { found.booleans[$0] } == [0, 1, 0, 1])
    }
    let words = Column.of(texts("a", "", nil, "long enough to matter"), type: .string)
    let found = InListSet(texts("", "long enough to matter", nil), type: .string).evaluate(words)
    #expect((0..<4).map { found.booleans[$0] } == [0, 1, 0, 1])
    let lists = Column.of([.array(ints(1, nil)), .array([]), .null], type: .array(.integer))
    let inLists = InListSet([.array(ints(1, nil))], type: .array(.integer)).evaluate(lists)
    #expect((0..<3).map { inLists.booleans[$0] } == [1, 0, 0])
    let columns = InListKernels.evaluate(
      numbers, in: [Column.of(longs(1, 1, 1, nil), type: .bigint), numbers])
    #expect((0..<4).map { columns.booleans[$0] } == [1, 1, 0, 1])
  }
}
