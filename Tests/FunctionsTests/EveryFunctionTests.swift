// What must hold for every scalar function: the same rows whatever the batch, constants as good as
// columns, NULLs in every position as declared, and no trap on odd values.

import Functions
import Platform
import Testing
import Values

@Suite struct EveryFunctionTests {
  /// An overload with concrete argument types.
  private struct Call {
    let name: String
    let overload: ScalarOverload
    let types: [SQLType]
    let resultType: SQLType
    /// What stands for type variables.
    let generic: SQLType
  }

  private static let skipped: Set<String> = ["RANDOM", "UUID"]

  private static func calls() -> [Call] {
    var calls: [Call] = []
    for function in ScalarFunctions.all where !skipped.contains(function.name) {
      for overload in function.overloads {
        let isGeneric = overload.parameters.contains { "\($0.type)".contains("generic") }
        let generics = [SQLType.string, .integer, .decimal(precision: 6, scale: 2)]
        for generic in generics.prefix(isGeneric ? 3 : 1) {
          var parameters = overload.parameters
          if let variadic = overload.variadic {
            parameters.insert(parameters[variadic], at: variadic)
          }
          let types = parameters.compactMap { concrete($0.type, generic) }
          guard types.count == parameters.count, let result = try? overload.returns(types) else {
            continue
          }
          calls.append(
            Call(
              name: function.name, overload: overload, types: types, resultType: result,
              generic: generic))
        }
      }
    }
    return calls
  }

  /// Nil for lambdas.
  private static func concrete(_ type: ParameterType, _ generic: SQLType) -> SQLType? {
    switch type {
    case .type(let type): type
    case .decimal: .decimal(precision: 6, scale: 2)
    case .generic, .any: generic
    case .array(let element): concrete(element, generic).map { .array($0) }
    case .map(let key, let value):
      if let key = concrete(key, .string), let value = concrete(value, generic) {
        .map(key: key, value: value)
      } else {
        nil
      }
    case .struct(let fields): .struct(fields)
    case .lambda: nil
    case .intervalUnit: .string
    }
  }

  private static let texts = [
    "", "abc", "ABC abc", "2018-05-11", "yyyy-MM-dd", "HH:mm", "UTC", "Europe/Paris", "[1, \"a\"]",
    "{\"a\": [1, 2]}", "$.a[0]", "a,b,,c", ",", "é😀x", "%41+b", "0x4142", "hex", "utf8", "base64",
    "http://h:8080/p?a=1#f", "DAYS", "asc", "(a)|b", "km", "x", "LITTLE_ENDIAN", "\\u0041\\u0042",
  ]

  private static func value(_ type: SQLType, _ random: SeededRandomSource) -> Value {
    if random.next(below: 6) == 0 { return .null }
    func pick<T>(_ values: [T]) -> T { values[random.next(below: values.count)] }
    switch type {
    case .boolean: return .boolean(random.next(below: 2) == 0)
    case .integer: return .integer(pick([0, 1, 2, 3, -1, -7, 65, 400]))
    case .bigint: return .bigint(pick([0, 1, 2, -1, 10, 900]))
    case .double:
      return .double(pick([0, -0.0, 1, -1.5, 2.5, 89.5, 1e300, .nan, .infinity, -.infinity]))
    case .decimal(_, let scale):
      return .decimal(Decimal(unscaled: pick([0, 1, -150, 999_999, -999_999]), scale: scale))
    case .string: return .string(pick(texts))
    case .bytes:
      return .bytes(pick([[], [0], [1, 2, 3, 4], [255, 0, 1, 2, 3, 4, 5, 6], Array("ab".utf8)]))
    case .date: return .date(pick([0, -1, 17_662, 2_000_000, -800_000]))
    case .time: return .time(pick([0, 1, 46_800_000, 86_399_999]))
    case .timestamp: return .timestamp(pick([0, -1, 1_526_075_913_007, -62_198_755_200_001]))
    case .array(let element):
      return .array((0..<random.next(below: 4)).map { _ in value(element, random) })
    case .map(let key, let element):
      _ = key
      return .map(
        (0..<random.next(below: 4)).map { MapEntry(.string("k\($0)"), value(element, random)) })
    case .struct(let fields): return .struct(fields.map { value($0.type, random) })
    }
  }

  private static func rows(_ call: Call, _ count: Int, seed: UInt64) -> [[Value]] {
    let random = SeededRandomSource(seed: seed)
    return (0..<count).map { _ in call.types.map { value($0, random) } }
  }

  private func evaluate(
    _ call: Call, _ rows: [[Value]], constant: Bool = false, last: Int = .max
  ) -> [Value?] {
    let columns = call.types.indices.map { i in
      constant
        ? Column.constant(rows[0][i], type: call.types[i], count: rows.count)
        : Column.of(rows.map { $0[i] }, type: call.types[i])
    }
    let result = call.overload.evaluate(
      KernelCall(
        count: rows.count, arguments: columns, resultType: call.resultType,
        environment: FunctionEnvironment(
          time: ManualTimeSource(wallMilliseconds: 1_600_000_000_000),
          random: SeededRandomSource(seed: 1))))
    #expect(result.column.count == rows.count, "\(call.name)")
    #expect(result.column.type == call.resultType, "\(call.name) \(call.types)")
    return rows.indices.suffix(last).map { row in
      result.errors.failed?[row] ?? false ? nil : result.column.value(at: row)
    }
  }

  @Test func sizeOfBatchesDoesNotMatter() {
    for (i, call) in Self.calls().enumerated() {
      let rows = Self.rows(call, 21, seed: UInt64(i))
      let all = evaluate(call, rows)
      let bySeven = stride(from: 0, to: rows.count, by: 7).flatMap {
        evaluate(call, Array(rows[$0..<($0 + 7)]))
      }
      #expect(bySeven == all, "\(call.name) \(call.types)")
      #expect(rows.flatMap { evaluate(call, [$0]) } == all, "\(call.name) \(call.types)")
    }
  }

  @Test func largeBatchesRepeatSmallOnes() {
    for (i, call) in Self.calls().enumerated() where call.generic == .string {
      let rows = Self.rows(call, 16, seed: UInt64(i))
      let large = evaluate(call, (0..<256).flatMap { _ in rows }, last: 16)
      #expect(large == evaluate(call, rows), "\(call.name) \(call.types)")
    }
  }

  @Test func constantsAreAsGoodAsColumns() {
    for (i, call) in Self.calls().enumerated() where !call.types.isEmpty {
      for row in Self.rows(call, 12, seed: UInt64(i) + 99) {
        let single = evaluate(call, [row])
        #expect(
          evaluate(call, [row, row, row], constant: true) == single + single + single,
          "\(call.name) \(row)")
      }
    }
  }

  @Test func nullsActAsDeclared() {
    for (i, call) in Self.calls().enumerated() {
      for row in Self.rows(call, 8, seed: UInt64(i) + 7) {
        for position in row.indices {
          var row = row
          row[position] = .null
          let result = evaluate(call, [row])[0]
          let rejects = row.indices.contains { k in
            row[k] == .null
              && call.overload.parameter(at: k, of: row.count)?.rejectsNull ?? false
          }
          if rejects {
            #expect(result == nil, "\(call.name) \(row)")
          } else if call.overload.nullHandling == .propagates {
            #expect(result == .null, "\(call.name) \(row)")
          }
        }
      }
    }
  }

  @Test func everyNameIsListedOnceWithWordsAndExamples() {
    let names = ScalarFunctions.all.map(\.name)
    #expect(Set(names).count == names.count)
    for function in ScalarFunctions.all {
      #expect(function.name == function.name.uppercased())
      #expect(function.summary.hasSuffix("."), "\(function.name)")
      #expect(!function.overloads.isEmpty)
      for overload in function.overloads {
        for parameter in overload.parameters {
          #expect(!parameter.description.isEmpty, "\(function.name) \(parameter.name)")
        }
      }
    }
  }
}
