// Runs aggregate kernels over boxed values: the states of some groups in plain memory, rows fed
// in calls of any size.

import Functions
import Testing
import Values

/// The groups of one aggregate call.
final class AggregateHarness {
  let kernel: any AggregateKernel
  let types: [SQLType]
  let resultType: SQLType
  let arena = BlobArena()
  private let memory: UnsafeMutableRawPointer
  private(set) var errors: [String] = []
  private var order: Int64 = 0

  init(
    _ name: String, _ types: [SQLType], _ literals: [Value] = [], groups: Int = 1,
    properties: [String: String] = [:]
  ) throws {
    let function = try #require(AggregateFunctions.named(name))
    let overload = try #require(
      function.overloads.first {
        AggregateHarness.fits($0, types) && $0.literals.count == literals.count
          && zip($0.literals, literals).allSatisfy { parameter, literal in
            switch literal {
            case .boolean: parameter.type == .type(.boolean)
            default: parameter.type == .type(.integer)
            }
          }
      })
    self.types = types
    resultType = try overload.returns(types)
    kernel = try overload.make(
      AggregateArguments(
        types: types, literals: literals, resultType: resultType, properties: properties))
    let size = kernel.fixedBytes * groups
    memory = .allocate(byteCount: size, alignment: 8)
    memory.initializeMemory(as: UInt8.self, repeating: 0, count: size)
    for group in 0..<groups { kernel.initialize(state(group), arena: arena) }
  }

  deinit { memory.deallocate() }

  private static func fits(_ overload: AggregateOverload, _ types: [SQLType]) -> Bool {
    let fixed = overload.variadic == nil
    guard
      fixed
        ? overload.parameters.count == types.count : types.count + 1 >= overload.parameters.count
    else { return false }
    return zip(overload.parameters, types).allSatisfy { parameter, type in
      switch (parameter.type, type) {
      case (.type(let expected), _): expected == type
      case (.decimal, .decimal): true
      case (.decimal, _): false
      case (.array(.type(let expected)), _): type == .array(expected)
      default: true
      }
    }
  }

  func state(_ group: Int) -> UnsafeMutableRawPointer { memory + group * kernel.fixedBytes }

  private func call<R>(_ rows: [(Int, [Value])], _ body: (AggregateRows) -> R) -> R {
    let columns = types.indices.map { i in Column.of(rows.map { $0.1[i] }, type: types[i]) }
    let numbers = rows.indices.map { Int32($0) }
    let states = rows.map { state($0.0) }
    defer { order += Int64(rows.count) }
    return numbers.withUnsafeBufferPointer { numbers in
      states.withUnsafeBufferPointer { states in
        guard let first = numbers.baseAddress, let place = states.baseAddress else {
          preconditionFailure("a call has rows")
        }
        return body(
          AggregateRows(
            count: rows.count, rows: first, states: place, arguments: columns, arena: arena,
            order: order))
      }
    }
  }

  func update(_ rows: [(Int, [Value])]) {
    var failures: [RowError] = []
    call(rows) { kernel.update($0, errors: &failures) }
    errors += failures.map(\.reason)
  }

  /// The result after each row.
  func updateAndEmit(_ rows: [(Int, [Value])]) -> [Value] {
    var failures: [RowError] = []
    let builder = ColumnBuilder(resultType)
    call(rows) { kernel.updateAndEmit($0, into: builder, errors: &failures) }
    errors += failures.map(\.reason)
    let column = builder.finish()
    return (0..<column.count).map { column.value(at: $0) }
  }

  func undo(_ rows: [(Int, [Value])]) {
    var failures: [RowError] = []
    call(rows) { kernel.undo($0, errors: &failures) }
    errors += failures.map(\.reason)
  }

  func merge(_ other: Int, into group: Int) {
    kernel.merge(state(other), into: state(group), arena: arena)
  }

  func result(_ group: Int = 0) -> Value {
    let builder = ColumnBuilder(resultType)
    let states = [state(group)]
    states.withUnsafeBufferPointer { states in
      if let place = states.baseAddress { kernel.emit(place, count: 1, into: builder) }
    }
    return builder.finish().value(at: 0)
  }
}
