// Runs one overload of a scalar function over boxed values, under the ways in which a batch can
// reach it: all rows at once, row by row, with constant arguments.

import Functions
import Platform
import Testing
import Values

/// A call of one overload of a scalar function.
struct ScalarHarness {
  let overload: ScalarOverload
  let types: [SQLType]
  let resultType: SQLType
  let lambdas: [any LambdaBody]
  var environment = FunctionEnvironment(
    time: ManualTimeSource(wallMilliseconds: 1_600_000_000_000),
    random: SeededRandomSource(seed: 1))

  /// The overload that takes these types as they are. Lambdas stand at the end of the parameters
  /// with the types of their results.
  init(
    _ function: ScalarFunction, _ types: [SQLType], lambdas: [(body: any LambdaBody, SQLType)] = []
  ) throws {
    let all = types + lambdas.map(\.1)
    let candidates = function.overloads.filter { overload in
      guard
        overload.variadic == nil
          ? overload.parameters.count == all.count : all.count + 1 >= overload.parameters.count
      else { return false }
      return all.indices.allSatisfy { i in
        overload.parameter(at: i, of: all.count).map { Self.fits($0.type, all[i]) } ?? false
      }
    }
    overload = try #require(candidates.first, "no overload of \(function.name) for \(types)")
    self.types = types
    self.lambdas = lambdas.map(\.body)
    resultType = try overload.returns(all)
  }

  private static func fits(_ parameter: ParameterType, _ type: SQLType) -> Bool {
    switch (parameter, type) {
    case (.type(let expected), _): expected == type
    case (.decimal, .decimal): true
    case (.decimal, _): false
    case (.array(let element), .array(let actual)): fits(element, actual)
    case (.array, _): false
    case (.map(let key, let value), .map(let k, let v)): fits(key, k) && fits(value, v)
    case (.map, _): false
    case (.intervalUnit, _): type == .string
    case (.generic, _), (.any, _), (.struct, _), (.lambda, _): true
    }
  }

  /// The results of rows, nil for a row that failed.
  func call(_ rows: [[Value]], constant: Bool = false) -> [Value?] {
    let columns = types.indices.map { i in
      constant
        ? Column.constant(rows[0][i], type: types[i], count: rows.count)
        : Column.of(rows.map { $0[i] }, type: types[i])
    }
    let result = overload.evaluate(
      KernelCall(
        count: rows.count, arguments: columns, lambdas: lambdas, resultType: resultType,
        environment: environment))
    return rows.indices.map { row in
      if result.errors.failed?[row] ?? false { return nil }
      return result.column.value(at: row)
    }
  }

  /// Calls over all rows, over each row alone and with constants; they must agree.
  func check(_ rows: [[Value]], _ expected: [Value?], _ name: String) {
    #expect(call(rows) == expected, "\(name)")
    for (row, result) in zip(rows, expected) {
      #expect(call([row]) == [result], "\(name) alone \(row)")
      if lambdas.isEmpty {
        let twice = call([row, row], constant: true)
        #expect(twice == [result, result], "\(name) constant \(row)")
      }
    }
  }
}

/// A lambda over boxed values; `captured` are values of the outer rows.
struct ValueLambda: LambdaBody {
  let type: SQLType
  var captured: [Value] = []
  let body: @Sendable ([Value], Value) -> Value?

  func evaluate(
    parameters: [Column], outerRows: UnsafePointer<Int32>, count: Int
  ) -> KernelResult {
    var errors = KernelErrors(rowCount: count)
    let values = (0..<count).map { i -> Value in
      let outer = Int(outerRows[i])
      let value = body(
        parameters.map { $0.value(at: i) }, outer < captured.count ? captured[outer] : .null)
      if value == nil { errors.fail(i, "the body fails") }
      return value ?? .null
    }
    return KernelResult(Column.of(values, type: type), errors: errors)
  }
}

func ints(_ values: Int32?...) -> [Value] { values.map { $0.map { .integer($0) } ?? .null } }
func longs(_ values: Int64?...) -> [Value] { values.map { $0.map { .bigint($0) } ?? .null } }
func doubles(_ values: Double?...) -> [Value] { values.map { $0.map { .double($0) } ?? .null } }
func texts(_ values: String?...) -> [Value] { values.map { $0.map { .string($0) } ?? .null } }
func decimals(_ scale: Int, _ values: Int128?...) -> [Value] {
  values.map { $0.map { .decimal(Decimal(unscaled: $0, scale: scale)) } ?? .null }
}
func list(_ values: [Value]) -> Value { .array(values) }
func map(_ entries: KeyValuePairs<String, Value>) -> Value {
  .map(entries.map { MapEntry(.string($0.key), $0.value) })
}
func textMap(_ entries: KeyValuePairs<String, String>) -> Value {
  .map(entries.map { MapEntry(.string($0.key), .string($0.value)) })
}
