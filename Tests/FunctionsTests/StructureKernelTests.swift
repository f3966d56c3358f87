// AND, OR, NOT, CASE, access to nested values and their constructors; failures that do not count.

import Functions
import Testing
import Values

@Suite struct StructureKernelTests {
  private func booleans(_ values: Bool?...) -> KernelResult {
    KernelResult(Column.of(values.map { $0.map { .boolean($0) } ?? .null }, type: .boolean))
  }

  /// Rows as values, nil for failed ones.
  private func rows(_ result: KernelResult) -> [Value?] {
    (0..<result.column.count).map { row in
      result.errors.failed?[row] ?? false ? nil : result.column.value(at: row)
    }
  }

  @Test func andOrShortCircuit() {
    let left = booleans(true, true, true, false, false, false, nil, nil)
    let right = booleans(true, false, nil, true, false, nil, true, false)
    #expect(
      rows(BooleanKernels.and(left, right))
        == [
          .boolean(true), .boolean(false), nil, .boolean(false), .boolean(false), .boolean(false),
          nil, nil,
        ])
    #expect(
      rows(BooleanKernels.or(left, right))
        == [
          .boolean(true), .boolean(true), .boolean(true), .boolean(true), .boolean(false), nil, nil,
          nil,
        ])
    #expect(
      rows(BooleanKernels.not(booleans(true, false, nil))) == [
        .boolean(false), .boolean(true), nil,
      ])
  }

  @Test func failureBehindTheDecidingSideDoesNotCount() {
    var errors = KernelErrors(rowCount: 2)
    errors.fail(0, "boom")
    errors.fail(1, "boom")
    let failing = KernelResult(booleans(true, true).column, errors: errors)
    let result = BooleanKernels.and(booleans(false, true), failing)
    #expect(rows(result) == [.boolean(false), nil])
    #expect(result.errors.samples == [RowError(row: 1, reason: "boom")])
  }

  @Test func nullTests() {
    let column = Column.of(ints(1, nil), type: .integer)
    #expect(BooleanKernels.isNull(column).value(at: 1) == .boolean(true))
    #expect(BooleanKernels.isNull(column).value(at: 0) == .boolean(false))
    #expect(BooleanKernels.isNotNull(column).value(at: 0) == .boolean(true))
  }

  @Test func caseTakesTheFirstTrueBranch() {
    var errors = KernelErrors(rowCount: 5)
    errors.fail(0, "unused")
    errors.fail(1, "used")
    let second = KernelResult(Column.of(ints(20, 21, 22, 23, nil), type: .integer), errors: errors)
    let first = KernelResult(Column.of(ints(10, 11, 12, 13, 14), type: .integer))
    let conditions = [
      booleans(true, false, false, nil, false), booleans(true, true, false, true, true),
    ]
    let bare = CaseKernels.choose(
      conditions: conditions, branches: [first, second], otherwise: nil, type: .integer, count: 5)
    #expect(rows(bare) == [.integer(10), nil, .null, nil, .null])
    #expect(Set(bare.errors.samples.map(\.row)) == [1, 3])
    let texts = CaseKernels.choose(
      conditions: [booleans(true, false)],
      branches: [KernelResult(Column.of(texts("a", "b"), type: .string))],
      otherwise: KernelResult(Column.of(texts("c", "d"), type: .string)), type: .string, count: 2)
    #expect(rows(texts) == [.string("a"), .string("d")])
    let lists = CaseKernels.choose(
      conditions: [booleans(true, false)],
      branches: [KernelResult(Column.of([.array(ints(1)), .null], type: .array(.integer)))],
      otherwise: nil, type: .array(.integer), count: 2)
    #expect(rows(lists) == [.array(ints(1)), .null])
  }

  @Test func subscripts() {
    let array = Column.of(
      Array(repeating: .array(texts("a", nil, "c")), count: 7) + [.null], type: .array(.string))
    let index = Column.of(ints(1, 2, 3, 4, 0, -1, -4, 1), type: .integer)
    let elements = AccessKernels.element(of: array, at: index)
    #expect(
      (0..<8).map { elements.value(at: $0) }
        == texts("a", nil, "c", nil, nil, "c", nil, nil))
    let maps = Column.of(
      [map(["a": .integer(1), "b": .null]), map(["b": .integer(2)]), .null],
      type: .map(key: .string, value: .integer))
    let values = AccessKernels.value(
      of: maps, for: .constant(.string("b"), type: .string, count: 3))
    #expect((0..<3).map { values.value(at: $0) } == ints(nil, 2, nil))
    let structure = Column.of(
      [.struct([.integer(1)]), .null], type: .struct([StructField("A", .integer)]))
    let field = AccessKernels.field(of: structure, at: 0)
    #expect((0..<2).map { field.value(at: $0) } == ints(1, nil))
  }

  @Test func nestedElementsAreGathered() {
    let type = SQLType.struct([StructField("A", .integer), StructField("B", .array(.string))])
    let item = Value.struct([.integer(7), .array(texts("x"))])
    let array = Column.of([.array([.null, item]), .array([item])], type: .array(type))
    let picked = AccessKernels.element(of: array, at: Column.of(longs(2, 2), type: .bigint))
    #expect((0..<2).map { picked.value(at: $0) } == [item, .null])
  }

  @Test func constructors() {
    let a = Column.of(ints(1, nil), type: .integer)
    let b = Column.of(ints(3, 4), type: .integer)
    let array = ConstructorKernels.array([a, b], type: .array(.integer), count: 2)
    #expect((0..<2).map { array.value(at: $0) } == [.array(ints(1, 3)), .array(ints(nil, 4))])
    let keys = Column.of(texts("x", "y"), type: .string)
    let other = Column.of(texts("x", "z"), type: .string)
    let maps = ConstructorKernels.map(
      keys: [keys, other], values: [a, b], type: .map(key: .string, value: .integer), count: 2)
    #expect(
      (0..<2).map { maps.value(at: $0) }
        == [map(["x": .integer(3)]), map(["y": .null, "z": .integer(4)])])
    let structure = ConstructorKernels.structure(
      [a], type: .struct([StructField("A", .integer)]), count: 2)
    #expect(structure.value(at: 1) == .struct([.null]))
  }

  @Test func errorsStayCheapAndKeepSamples() {
    var errors = KernelErrors(rowCount: 1000)
    var built = 0
    func reason() -> String {
      built += 1
      return "reason"
    }
    for row in 0..<1000 { errors.fail(row, reason()) }
    #expect(errors.count == 1000)
    #expect(built == KernelErrors.sampleMax)
    let part = errors.restricted(
      to: {
        let rows = Bitmap(count: 1000, all: false)
        rows[900] = true
        return rows
      }())
    #expect(part.samples == [RowError(row: 900, reason: "reason")])
    var copy = part
    copy.fail(1, "other")
    #expect(part.count == 1 && copy.count == 2)
  }
}
