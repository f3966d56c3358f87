import Testing
import Values

struct ColumnTests {
  static let samples: [(SQLType, [Value])] = [
    (.boolean, [.boolean(true), .null, .boolean(false)]),
    (.integer, [.integer(.min), .integer(.max), .null]),
    (.bigint, [.null, .bigint(.min), .bigint(7)]),
    (.double, [.double(-0.5), .double(.infinity), .null]),
    (.decimal(precision: 5, scale: 2), [.decimal(Decimal(unscaled: -1050, scale: 2)), .null]),
    (.string, [.string(""), .string("größer"), .null, .string("x")]),
    (.bytes, [.bytes([0, 255]), .null, .bytes([])]),
    (.date, [.date(-1), .null]), (.time, [.time(86_399_999), .null]),
    (.timestamp, [.timestamp(-1), .null]),
    (.array(.string), [.array([.string("a"), .null]), .null, .array([])]),
    (
      .map(key: .string, value: .bigint),
      [.map([MapEntry(.string("k"), .bigint(1))]), .null, .map([])]
    ),
    (
      .struct([StructField("A", .integer), StructField("B", .array(.integer))]),
      [.struct([.integer(1), .array([.integer(2), .null])]), .null, .struct([.null, .null])]
    ),
  ]

  @Test func everyTypeComesBackAsItWasPut() {
    for (type, values) in Self.samples {
      let column = Column.of(values, type: type)
      #expect(column.count == values.count)
      for (row, value) in values.enumerated() {
        #expect(column.value(at: row) == value, "\(type) row \(row)")
      }
    }
  }

  @Test func rowsCopyBetweenColumns() {
    for (type, values) in Self.samples {
      let column = Column.of(values, type: type)
      let builder = ColumnBuilder(type)
      for row in (0..<column.count).reversed() { builder.append(from: column, row: row) }
      let copy = builder.finish()
      for row in 0..<column.count {
        #expect(copy.equal(column.count - 1 - row, column, row), "\(type) row \(row)")
      }
    }
  }

  @Test func equalRowsHaveEqualHashes() {
    for (type, values) in Self.samples {
      let a = Column.of(values, type: type)
      let b = Column.of([.null] + values, type: type)
      for row in 0..<a.count {
        #expect(a.equal(row, b, row + 1))
        #expect(a.hash(row, seed: 3) == b.hash(row + 1, seed: 3))
      }
    }
  }

  @Test func aBuilderIsEmptyAfterItGaveItsColumn() {
    let builder = ColumnBuilder(.string)
    builder.append("one")
    builder.appendNull()
    #expect(builder.finish().count == 2)
    builder.append("two")
    let second = builder.finish()
    #expect(second.count == 1)
    #expect(second.value(at: 0) == .string("two"))
    #expect(second.validity == nil)
  }

  @Test func stringsCompareByUTF16() {
    // U+FF5E sorts behind a surrogate pair in UTF-16 and before it in UTF-8.
    let column = Column.of([.string("\u{FF5E}"), .string("😀"), .string("a")], type: .string)
    #expect(column.compare(0, column, 1) > 0)
    #expect(column.compare(2, column, 1) < 0)
    #expect(column.compare(1, column, 1) == 0)
  }

  @Test func bitmapsCountOnlyTheirRows() {
    for count in [0, 1, 63, 64, 65, 200] {
      let all = Bitmap(count: count, all: true)
      #expect(all.setCount == count)
      #expect(all.isAllSet)
      #expect(all.inverted().setCount == 0)
    }
  }
}
