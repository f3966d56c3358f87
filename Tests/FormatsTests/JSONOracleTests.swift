// The scanner against the slow parser: on random documents both must read the same values, or both
// must refuse.

import Formats
import Testing
import Values

@Suite struct JSONOracleTests {
  private func expected(_ text: String, _ columns: [ColumnSchema]) -> Value? {
    guard let json = try? JSONValue.parse(text), case .object = json else { return nil }
    let type = SQLType.struct(columns.map { StructField($0.name, $0.type) })
    return try? json.value(as: type)
  }

  private func compare(_ texts: [String], _ columns: [ColumnSchema]) throws {
    let decoder = try Formats.decoder(
      "JSON", columns: columns, wanted: Array(columns.indices), isKey: false,
      properties: FormatProperties(wrapSingle: columns.count == 1 ? true : nil))
    let rows = decoder.decode(texts)
    let bad = Set(rows.errors.map(\.row))
    for (i, text) in texts.enumerated() {
      let actual = bad.contains(i) ? nil : Value.struct(rows.columns.map { $0.value(at: i) })
      let oracle = expected(text, columns)
      if actual != oracle {
        Issue.record("\(columns) \(text): \(actual as Any) is not \(oracle as Any)")
      }
    }
  }

  @Test(arguments: 1...8) func scannerReadsWhatTheParserReads(seed: Int) throws {
    var r = SeededGenerator(UInt64(seed))
    for columns in RandomValues.schemas {
      let texts = (0..<60).map { _ in
        RandomValues.text(RandomValues.object(columns.map { ($0.name, $0.type) }, &r), &r)
      }
      try compare(texts, columns)
    }
  }

  @Test(arguments: 1...4) func anyDocumentForAnyColumn(seed: Int) throws {
    var r = SeededGenerator(UInt64(100 + seed))
    for columns in RandomValues.schemas where columns.count == 1 {
      let texts = (0..<100).map { _ in
        RandomValues.text(.object([JSONMember("A", RandomValues.json(&r))]), &r)
      }
      try compare(texts, columns)
    }
  }

  @Test(arguments: 1...4) func damagedDocumentsAreRefusedAlike(seed: Int) throws {
    var r = SeededGenerator(UInt64(200 + seed))
    for columns in RandomValues.schemas {
      let texts = (0..<60).map { _ -> String in
        let whole = RandomValues.text(
          RandomValues.object(columns.map { ($0.name, $0.type) }, &r), &r)
        var bytes = Array(whole.utf8)
        if r.chance(2) {
          bytes.removeLast(r.below(bytes.count))
        } else {
          bytes[r.below(bytes.count)] = UInt8(r.pick(Array("\"\\{}[],:0129eE.-+ntf \u{1}".utf8)))
        }
        return String(decoding: bytes, as: UTF8.self)
      }
      try compare(texts, columns)
    }
  }
}
