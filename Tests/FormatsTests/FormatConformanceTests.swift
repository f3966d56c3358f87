// What every format promises, over all schemas it can hold.

import Formats
import Testing
import Values

@Suite struct FormatConformanceTests {
  /// One way to use a format.
  struct Usage: CustomTestStringConvertible, Sendable {
    let format: String
    let isKey: Bool
    let properties: FormatProperties
    var testDescription: String { "\(format) \(isKey ? "key" : "value") \(properties)" }

    func admits(_ columns: [ColumnSchema]) -> Bool {
      (try? Formats.check(format, columns: columns, isKey: isKey, properties: properties)) != nil
    }

    func decoder(_ columns: [ColumnSchema], wanted: [Int]? = nil) throws -> any RecordDecoder {
      try Formats.decoder(
        format, columns: columns, wanted: wanted ?? Array(columns.indices), isKey: isKey,
        properties: properties, topic: "t")
    }

    func encoder(_ columns: [ColumnSchema]) throws -> any RecordEncoder {
      try Formats.encoder(format, columns: columns, isKey: isKey, properties: properties)
    }
  }

  static let usages: [Usage] = Formats.all.flatMap { format in
    [
      Usage(format: format.name, isKey: false, properties: FormatProperties()),
      Usage(format: format.name, isKey: true, properties: FormatProperties()),
      Usage(format: format.name, isKey: false, properties: FormatProperties(wrapSingle: false)),
      Usage(format: format.name, isKey: false, properties: FormatProperties(delimiter: 0x3B)),
    ]
  }

  /// What a value is after it went through a format and back.
  private func kept(
    _ value: Value, _ columns: [ColumnSchema], _ index: Int, by usage: Usage
  ) -> Value {
    if usage.format == "PROTOBUF_NOSR" {
      // A key of one column is null as a whole.
      if usage.isKey && columns.count == 1 && value == .null { return .null }
      return ProtobufDefaults.kept(value, columns[index].type)
    }
    if usage.format == "DELIMITED" {
      // Empty text stands for NULL.
      if value == .string("") || value == .bytes([]) { return .null }
    }
    return value
  }

  @Test(arguments: usages) func everyRowComesBack(_ usage: Usage) throws {
    var r = SeededGenerator(1)
    for columns in RandomValues.schemas where usage.admits(columns) {
      let rows = (0..<70).map { _ in columns.map { RandomValues.value($0.type, &r) } }
      let bytes = try usage.encoder(columns).encode(rows: rows, types: columns.map(\.type))
      let decoded = try usage.decoder(columns).decode(bytes: bytes)
      #expect(decoded.errors.isEmpty, "\(columns)")
      for (c, column) in decoded.columns.enumerated() {
        for row in rows.indices {
          let expected = kept(rows[row][c], columns, c, by: usage)
          if column.value(at: row) != expected {
            Issue.record("\(columns[c]) row \(row): \(column.value(at: row)) not \(expected)")
          }
        }
      }
    }
  }

  @Test(arguments: usages) func selectedAndPresentRowsAreWritten(_ usage: Usage) throws {
    let columns = [ColumnSchema("A", .bigint)]
    guard usage.admits(columns) else { return }
    let selection = Selection(capacity: 3)
    for (i, row) in [0, 2, 3].enumerated() { selection.rows[i] = Int32(row) }
    selection.count = 3
    let present = Bitmap(count: 4, all: true)
    present[2] = false
    let encoded = try usage.encoder(columns).encode(
      rows: (0..<4).map { [.bigint(Int64($0))] }, types: [.bigint], selection: selection,
      present: present)
    #expect(encoded.count == 3)
    #expect(encoded[1] == nil)
    let decoded = try usage.decoder(columns).decode(bytes: encoded)
    #expect(decoded.columns[0].value(at: 0) == .bigint(0))
    #expect(decoded.columns[0].value(at: 1) == .null)
    #expect(decoded.columns[0].value(at: 2) == .bigint(3))
    #expect(decoded.present.map { [$0[0], $0[1], $0[2]] } == [true, false, true])
  }

  @Test(arguments: usages) func wantedColumnsAreThoseOfTheWholeRow(_ usage: Usage) throws {
    var r = SeededGenerator(2)
    for columns in RandomValues.schemas where usage.admits(columns) {
      let rows = (0..<20).map { _ in columns.map { RandomValues.value($0.type, &r) } }
      let bytes = try usage.encoder(columns).encode(rows: rows, types: columns.map(\.type))
      let all = try usage.decoder(columns).decode(bytes: bytes)
      let wanted = columns.indices.filter { _ in r.chance(2) }.shuffled(using: &r)
      let some = try usage.decoder(columns, wanted: wanted).decode(bytes: bytes)
      #expect(some.columns.count == wanted.count)
      for (column, position) in zip(some.columns, wanted) {
        #expect(column.count == rows.count)
        for row in rows.indices {
          #expect(column.value(at: row) == all.columns[position].value(at: row))
        }
      }
    }
  }

  @Test(arguments: usages) func truncationAtEveryByteNeverTraps(_ usage: Usage) throws {
    var r = SeededGenerator(3)
    for columns in RandomValues.schemas where usage.admits(columns) {
      let row = columns.map { RandomValues.value($0.type, &r) }
      let whole = try usage.encoder(columns).encode(rows: [row], types: columns.map(\.type))
      guard let bytes = whole[0] else { continue }
      let cuts = (0...bytes.count).map { Array(bytes.prefix($0)) }
      let decoded = try usage.decoder(columns).decode(bytes: cuts)
      #expect(decoded.columns.allSatisfy { $0.count == cuts.count })
      for error in decoded.errors {
        #expect(decoded.columns.allSatisfy { !$0.isValid(error.row) })
      }
    }
  }

  @Test(arguments: usages) func damagedAndRandomBytesNeverTrap(_ usage: Usage) throws {
    var r = SeededGenerator(4)
    for columns in RandomValues.schemas where usage.admits(columns) {
      let rows = (0..<50).map { _ in columns.map { RandomValues.value($0.type, &r) } }
      let good = try usage.encoder(columns).encode(rows: rows, types: columns.map(\.type))
      let damaged = good.map { bytes -> [UInt8]? in
        guard var bytes, !bytes.isEmpty else { return nil }
        for _ in 0...r.below(3) {
          bytes[r.below(bytes.count)] = r.pick([0, 0x22, 0x5C, 0x7B, 0x7D, 0x30, 0x2C, 0x80, 0xFF])
        }
        return bytes
      }
      let random = (0..<50).map { _ in (0..<r.below(40)).map { _ in UInt8(r.below(256)) } }
      let decoder = try usage.decoder(columns)
      let decoded = decoder.decode(bytes: damaged + random)
      #expect(decoded.columns.allSatisfy { $0.count == damaged.count + random.count })
      // The decoder is as good as new afterwards.
      let again = decoder.decode(bytes: good)
      #expect(again.errors.isEmpty)
    }
  }

  @Test(arguments: usages) func badRowsLeaveTheirNeighboursAlone(_ usage: Usage) throws {
    var r = SeededGenerator(5)
    for columns in RandomValues.schemas where usage.admits(columns) && !columns.isEmpty {
      let rows = (0..<30).map { _ in columns.map { RandomValues.value($0.type, &r) } }
      let good = try usage.encoder(columns).encode(rows: rows, types: columns.map(\.type))
      var mixed: [[UInt8]?] = []
      for bytes in good {
        mixed.append(bytes)
        mixed.append(bytes.map { Array($0.prefix($0.count / 2)) })
      }
      let alone = try usage.decoder(columns).decode(bytes: good)
      let decoded = try usage.decoder(columns).decode(bytes: mixed)
      for (column, expected) in zip(decoded.columns, alone.columns) {
        for row in good.indices {
          #expect(column.value(at: row * 2) == expected.value(at: row))
        }
      }
    }
  }

  @Test(arguments: ["JSON", "DELIMITED"]) func errorsNameTheField(_ format: String) throws {
    let columns = [ColumnSchema("GOOD", .integer), ColumnSchema("BAD", .integer)]
    let decoder = try Formats.decoder(format, columns: columns, wanted: [0, 1], isKey: false)
    let text = format == "JSON" ? #"{"GOOD":1,"BAD":"x"}"# : "1,x"
    let rows = decoder.decode([text])
    #expect(rows.errors.map(\.row) == [0])
    #expect(rows.errors.first?.error.field == "$.BAD")
  }

  @Test func everyFormatHoldsAnEmptySide() throws {
    for format in Formats.all {
      let decoder = try Formats.decoder(format.name, columns: [], wanted: [], isKey: true)
      #expect(decoder.decode(["x", nil]).columns.isEmpty)
      let encoder = try Formats.encoder(format.name, columns: [], isKey: true)
      #expect(
        encoder.encode(columns: [], count: 2, selection: nil, present: nil).entries
          == [nil, nil])
    }
  }
}
