// Encoded values come back as they were, equal values have equal bytes, and cut bytes are refused.

import Testing
import Values

@Suite struct ElementCodecTests {
  static let nested = SQLType.struct([
    StructField("A", .array(.map(key: .string, value: .double))),
    StructField("B", .struct([StructField("C", .bytes), StructField("D", .boolean)])),
  ])

  static let samples: [(SQLType, [Value])] = [
    (.boolean, [.null, .boolean(true), .boolean(false)]),
    (.integer, [.integer(.min), .null, .integer(7)]),
    (.date, [.date(-1)]), (.time, [.time(86_399_999)]),
    (.bigint, [.bigint(.max), .null]), (.timestamp, [.timestamp(-1)]),
    (.double, [.double(-0.0), .double(.nan), .double(1.5), .null]),
    (
      .decimal(precision: 38, scale: 2),
      [.decimal(Decimal(unscaled: -Int128(Decimal.limit - 1), scale: 2)), .null]
    ),
    (.string, [.string(""), .null, .string("zwölf")]),
    (.bytes, [.bytes([0, 255]), .bytes([])]),
    (.array(.string), [.array([]), .null, .array([.string("a"), .null, .string("")])]),
    (.map(key: .string, value: .integer), [.map([MapEntry(.string("k"), .null)]), .map([])]),
    (
      nested,
      [
        .struct([
          .array([.map([MapEntry(.string("x"), .double(1))]), .null]),
          .struct([.null, .boolean(true)]),
        ]),
        .struct([.null, .null]), .null,
      ]
    ),
  ]

  @Test func valuesOfEveryTypeComeBack() {
    for (type, values) in Self.samples {
      let column = Column.of(values, type: type)
      let codec = ElementCodec(type)
      let out = ByteWriter()
      for row in values.indices { codec.encode(column, row, into: out) }
      let builder = ColumnBuilder(type)
      var position = 0
      for _ in values { #expect(codec.decode(out.bytes, at: &position, into: builder)) }
      #expect(position == out.count)
      let decoded = builder.finish()
      #expect(values.indices.map { decoded.value(at: $0) } == values, "\(type)")
    }
  }

  @Test func bytesCutAtAnyPlaceAreRefused() {
    for (type, values) in Self.samples {
      let column = Column.of(values, type: type)
      let codec = ElementCodec(type)
      for row in values.indices {
        let out = ByteWriter()
        codec.encode(column, row, into: out)
        for length in 0..<out.count {
          var position = 0
          let cut = UnsafeRawBufferPointer(rebasing: out.bytes[0..<length])
          #expect(!codec.decode(cut, at: &position, into: ColumnBuilder(type)), "\(type) \(length)")
        }
      }
    }
  }

  @Test func rowsComeBackInOneRunOfBytes() {
    let types: [SQLType] = Self.samples.map(\.0)
    let columns = Self.samples.map { type, values in
      Column.of((0..<4).map { values[$0 % values.count] }, type: type)
    }
    let codec = RowCodec(types)
    let out = ByteWriter()
    var ends = [0, 0, 0]
    codec.encodeRows(columns, rows: [3, 0, 2], count: 3, into: out, ends: &ends)
    #expect(ends[2] == out.count)
    let builders = types.map { ColumnBuilder($0) }
    var position = 0
    for end in ends {
      #expect(codec.decodeRow(out.bytes, at: &position, into: builders))
      #expect(position == end)
    }
    for (builder, column) in zip(builders, columns) {
      let decoded = builder.finish()
      for (row, source) in [3, 0, 2].enumerated() {
        #expect(decoded.value(at: row) == column.value(at: source))
      }
    }
  }

  @Test func orderOfEncodedValuesIsTheOrderOfValues() {
    let ordered: [(SQLType, [Value])] = [
      (.double, [-.infinity, -1, -0.0, 0.0, 1, .infinity, .nan].map { .double($0) }),
      (.bigint, [.min, -1, 0, .max].map { .bigint($0) }),
      (.string, ["", "a", "ab", "b", "\u{10000}", "\u{FFFF}"].map { .string($0) }),
      (.bytes, [[0x80], [], [1], [1, 2]].sorted { $0.isEmpty && !$1.isEmpty }.map { .bytes($0) }),
    ]
    for (type, values) in ordered {
      let column = Column.of(values, type: type)
      let codec = ElementCodec(type)
      let encoded = values.indices.map { row in
        let out = ByteWriter()
        codec.encodePresent(column, row, into: out)
        return out
      }
      for (i, a) in encoded.enumerated() {
        for (j, b) in encoded.enumerated() {
          #expect(codec.compare(a.base, b.base).signum() == (i - j).signum(), "\(type) \(i) \(j)")
        }
      }
    }
  }
}
