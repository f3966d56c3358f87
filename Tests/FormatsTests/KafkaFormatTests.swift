// The bytes of KAFKA and NONE, and windowed keys.

import Formats
import Testing
import Values

@Suite struct KafkaFormatTests {
  private func bytes(_ value: Value, _ type: SQLType) throws -> [UInt8]? {
    try Formats.encoder("KAFKA", columns: [ColumnSchema("K", type)], isKey: true)
      .encode(rows: [[value]], types: [type])[0]
  }

  @Test func valuesHaveTheBytesOfKafkaSerializers() throws {
    #expect(try bytes(.integer(-2), .integer) == [0xFF, 0xFF, 0xFF, 0xFE])
    #expect(try bytes(.bigint(258), .bigint) == [0, 0, 0, 0, 0, 0, 1, 2])
    #expect(try bytes(.double(1), .double) == [0x3F, 0xF0, 0, 0, 0, 0, 0, 0])
    #expect(try bytes(.string("é"), .string) == [0xC3, 0xA9])
    #expect(try bytes(.string(""), .string) == [])
    #expect(try bytes(.null, .string) == nil)
  }

  @Test func wrongSizesAreErrors() throws {
    let decoder = try Formats.decoder(
      "KAFKA", columns: [ColumnSchema("K", .integer)], wanted: [0], isKey: true)
    let rows = decoder.decode(bytes: [[0, 0, 0, 1], [1], nil, [0, 0, 0, 0, 2]])
    #expect(rows.errors.map(\.row) == [1, 3])
    #expect(
      rows.errors.first?.error.description
        == "Size of data received by IntegerDeserializer is not 4, got 1, path: $.K")
    #expect(rows.columns[0].value(at: 0) == .integer(1))
    #expect(rows.present.map { $0[2] } == false)
  }

  @Test func brokenTextIsMended() throws {
    let decoder = try Formats.decoder(
      "KAFKA", columns: [ColumnSchema("K", .string)], wanted: [0], isKey: true)
    #expect(decoder.decode(bytes: [[0x61, 0xFF]]).columns[0].value(at: 0) == .string("a\u{FFFD}"))
  }

  @Test(arguments: [WindowedKey.time(size: 1000), .session])
  func windowsComeBack(_ kind: WindowedKey) throws {
    let encoder = try Formats.encoder("KAFKA", columns: [ColumnSchema("K", .string)], isKey: true)
    let keys = encoder.encode(
      columns: [Column.of([.string("a"), .null, .string("bc")], type: .string)], count: 3,
      selection: nil, present: nil)
    let windows = WindowBounds(
      starts: Column.of([.bigint(5000), .bigint(1), .bigint(-1000)], type: .bigint),
      ends: Column.of([.bigint(6000), .bigint(1), .bigint(0)], type: .bigint))
    let bytes = kind.append(windows, to: keys, selection: nil).entries
    #expect(bytes[1] == nil)
    #expect(bytes[0]?.count == 1 + kind.suffixLength)
    if case .time = kind { #expect(bytes[0] == [0x61, 0, 0, 0, 0, 0, 0, 0x13, 0x88]) }
    let memory = RecordBytes(bytes + [[1, 2]])
    let inner = UnsafeMutableBufferPointer<ByteSlice>.allocate(capacity: 4)
    defer { inner.deallocate() }
    let split = kind.split(UnsafeBufferPointer(memory.slices), inner: inner)
    #expect(split.errors.map(\.row) == [3])
    #expect(inner.map(\.count) == [1, -1, 2, -1])
    #expect([0, 2].map { split.windows.starts.value(at: $0) } == [.bigint(5000), .bigint(-1000)])
    #expect([0, 2].map { split.windows.ends.value(at: $0) } == [.bigint(6000), .bigint(0)])
    #expect(split.windows.starts.value(at: 1) == .null)
  }
}
