// Reading and writing delimited records.

import Formats
import Testing
import Values

@Suite struct DelimitedTests {
  private let two = [ColumnSchema("A", .string), ColumnSchema("B", .string)]

  private func read(
    _ text: String, _ columns: [ColumnSchema], delimiter: UInt8? = nil
  ) throws -> Result<[Value], RecordError> {
    try Formats.decoder(
      "DELIMITED", columns: columns, wanted: Array(columns.indices), isKey: false,
      properties: FormatProperties(delimiter: delimiter), topic: "T"
    ).decodeOne(text)
  }

  private func write(
    _ values: [Value], _ types: [SQLType], delimiter: UInt8? = nil
  ) throws -> String? {
    let columns = types.enumerated().map { ColumnSchema("C\($0.offset)", $0.element) }
    return try Formats.encoder(
      "DELIMITED", columns: columns, isKey: false,
      properties: FormatProperties(delimiter: delimiter)
    ).encodeOne(values, types: types)
  }

  @Test func quotedValuesAreRead() throws {
    #expect(try read(#""a,""b""",c"#, two).get() == [.string("a,\"b\""), .string("c")])
    #expect(try read("\"a\nb\" ,c", two).get() == [.string("a\nb"), .string("c")])
    #expect(try read(#"a"b,c"#, two).get() == [.string("a\"b"), .string("c")])
    #expect(throws: RecordError.self) { try read(#""a,c"#, two).get() }
    #expect(throws: RecordError.self) { try read(#""a"b,c"#, two).get() }
  }

  @Test func emptyValuesAreNull() throws {
    #expect(try read(",", two).get() == [.null, .null])
    #expect(try read(#""","""#, two).get() == [.null, .null])
    #expect(try read("a,", two).get() == [.string("a"), .null])
  }

  @Test func firstLineCounts() throws {
    #expect(try read("\r\n\na,b\r\nc", two).get() == [.string("a"), .string("b")])
  }

  @Test func wrongNumberOfValuesIsAnError() throws {
    func message(_ text: String) throws -> String? {
      guard case .failure(let error) = try read(text, two) else { return nil }
      return error.description
    }
    #expect(
      try message("a") == "Column count mismatch on deserialization. topic: T, expected: 2, got: 1")
    #expect(
      try message("a,b,c")
        == "Column count mismatch on deserialization. topic: T, expected: 2, got: 3")
    #expect(try message("") == "No fields in record")
  }

  @Test func numbersAreStrict() throws {
    let int = [ColumnSchema("A", .integer)]
    #expect(try read("-7", int).get() == [.integer(-7)])
    for bad in ["1.5", " 1", "x", "2147483648"] {
      #expect(throws: RecordError.self) { try read(bad, int).get() }
    }
    #expect(try read("yes", [ColumnSchema("A", .boolean)]).get() == [.boolean(false)])
    #expect(try read("TRUE", [ColumnSchema("A", .boolean)]).get() == [.boolean(true)])
    #expect(
      try read(".12", [ColumnSchema("A", .decimal(precision: 4, scale: 2))]).get()
        == [.decimal(Decimal(unscaled: 12, scale: 2))])
  }

  @Test func quotesAreWrittenWhereNeeded() throws {
    let s = SQLType.string
    #expect(try write([.integer(-1), .integer(-1)], [.integer, .integer]) == #""-1",-1"#)
    #expect(try write([.null, .null], [s, s]) == ",")
    #expect(try write([.string("a"), .string("")], [s, s]) == "a,")
    #expect(try write([.string("é"), .string("é")], [s, s]) == #""é",é"#)
    #expect(try write([.string("a b"), .string("a ")], [s, s]) == #"a b,"a ""#)
    #expect(try write([.string("a,b"), .string("x\"y")], [s, s]) == #""a,b","x""y""#)
    #expect(try write([.string("a"), .string("#c")], [s, s]) == ##"a,"#c""##)
    #expect(try write([.string("a,b"), .string("x")], [s, s], delimiter: 0x24) == "a,b$x")
    #expect(try write([.double(1e10), .boolean(true)], [.double, .boolean]) == "1.0E10,true")
  }

  @Test func delimitersHaveWords() throws {
    #expect(try FormatProperties.delimiter(parsing: "tab") == 0x09)
    #expect(try FormatProperties.delimiter(parsing: "SPACE") == 0x20)
    #expect(try FormatProperties.delimiter(parsing: "|") == 0x7C)
    for bad in ["", " ", "\t", "ab", "é"] {
      #expect(throws: FormatError.self) { try FormatProperties.delimiter(parsing: bad) }
    }
  }
}
