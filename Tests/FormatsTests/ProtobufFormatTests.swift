// The bytes of PROTOBUF_NOSR, as other writers of proto3 make them.

import Formats
import Testing
import Values

@Suite struct ProtobufFormatTests {
  private let columns = [
    ColumnSchema("I", .integer), ColumnSchema("S", .string), ColumnSchema("A", .array(.bigint)),
    ColumnSchema("M", .map(key: .string, value: .integer)),
    ColumnSchema("R", .struct([StructField("X", .boolean), StructField("D", .date)])),
  ]

  private func decode(_ bytes: [UInt8]) throws -> DecodedRows {
    try Formats.decoder("PROTOBUF_NOSR", columns: columns, wanted: [0, 1, 2, 3, 4], isKey: false)
      .decode(bytes: [bytes])
  }

  @Test func fieldsAreWrittenAsTheWireFormatSays() throws {
    let row: [Value] = [
      .integer(-1), .string("ab"), .array([.bigint(1), .bigint(300)]),
      .map([MapEntry(.string("k"), .integer(5))]), .struct([.boolean(true), .date(0)]),
    ]
    let bytes = try Formats.encoder("PROTOBUF_NOSR", columns: columns, isKey: false)
      .encode(rows: [row], types: columns.map(\.type))
    #expect(
      bytes[0] == [0x08] + [UInt8](repeating: 0xFF, count: 9) + [0x01]
        + [0x12, 2, 0x61, 0x62] + [0x1A, 3, 0x01, 0xAC, 0x02]
        + [0x22, 5, 0x0A, 1, 0x6B, 0x10, 5]
        + [0x2A, 11, 0x08, 1, 0x12, 7, 0x08, 0xB2, 0x0F, 0x10, 1, 0x18, 1])
  }

  @Test func longMessagesGetLongLengths() throws {
    let text = String(repeating: "x", count: 300)
    let schema = [ColumnSchema("R", .struct([StructField("S", .string)]))]
    let bytes = try Formats.encoder("PROTOBUF_NOSR", columns: schema, isKey: false)
      .encode(rows: [[.struct([.string(text)])]], types: schema.map(\.type))
    #expect(bytes[0]?.prefix(6) == [0x0A, 0xAF, 0x02, 0x0A, 0xAC, 0x02])
    let back = try Formats.decoder("PROTOBUF_NOSR", columns: schema, wanted: [0], isKey: false)
      .decode(bytes: bytes)
    #expect(back.columns[0].value(at: 0) == .struct([.string(text)]))
  }

  @Test func missingFieldsAreDefaults() throws {
    let rows = try decode([])
    #expect(
      rows.columns.map { $0.value(at: 0) }
        == [.integer(0), .string(""), .array([]), .map([]), .null])
  }

  @Test func unknownFieldsAreSkippedAndTheLastValueCounts() throws {
    let rows = try decode([0x08, 1, 0x78, 9, 0x7D, 1, 2, 3, 4, 0x08, 2])
    #expect(rows.columns[0].value(at: 0) == .integer(2))
  }

  @Test func numbersMayBePackedOrNot() throws {
    let rows = try decode([0x18, 7, 0x1A, 2, 8, 9, 0x18, 10])
    #expect(
      rows.columns[2].value(at: 0) == .array([.bigint(7), .bigint(8), .bigint(9), .bigint(10)]))
  }

  @Test func theLastEntryOfAKeyCounts() throws {
    let rows = try decode([0x22, 5, 0x0A, 1, 0x6B, 0x10, 1, 0x22, 5, 0x0A, 1, 0x6B, 0x10, 2])
    #expect(rows.columns[3].value(at: 0) == .map([MapEntry(.string("k"), .integer(2))]))
  }

  @Test func aFieldOfAnotherKindIsNamed() throws {
    let rows = try decode([0x12, 1, 0xFF])
    #expect(rows.errors.first?.error.field == "$.S")
    #expect(rows.columns[0].value(at: 0) == .null)
  }

  @Test(arguments: [
    SQLType.array(.array(.integer)), .map(key: .integer, value: .string),
    .struct([StructField("X", .array(.map(key: .string, value: .string)))]),
  ])
  func typesThatMessagesCannotHoldAreRefused(_ type: SQLType) {
    #expect(throws: FormatError.self) {
      try Formats.check(
        "PROTOBUF_NOSR", columns: [ColumnSchema("C", type)], isKey: false,
        properties: FormatProperties())
    }
  }
}
