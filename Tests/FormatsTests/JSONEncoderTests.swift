// How JSON records are written.

import Formats
import Testing
import Values

@Suite struct JSONEncoderTests {
  private func text(
    _ columns: [(String, SQLType, Value)], unwrapped: Bool = false
  ) throws -> String? {
    let encoder = try Formats.encoder(
      "JSON", columns: columns.map { ColumnSchema($0.0, $0.1) }, isKey: false,
      properties: FormatProperties(wrapSingle: unwrapped ? false : nil))
    return encoder.encodeOne(columns.map(\.2), types: columns.map(\.1))
  }

  @Test func allColumnsAreWrittenInOrder() throws {
    #expect(
      try text([
        ("A", .integer, .integer(-5)), ("B", .string, .null), ("c", .boolean, .boolean(true)),
      ]) == #"{"A":-5,"B":null,"c":true}"#)
  }

  @Test func numbersHaveTheirTexts() throws {
    #expect(
      try text([
        ("A", .decimal(precision: 4, scale: 2), .decimal(Decimal(unscaled: 1050, scale: 2))),
        ("B", .decimal(precision: 4, scale: 2), .decimal(Decimal(unscaled: -5, scale: 2))),
        ("C", .double, .double(1e10)), ("D", .double, .double(.nan)),
        ("E", .double, .double(-.infinity)), ("F", .bigint, .bigint(.min)),
      ])
        == #"{"A":10.50,"B":-0.05,"C":1.0E10,"D":"NaN","E":"-Infinity","F":-9223372036854775808}"#)
  }

  @Test func textIsEscaped() throws {
    #expect(
      try text([("A", .string, .string("q\"b\\n\n\u{1F}é/"))])
        == #"{"A":"q\"b\\n\n\u001Fé/"}"#)
  }

  @Test func nestedValues() throws {
    let type = SQLType.struct([
      StructField("L", .array(.date)), StructField("M", .map(key: .string, value: .bytes)),
    ])
    let value = Value.struct([
      .array([.date(1), .null]), .map([MapEntry(.string("k"), .bytes([1, 2]))]),
    ])
    #expect(try text([("S", type, value)]) == #"{"S":{"L":[1,null],"M":{"k":"AQI="}}}"#)
    #expect(try text([("S", .struct([]), .struct([]))]) == #"{"S":{}}"#)
  }

  @Test func bareNullIsNullBytes() throws {
    #expect(try text([("A", .integer, .null)], unwrapped: true) == nil)
    #expect(try text([("A", .string, .string("x"))], unwrapped: true) == "\"x\"")
    #expect(try text([("A", .integer, .null)]) == #"{"A":null}"#)
  }

  @Test func integersOfEveryLengthAreWritten() throws {
    var r = SeededGenerator(3)
    var values: [Int64] = [0, 9, 10, 99_999_999, 100_000_000, .max, .min]
    var power: Int64 = 1
    for _ in 0..<18 {
      power *= 10
      values += [power - 1, power, -power, power + 1]
    }
    values += (0..<500).map { _ in Int64(bitPattern: r.next()) >> Int64(r.below(64)) }
    let encoder = try Formats.encoder(
      "JSON", columns: [ColumnSchema("A", .bigint)], isKey: true)
    let texts = encoder.encode(rows: values.map { [.bigint($0)] }, types: [.bigint])
    for (text, value) in zip(texts, values) {
      #expect(text.map { String(decoding: $0, as: UTF8.self) } == String(value))
    }
  }

  @Test func doublesAreTheShortestTextsOfJava() throws {
    var r = SeededGenerator(4)
    var values: [Double] = [0.001, 0.00099, 9_999_999.99, 1e7, 0.1 + 0.2, 123.456, 100, 0.5, 1.005]
    values += (0..<2000).map { _ in Double(r.below(100_000_000)) / 1000 }
    values += (0..<2000).map { _ in Double(r.below(10_000_000)) * 0.908 }
    values += (0..<20_000).map { _ in Double(bitPattern: r.next()) }.filter(\.isFinite)
    let encoder = try Formats.encoder(
      "JSON", columns: [ColumnSchema("A", .double)], isKey: true)
    let texts = encoder.encode(rows: values.map { [.double($0)] }, types: [.double])
    for (text, value) in zip(texts, values) {
      let written = text.map { String(decoding: $0, as: UTF8.self) } ?? ""
      if written != DoubleText.string(value) || Double(written) != value
        || digits(written) > max(2, digits(value.description))
      {
        Issue.record("\(value) is written \(written)")
      }
    }
    #expect(try text([("A", .double, .double(.leastNonzeroMagnitude))]) == #"{"A":4.9E-324}"#)
    #expect(try text([("A", .double, .double(2e23))]) == #"{"A":2.0E23}"#)
    #expect(try text([("A", .double, .double(1e23))]) == #"{"A":1.0E23}"#)
    #expect(try text([("A", .double, .double(0.002))]) == #"{"A":0.002}"#)
  }

  /// Digits of a number's text without zeros at its ends.
  private func digits(_ text: String) -> Int {
    let mantissa = text.lowercased().prefix { $0 != "e" }.filter { $0 >= "0" && $0 <= "9" }
    let significant = mantissa.drop { $0 == "0" }.reversed().drop { $0 == "0" }
    return significant.count
  }
}
