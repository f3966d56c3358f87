// Overload choice: exact types first, then widening; generics, variadics, NULL, lambdas; messages.

import Functions
import Testing
import Values

@Suite struct FunctionResolutionTests {
  /// A function whose overloads only differ in their parameters.
  private func function(
    _ overloads: [(parameters: [ParameterType], variadic: Int?)]
  ) -> ScalarFunction {
    ScalarFunction(
      "F", category: "", summary: "",
      overloads: overloads.map { overload in
        ScalarOverload(
          overload.parameters.map { FunctionParameter("p", $0) }, variadic: overload.variadic,
          returns: { (types: [SQLType]) throws(FunctionError) -> SQLType in types.last ?? .string },
          kernel: { $0.arguments[0] })
      }, examples: [])
  }

  private func resolve(
    _ overloads: [(parameters: [ParameterType], variadic: Int?)], _ arguments: ArgumentType...
  ) throws -> ResolvedCall {
    try FunctionResolution.resolve(function(overloads), arguments)
  }

  @Test func exactBeatsWidening() throws {
    let numbers: [(parameters: [ParameterType], variadic: Int?)] = [
      ([.type(.double)], nil), ([.type(.bigint)], nil),
    ]
    #expect(try resolve(numbers, .type(.bigint)).overload == 1)
    #expect(try resolve([numbers[0]], .type(.integer)).parameterTypes == [.double])
    #expect(throws: FunctionError.self) { try resolve([numbers[1]], .type(.double)) }
  }

  @Test func tieIsAmbiguous() {
    let error = #expect(throws: FunctionError.self) {
      try resolve(
        [([.type(.double)], nil), ([.type(.bigint)], nil)], .type(.integer))
    }
    #expect(
      error?.reason.hasPrefix(
        "Function 'f' cannot be resolved due to ambiguous method parameters (INTEGER).") == true)
    #expect(throws: FunctionError.self) {
      try resolve([([.type(.double)], nil), ([.type(.bigint)], nil)], .null)
    }
  }

  @Test func genericsBindConsistentlyAndNeverWiden() throws {
    let pair: [(parameters: [ParameterType], variadic: Int?)] = [
      ([.array(.generic("T")), .generic("T")], nil)
    ]
    let call = try resolve(pair, .type(.array(.integer)), .null)
    #expect(call.parameterTypes == [.array(.integer), .integer])
    #expect(try resolve(pair, .null, .type(.date)).parameterTypes == [.array(.date), .date])
    #expect(throws: FunctionError.self) {
      try resolve(pair, .type(.array(.integer)), .type(.bigint))
    }
  }

  @Test func fixedBeatsVariadicAndTypesBeatGenerics() throws {
    #expect(
      try resolve(
        [([.type(.string)], 0), ([.type(.string), .type(.string)], nil)], .type(.string),
        .type(.string)
      ).overload == 1)
    #expect(
      try resolve(
        [([.generic("T")], nil), ([.type(.string)], nil)], .type(.string)
      ).overload == 1)
    #expect(try resolve([([.any], nil), ([.type(.string)], nil)], .type(.string)).overload == 1)
    #expect(
      try resolve(
        [([.type(.string)], 0), ([.type(.string), .type(.string)], 1)], .type(.string)
      ).overload == 1)
  }

  @Test func variadicInTheMiddleLeavesTheTail() throws {
    let call = try resolve(
      [([.type(.string), .type(.integer), .type(.bytes)], 1)], .type(.string), .type(.integer),
      .type(.integer), .type(.bytes))
    #expect(call.parameterTypes == [.string, .integer, .integer, .bytes])
    #expect(
      try resolve(
        [([.type(.string), .type(.integer), .type(.bytes)], 1)], .type(.string), .type(.bytes)
      ).parameterTypes == [.string, .bytes])
  }

  @Test func decimalsTakeIntegersOnlyInTheSecondPass() throws {
    let overloads: [(parameters: [ParameterType], variadic: Int?)] = [([.decimal], nil)]
    #expect(
      try resolve(overloads, .type(.integer)).parameterTypes == [.decimal(precision: 10, scale: 0)])
    #expect(
      try resolve(overloads, .type(.bigint)).parameterTypes == [.decimal(precision: 19, scale: 0)])
    #expect(
      try resolve(overloads, .type(.decimal(precision: 4, scale: 2))).resultType
        == .decimal(precision: 4, scale: 2))
    #expect(throws: FunctionError.self) { try resolve(overloads, .type(.double)) }
  }

  @Test func lambdasAreTypedFromLeftToRight() throws {
    let overloads: [(parameters: [ParameterType], variadic: Int?)] = [
      (
        [
          .map(key: .generic("K"), value: .generic("V")),
          .lambda([.generic("K"), .generic("V")], .generic("R")),
          .lambda([.generic("R")], .generic("R")),
        ], nil
      )
    ]
    let call = try resolve(
      overloads, .type(.map(key: .string, value: .integer)),
      .lambda(parameterCount: 2) { (types: [SQLType]) throws(FunctionError) in .array(types[1]) },
      .lambda(parameterCount: 1) { (types: [SQLType]) throws(FunctionError) in types[0] })
    #expect(call.lambdaParameterTypes == [[.string, .integer], [.array(.integer)]])
    #expect(call.resultType == .array(.integer))
    #expect(throws: FunctionError.self) {
      try resolve(
        overloads, .type(.map(key: .string, value: .integer)),
        .lambda(parameterCount: 1) { (_: [SQLType]) throws(FunctionError) in .string },
        .lambda(parameterCount: 1) { (_: [SQLType]) throws(FunctionError) in .string })
    }
  }

  @Test func messageListsTheAlternatives() throws {
    let lpad = try #require(ScalarFunctions.function(named: "lpad"))
    let error = #expect(throws: FunctionError.self) {
      try FunctionResolution.resolve(lpad, [.type(.string), .null])
    }
    #expect(
      error?.reason == """
        Function 'lpad' does not accept parameters (STRING, null).
        Valid alternatives are:
        lpad(VARCHAR input, INT length, VARCHAR padding)
        lpad(BYTES input, INT length, BYTES padding)
        For detailed information on a function run: DESCRIBE FUNCTION <Function-Name>;
        """)
    #expect(
      FunctionResolution.notFound("FOO").reason == "Can't find any functions with the name 'FOO'")
  }

  @Test func realFunctionsResolve() throws {
    func resolve(_ name: String, _ arguments: ArgumentType...) throws -> ResolvedCall {
      let function = try #require(ScalarFunctions.function(named: name))
      return try FunctionResolution.resolve(function, arguments)
    }
    #expect(try resolve("CONCAT", .type(.string), .null).resultType == .string)
    #expect(try resolve("CONCAT", .type(.bytes), .null).resultType == .bytes)
    #expect(try resolve("COALESCE", .null, .type(.date)).resultType == .date)
    #expect(try resolve("SUBSTRING", .type(.string), .null).overload == 0)
    #expect(try resolve("UUID").overload == 0)
    #expect(throws: FunctionError.self) { try resolve("COALESCE") }
    #expect(throws: FunctionError.self) { try resolve("LEN", .null) }
  }
}
