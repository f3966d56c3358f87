import Functions
import Operators
import Plan
import Testing
import Values

/// Where a failure ends, which sides count, and what lambdas see.
@Suite struct EvaluationTests {
  let pages = source(
    "pages", key: columns(("K", .string)), value: columns(("N", .bigint), ("S", .string)))

  /// The texts of an expression over rows `n,s`, and how many problems were logged.
  private func evaluate(
    _ expression: Expression, _ rows: [String]
  ) throws -> (values: [String], problems: Int) {
    let harness = try TaskHarness()
    try harness.topic("pages")
    try harness.topic("out")
    try harness.publish("pages", rows.map { "k|\($0)@1" })
    let plan = pages.projected(
      key: [("K", pages.column(0))], value: [("DOT", literal("x")), ("X", expression)])
    try harness.run(plan.into("out"))
    let values = try harness.records("out").map { line in
      String(line.dropFirst(4).dropLast(2))
    }
    return (values, harness.problems.all.count)
  }

  private func call(
    _ name: String, _ arguments: [Expression], lambdas: [LambdaExpression] = [], type: SQLType
  )
    throws -> Expression
  {
    let function = try #require(ScalarFunctions.function(named: name))
    let types =
      arguments.map { ArgumentType.type($0.type) }
      + lambdas.map { lambda in
        .lambda(parameterCount: lambda.parameters.count) {
          (_: [SQLType]) throws(FunctionError) -> SQLType in lambda.body.type
        }
      }
    let resolved = try FunctionResolution.resolve(function, types)
    return .call(
      FunctionCall(
        name: name, overload: resolved.overload, arguments: arguments, lambdas: lambdas,
        type: resolved.resultType))
  }

  private var quotient: Expression {
    .arithmetic(.divide, literal(10), pages.column(1), .bigint)
  }

  @Test func onlyTheChosenBranchOfCaseCanFail() throws {
    let safe = Expression.searchedCase(
      [
        CaseBranch(condition: .comparison(.equal, pages.column(1), literal(0)), result: literal(-1))
      ],
      otherwise: quotient, type: .bigint)
    let result = try evaluate(safe, ["0,a", "5,b", "3,c"])
    #expect(result.values == ["-1", "2", "3"])
    #expect(result.problems == 0)
  }

  @Test func aFailedCastIsNullForItselfAndIsLogged() throws {
    let cast = Expression.cast(pages.column(2), .bigint)
    let result = try evaluate(.isNull(cast), ["0,7", "0,x"])
    #expect(result.values == ["false", "true"])
    #expect(result.problems == 1)
  }

  @Test func aFailedArgumentThatIsACallIsNullAndAnyOtherFailsTheWhole() throws {
    let guarded = try call(
      "COALESCE", [call("ABS", [quotient], type: .bigint), literal(7)], type: .bigint)
    let bare = try call("COALESCE", [quotient, literal(7)], type: .bigint)
    #expect(try evaluate(guarded, ["0,a", "5,b"]).values == ["7", "2"])
    #expect(try evaluate(bare, ["0,a", "5,b"]).values == ["", "2"])
  }

  @Test func aFailedItemOfAnArrayLeavesTheOthers() throws {
    let array = Expression.array([quotient, literal(4)], .array(.bigint))
    let second = Expression.element(array, index: .literal(.integer(2), .integer), type: .bigint)
    let first = Expression.element(array, index: .literal(.integer(1), .integer), type: .bigint)
    #expect(try evaluate(second, ["0,a"]).values == ["4"])
    #expect(try evaluate(first, ["0,a", "2,b"]).values == ["", "5"])
  }

  @Test func lambdasSeeTheColumnsAroundThem() throws {
    let x = Expression.lambdaParameter(id: 1, name: "X", type: .bigint)
    let body = Expression.arithmetic(.add, x, pages.column(1), .bigint)
    let lambda = LambdaExpression(
      parameters: [.init(id: 1, name: "X", type: .bigint)], body: body)
    let array = Expression.array([literal(100), literal(200)], .array(.bigint))
    let mapped = try call("TRANSFORM", [array], lambdas: [lambda], type: .array(.bigint))
    let last = Expression.element(mapped, index: .literal(.integer(-1), .integer), type: .bigint)
    #expect(try evaluate(last, ["1,a", "2,b"]).values == ["201", "202"])
  }

  @Test func aConditionThatIsNullFailsAndNotMakesItNoBetter() throws {
    let isBig = Expression.cast(pages.column(2), .boolean)
    let both = Expression.and(.comparison(.greaterThan, pages.column(1), literal(1)), isBig)
    // DELIMITED reads an empty text as NULL: only rows that get to the right side fail.
    let result = try evaluate(.not(both), ["1,", "2,", "3,true"])
    #expect(result.values == ["true", "", "false"])
  }

  @Test func repeatedPartsAndConstantsGiveTheSameAsAlone() throws {
    let sum = Expression.arithmetic(
      .add, quotient,
      .arithmetic(.multiply, quotient, .arithmetic(.add, literal(1), literal(1), .bigint), .bigint),
      .bigint)
    #expect(try evaluate(sum, ["5,a", "0,b", "2,c"]).values == ["6", "", "15"])
  }
}
