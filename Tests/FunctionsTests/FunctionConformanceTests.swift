// Rules that every scalar function keeps, asked of all of them with made-up arguments: the size of
// a batch and constant arguments change nothing, NULL is handled as declared, nothing traps.
// Overloads with lambdas have tests of their own.

import Functions
import Platform
import Testing
import Values

@Suite struct FunctionConformanceTests {
  /// One overload with types for its arguments.
  private struct Subject {
    let function: ScalarFunction
    let overload: ScalarOverload
    let types: [SQLType]
    let isUnit: [Bool]

    var name: String { "\(function.name)(\(types.map(\.description).joined(separator: ", ")))" }
  }

  /// Subjects of a function: each overload with a few types for its variables, a variadic
  /// parameter once and three times.
  private static func subjects(of function: ScalarFunction) -> [Subject] {
    var result: [Subject] = []
    for overload in function.overloads {
      let hasLambda = overload.parameters.contains {
        if case .lambda = $0.type { true } else { false }
      }
      if hasLambda { continue }
      for generic in [SQLType.string, .bigint, .array(.integer)] {
        for repeats in overload.variadic == nil ? [1] : [1, 3] {
          let parameters = overload.parameters.enumerated().flatMap { position, parameter in
            Array(repeating: parameter, count: position == overload.variadic ? repeats : 1)
          }
          result.append(
            Subject(
              function: function, overload: overload,
              types: parameters.map { type($0.type, generic) },
              isUnit: parameters.map { $0.type == .intervalUnit }))
        }
        let usesGeneric = overload.parameters.contains { mentionsGeneric($0.type) }
        if !usesGeneric { break }
      }
    }
    // Some functions refuse a binding, an order of arrays for instance.
    return result.filter { (try? $0.overload.returns($0.types)) != nil }
  }

  private static func mentionsGeneric(_ type: ParameterType) -> Bool {
    switch type {
    case .generic, .any: true
    case .array(let element): mentionsGeneric(element)
    case .map(let key, let value): mentionsGeneric(key) || mentionsGeneric(value)
    default: false
    }
  }

  private static func type(_ parameter: ParameterType, _ generic: SQLType) -> SQLType {
    switch parameter {
    case .type(let type): type
    case .decimal: .decimal(precision: 10, scale: 2)
    case .generic, .any: generic
    case .array(let element): .array(type(element, generic))
    case .map(let key, let value): .map(key: type(key, generic), value: type(value, generic))
    case .struct(let fields): .struct(fields)
    case .lambda, .intervalUnit: .string
    }
  }

  // MARK: - Values

  private static let words = [
    "", "a", "abc", "äö", "😀x", "123", "-1.5", "a,b,,c", ",", ".", "{\"a\":[1,2],\"b\":null}",
    "[1,\"x\",2.5,true]", "http://u@h.com:80/p%20q?one=1&b#f", "utf8", "hex", "base64", "4a4b",
    "yyyy-MM-dd", "2020-01-31", "UTC", "(a)(b)?", "$.a", "$.a[1]", "DESC", "km", "\\u0041", "HH:mm",
  ]
  private static let units = ["DAYS", "HOURS", "MINUTES", "SECONDS", "MILLISECONDS"]

  private static func value(_ type: SQLType, _ random: SeededRandomSource) -> Value {
    func pick(_ bound: Int) -> Int { random.next(below: bound) }
    if pick(6) == 0 { return .null }
    switch type {
    case .boolean: return .boolean(pick(2) == 0)
    case .integer: return .integer(Int32(pick(40)) - 8)
    case .bigint: return .bigint(Int64(pick(40)) - 8)
    case .double: return .double([0, -1, 1.5, 1e10, -0.25, .nan, 45][pick(7)])
    case .decimal(_, let scale):
      return .decimal(Decimal(unscaled: Int128(pick(100_000) - 50_000), scale: scale))
    case .string: return .string(words[pick(words.count)])
    case .bytes: return .bytes((0..<[0, 1, 4, 8, 16][pick(5)]).map { _ in UInt8(pick(256)) })
    case .date: return .date(Int32(pick(40_000)) - 10_000)
    case .time: return .time(Int32(pick(86_400_000)))
    case .timestamp: return .timestamp(Int64(pick(4_000_000)) * 1_000_003)
    case .array(let element): return .array((0..<pick(4)).map { _ in value(element, random) })
    case .map(let key, let element):
      var keys: [Value] = []
      for _ in 0..<pick(4) {
        let next = value(key, random)
        if next != .null && !keys.contains(next) { keys.append(next) }
      }
      return .map(keys.map { MapEntry($0, value(element, random)) })
    case .struct(let fields): return .struct(fields.map { value($0.type, random) })
    }
  }

  private static func rows(
    _ count: Int, of subject: Subject, seed: UInt64
  ) -> [[Value]] {
    let random = SeededRandomSource(seed: seed)
    // A unit is a word of the statement, the same in all rows.
    let unit = units[random.next(below: units.count)]
    return (0..<count).map { _ in
      zip(subject.types, subject.isUnit).map { $1 ? .string(unit) : value($0, random) }
    }
  }

  // MARK: - Evaluation

  /// Results, nil for failed rows. Constant positions take the value of the first row.
  private static func evaluate(
    _ subject: Subject, _ rows: [[Value]], constant: Set<Int> = []
  ) throws -> [Value?] {
    let columns = subject.types.indices.map { position -> Column in
      if constant.contains(position) || subject.isUnit[position] {
        return Column.constant(
          rows[0][position], type: subject.types[position], count: rows.count)
      }
      return Column.of(rows.map { $0[position] }, type: subject.types[position])
    }
    let environment = FunctionEnvironment(
      time: ManualTimeSource(wallMilliseconds: 1_600_000_000_000),
      random: SeededRandomSource(seed: 1))
    let result = subject.overload.evaluate(
      KernelCall(
        count: rows.count, arguments: columns,
        resultType: try subject.overload.returns(subject.types), environment: environment))
    #expect(result.column.count == rows.count, "\(subject.name)")
    return rows.indices.map { row in
      result.errors.failed?[row] ?? false ? nil : result.column.value(at: row)
    }
  }

  @Test(arguments: ScalarFunctions.all.map(\.name))
  func batchSizeAndConstantsChangeNothing(_ name: String) throws {
    let function = try #require(ScalarFunctions.function(named: name))
    guard function.isDeterministic else { return }
    for (index, subject) in Self.subjects(of: function).enumerated() {
      let rows = Self.rows(60, of: subject, seed: UInt64(index) + 7)
      let whole = try Self.evaluate(subject, rows)
      for size in [1, 7] {
        var parts: [Value?] = []
        for start in stride(from: 0, to: rows.count, by: size) {
          let end = min(start + size, rows.count)
          parts += try Self.evaluate(subject, Array(rows[start..<end]))
        }
        #expect(parts == whole, "\(subject.name) in batches of \(size)")
      }
      for position in subject.types.indices where !subject.isUnit[position] {
        // The same value in one position, once written out and once as a constant.
        let leveled = rows.prefix(20).map { row in
          row.indices.map { $0 == position ? rows[0][position] : row[$0] }
        }
        let plain = try Self.evaluate(subject, leveled)
        let constant = try Self.evaluate(subject, leveled, constant: [position])
        #expect(plain == constant, "\(subject.name) with constant \(position)")
      }
      let all = Set(subject.types.indices)
      for row in rows.prefix(20) {
        let constant = try Self.evaluate(subject, [row, row, row], constant: all)
        let plain = try Self.evaluate(subject, [row])
        #expect(constant == [plain[0], plain[0], plain[0]], "\(subject.name) with \(row)")
      }
    }
  }

  @Test(arguments: ScalarFunctions.all.map(\.name))
  func nullIsHandledAsDeclared(_ name: String) throws {
    let function = try #require(ScalarFunctions.function(named: name))
    for (index, subject) in Self.subjects(of: function).enumerated() {
      let rows = Self.rows(30, of: subject, seed: UInt64(index) + 99)
      for position in subject.types.indices where !subject.isUnit[position] {
        let nulled = rows.map { row in row.indices.map { $0 == position ? .null : row[$0] } }
        let results = try Self.evaluate(subject, nulled)
        let rejects =
          subject.overload.parameter(at: position, of: subject.types.count)?.rejectsNull ?? false
        if rejects {
          #expect(results.allSatisfy { $0 == nil }, "\(subject.name), NULL at \(position)")
        } else if subject.overload.nullHandling == .propagates {
          #expect(
            results.allSatisfy { $0 == nil || $0 == .null }, "\(subject.name), NULL at \(position)")
        }
      }
    }
  }

  @Test(arguments: ScalarFunctions.all.map(\.name))
  func declarationIsComplete(_ name: String) throws {
    let function = try #require(ScalarFunctions.function(named: name))
    #expect(function.name == function.name.uppercased())
    #expect(function.summary.hasSuffix("."))
    #expect(!function.category.isEmpty && !function.overloads.isEmpty)
    #expect(!function.examples.isEmpty || !function.isDeterministic)
    for overload in function.overloads {
      for parameter in overload.parameters {
        #expect(!parameter.name.isEmpty && !parameter.description.isEmpty, "\(parameter)")
      }
    }
  }

  @Test func namesAreUnique() {
    let names = ScalarFunctions.all.map(\.name)
    #expect(Set(names).count == names.count)
  }
}
