// The rules for reading JSON records, one by one.

import Formats
import Testing
import Values

@Suite struct JSONDecoderTests {
  private func read(
    _ type: SQLType, _ json: String, wrapped: Bool = true
  ) throws -> Result<Value, RecordError> {
    let decoder = try Formats.decoder(
      "JSON", columns: [ColumnSchema("A", type)], wanted: [0], isKey: false,
      properties: FormatProperties(wrapSingle: wrapped))
    return decoder.decodeOne(wrapped ? "{\"A\":\(json)}" : json).map { $0[0] }
  }

  private func value(_ type: SQLType, _ json: String) throws -> Value {
    try read(type, json).get()
  }

  private func failure(_ type: SQLType, _ json: String) throws -> String {
    switch try read(type, json) {
    case .success(let value): return "no failure: \(value)"
    case .failure(let error): return error.description
    }
  }

  @Test func numbersNarrowAsInJava() throws {
    #expect(try value(.integer, "1.9") == .integer(1))
    #expect(try value(.integer, "-1.9") == .integer(-1))
    #expect(try value(.integer, "4294967297") == .integer(1))
    #expect(try value(.bigint, "18446744073709551617") == .bigint(1))
    #expect(try value(.bigint, "1.25e2") == .bigint(125))
    #expect(try value(.bigint, "1e100") == .bigint(0))
    #expect(try value(.double, "1e400") == .double(.infinity))
    #expect(try value(.double, "-0.0") == .double(-0.0))
  }

  @Test func doublesAreTheNearestOnes() throws {
    var r = SeededGenerator(11)
    var texts = [
      "9007199254740993", "9007199254740993.0", "1e23", "8.5e22", "1.7976931348623157e308",
    ]
    texts += ["2.2250738585072014e-308", "4.9e-324", "123456789012345678901234567890", "0.1"]
    // Half-way between two doubles, and a little beside it.
    for i in 0..<200 {
      let wide = UInt64(1 << 53) + UInt64(r.below(1 << 40)) * 2 + 1
      texts += ["\(wide)", "\(wide)e\(i % 20)", "\(wide * 5)e-1", "\(wide).0000001"]
    }
    for _ in 0..<20_000 {
      let digits = r.next() >> UInt64(r.below(60))
      switch r.below(3) {
      case 0: texts.append("\(digits)e\(r.below(660) - 345)")
      case 1: texts.append("-0.\(digits)")
      default: texts.append("\(digits % 100_000).\(r.next() >> 4)")
      }
    }
    let decoder = try Formats.decoder(
      "JSON", columns: [ColumnSchema("A", .double)], wanted: [0], isKey: false)
    let column = decoder.decode(texts.map { "{\"A\":\($0)}" }).columns[0]
    for (i, text) in texts.enumerated() where column.value(at: i) != .double(Double(text) ?? .nan) {
      Issue.record("\(text) is read as \(column.value(at: i))")
    }
  }

  @Test func textIsCoercedToNumbers() throws {
    #expect(try value(.integer, #""+10""#) == .integer(10))
    #expect(try value(.bigint, #""-5""#) == .bigint(-5))
    #expect(try value(.double, #"" 1.5d ""#) == .double(1.5))
    #expect(try value(.double, #""0x1.8p1""#) == .double(3))
    #expect(try value(.double, #""NaN""#) == .double(.nan))
    #expect(
      try value(.decimal(precision: 4, scale: 2), #""1e1""#)
        == .decimal(Decimal(unscaled: 1000, scale: 2)))
    #expect(
      try failure(.integer, #"" 10""#)
        == "Can't coerce string to type. targetType: INTEGER, path: $.A")
    #expect(
      try failure(.integer, #""1.5""#)
        == "Can't coerce string to type. targetType: INTEGER, path: $.A")
  }

  @Test func kindsThatDoNotFitAreNamed() throws {
    #expect(
      try failure(.boolean, #""true""#)
        == "Can't convert type. sourceType: TextNode, requiredType: BOOLEAN, path: $.A")
    #expect(
      try failure(.bigint, "true")
        == "Can't convert type. sourceType: BooleanNode, requiredType: BIGINT, path: $.A")
    #expect(
      try failure(.array(.integer), "{}")
        == "Can't convert type. sourceType: ObjectNode, requiredType: ARRAY<INTEGER>, path: $.A")
    let nested = SQLType.struct([StructField("B", .array(.boolean))])
    #expect(
      try failure(nested, #"{"B":[true,7]}"#)
        == "Can't convert type. sourceType: IntNode, requiredType: BOOLEAN, path: $.A.B[1]")
    #expect(
      try failure(.map(key: .string, value: .boolean), #"{"k":3000000000}"#)
        == "Can't convert type. sourceType: LongNode, requiredType: BOOLEAN, path: $.A.k.value")
  }

  @Test func decimalsFitWithoutRounding() throws {
    let type = SQLType.decimal(precision: 4, scale: 2)
    #expect(try value(type, "10.50") == .decimal(Decimal(unscaled: 1050, scale: 2)))
    #expect(try value(type, "1.500") == .decimal(Decimal(unscaled: 150, scale: 2)))
    #expect(
      try failure(type, "1.505")
        == "Cannot fit decimal '1.505' into DECIMAL(4, 2) without rounding., path: $.A")
    #expect(try failure(type, "100").hasPrefix("Numeric field overflow"))
    #expect(
      try value(.decimal(precision: 38, scale: 0), String(repeating: "9", count: 38))
        == .decimal(Decimal(unscaled: Int128(Decimal.limit - 1), scale: 0)))
  }

  @Test func anythingBecomesText() throws {
    #expect(try value(.string, "10.50") == .string("10.50"))
    #expect(try value(.string, "true") == .string("true"))
    #expect(try value(.string, "1e3") == .string("1E+3"))
    #expect(
      try value(.string, #"{ "b" : [ 1, null ], "a":"\u0041\n" }"#)
        == .string(#"{"b":[1,null],"a":"A\n"}"#))
    #expect(
      try value(.string, #"[ "x", 1.0, null, [true], {"k": 1} ]"#)
        == .string(#"[x, 1.0, null, [true], {"k":1}]"#))
    #expect(try value(.string, "null") == .null)
  }

  @Test func escapesAreDecoded() throws {
    #expect(try value(.string, #""a\"\\\/\b\f\n\r\tz""#) == .string("a\"\\/\u{8}\u{C}\n\r\tz"))
    #expect(try value(.string, #""\u00e9\uD83D\uDE00""#) == .string("é😀"))
    #expect(try value(.string, #""\uD83D!""#) == .string("\u{FFFD}!"))
    #expect(try failure(.string, #""\x""#) == "invalid JSON at byte 6: bad escape, path: $.A")
    #expect(try failure(.string, "\"a\nb\"").contains("control character"))
  }

  @Test func timesHaveBounds() throws {
    #expect(try value(.time, "86400000") == .time(86_400_000))
    #expect(try failure(.time, "86400001").hasPrefix("Time values must use"))
    #expect(try value(.date, #""-3""#) == .date(-3))
    #expect(try value(.timestamp, "1700000000000") == .timestamp(1_700_000_000_000))
  }

  @Test func fieldsMatchExactlyOrInUpperCase() throws {
    let columns = [ColumnSchema("FOO", .integer), ColumnSchema("bar", .integer)]
    let decoder = try Formats.decoder("JSON", columns: columns, wanted: [0, 1], isKey: false)
    func read(_ text: String) throws -> [Value] { try decoder.decodeOne(text).get() }
    #expect(try read(#"{"fOo":1,"bar":2}"#) == [.integer(1), .integer(2)])
    #expect(try read(#"{"BAR":2}"#) == [.null, .null])
    #expect(try read(#"{"FOO":1,"foo":2}"#) == [.integer(1), .null])
    #expect(try read(#"{"foo":2,"FOO":1}"#) == [.integer(1), .null])
    #expect(try read(#"{"FOO":null,"foo":2}"#) == [.null, .null])
    #expect(try read(#"{"foo":1,"Foo":2}"#) == [.integer(2), .null])
    #expect(try read(#"{"\u0046OO":5}"#) == [.integer(5), .null])
  }

  @Test func lastOfSeveralEqualKeysWins() throws {
    #expect(try read(.string, #""first text, rather long","A":"b""#).get() == .string("b"))
    #expect(try read(.array(.integer), #"[1,2,3],"A":[4]"#).get() == .array([.integer(4)]))
    let type = SQLType.struct([StructField("X", .string), StructField("Y", .string)])
    #expect(
      try read(type, #"{"X":"1","Y":"2"},"A":{"X":"3"}"#).get()
        == .struct([.string("3"), .null]))
    #expect(try read(.integer, #"1,"A":null"#).get() == .null)
    #expect(
      try value(.map(key: .string, value: .string), #"{"k":"1","l":"2","k":"3"}"#)
        == .map([
          MapEntry(.string("k"), .string("3")), MapEntry(.string("l"), .string("2")),
        ]))
  }

  @Test func nullsOfRecords() throws {
    let decoder = try Formats.decoder(
      "JSON", columns: [ColumnSchema("A", .integer)], wanted: [0], isKey: false)
    let rows = decoder.decode([nil, "null", "{}", #"{"A":null}"#, #"{"A":7}"#])
    #expect(rows.errors.map(\.row) == [1])
    #expect(rows.present.map { p in (0..<5).map { p[$0] } } == [false, true, true, true, true])
    #expect(
      (0..<5).map { rows.columns[0].value(at: $0) }
        == [.null, .null, .null, .null, .integer(7)])
    #expect(try read(.integer, "null", wrapped: false).get() == .null)
  }

  @Test func bareValuesEndWithTheRecord() throws {
    #expect(try read(.bigint, "12", wrapped: false).get() == .bigint(12))
    #expect(try read(.double, " 1.25 ", wrapped: false).get() == .double(1.25))
    #expect(try read(.string, #""x""#, wrapped: false).get() == .string("x"))
    #expect(
      try read(.array(.string), #"["x",null]"#, wrapped: false).get()
        == .array([.string("x"), .null]))
    #expect(throws: RecordError.self) { try read(.bigint, "12 3", wrapped: false).get() }
    #expect(throws: RecordError.self) { try read(.bigint, "", wrapped: false).get() }
    let long = String(repeating: "1", count: 70)
    #expect(
      try read(.decimal(precision: 38, scale: 0), "1", wrapped: false).get()
        == .decimal(Decimal(unscaled: 1, scale: 0)))
    #expect(throws: RecordError.self) {
      try read(.decimal(precision: 38, scale: 0), long, wrapped: false).get()
    }
  }

  @Test func textThatIsNotUTF8IsRefused() throws {
    let decoder = try Formats.decoder(
      "JSON", columns: [ColumnSchema("A", .string)], wanted: [0], isKey: false)
    for bad: [UInt8] in [
      [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2],
    ] {
      let bytes = Array(#"{"A":"a long plain text before "#.utf8) + bad + Array("\"}".utf8)
      let rows = decoder.decode(bytes: [bytes])
      #expect(rows.errors.first?.error.reason == "invalid JSON at byte 0: not UTF-8")
    }
  }

  @Test func hugeNestingIsAnError() throws {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
      let deep =
        String(repeating: open, count: 100_000) + "1" + String(repeating: close, count: 100_000)
      #expect(try failure(.string, deep).contains("nested too deeply"))
      let decoder = try Formats.decoder(
        "JSON", columns: [ColumnSchema("A", .string)], wanted: [0], isKey: false)
      let unwanted = decoder.decode(["{\"B\":\(deep)}"])
      #expect(unwanted.errors.first?.error.reason.contains("nested too deeply") == true)
    }
  }

  @Test func keyOrderAndNumberOfKeysDoNotMatter() throws {
    var r = SeededGenerator(9)
    let columns = (0..<5).map { ColumnSchema("K\($0)", .integer) }
    let decoder = try Formats.decoder("JSON", columns: columns, wanted: [0, 4, 2], isKey: false)
    // More unknown keys than the decoder learns.
    let texts = (0..<1000).map { i in
      let known = (0..<5).map { "\"k\($0)\":\(i * 10 + $0)" }
      let unknown = (0..<3).map { "\"u\(r.below(5000))_\($0)\":[{\"x\":\"}\"}]" }
      return "{" + (known + unknown).shuffled(using: &r).joined(separator: ",") + "}"
    }
    let rows = decoder.decode(texts)
    #expect(rows.errors.isEmpty)
    for i in 0..<1000 {
      #expect(rows.columns[0].int32s[i] == Int32(i * 10))
      #expect(rows.columns[1].int32s[i] == Int32(i * 10 + 4))
      #expect(rows.columns[2].int32s[i] == Int32(i * 10 + 2))
    }
  }

  @Test func recordsThatAreNoObjectAreNamed() throws {
    let decoder = try Formats.decoder(
      "JSON", columns: [ColumnSchema("A", .integer)], wanted: [], isKey: false)
    #expect(
      decoder.decode(["[1]"]).errors.first?.error.description
        == "Can't convert type. sourceType: ArrayNode, requiredType: STRUCT<`A` INTEGER>, path: $")
    #expect(
      decoder.decode([#"{"A":1} x"#]).errors.first?.error.reason
        == "invalid JSON at byte 8: text after the value")
  }
}
