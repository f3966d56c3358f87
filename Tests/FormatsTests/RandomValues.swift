// Random values of a type, random JSON documents, random layouts of a document.

import Formats
import Values

enum RandomValues {
  /// Texts with everything that a format has to escape, quote or count.
  static let texts = [
    "", "a", "plain text", "quote \" inside", "back\\slash", "tab\tnew\nline\r", "\u{1}\u{1F}",
    "é", "漢字", "😀 smile", "a,b;c", "#hash", " blank ", "exactly 16 bytes",
    "a text that is quite a bit longer than thirty-two bytes, for the block loops",
    "sixteen bytes an\"", "sixteen bytes ané", "null", "true", "12", "1.50", "{\"A\":1}", "\u{7F}",
    "\u{2028}", "/slash/",
  ]

  static func value<R: RandomNumberGenerator>(_ type: SQLType, _ r: inout R) -> Value {
    if r.chance(8) { return .null }
    switch type {
    case .boolean: return .boolean(r.chance(2))
    case .integer: return .integer(Int32(truncatingIfNeeded: bits(&r)))
    case .bigint: return .bigint(Int64(bitPattern: bits(&r)))
    case .double: return .double(double(&r))
    case .decimal(let precision, let scale):
      let limit = Decimal.powerOfTen(precision)
      let wide = Int128(bits(&r)) << 64 | Int128(bits(&r))
      return .decimal(Decimal(unscaled: wide % limit, scale: scale))
    case .string: return .string(r.pick(texts))
    case .bytes: return .bytes((0..<r.below(9)).map { _ in UInt8(r.below(256)) })
    case .date: return .date(Int32(r.below(40_000)) - 10_000)
    case .time: return .time(Int32(r.below(86_400_000)))
    case .timestamp: return .timestamp(Int64(r.below(4_000_000_000_000)) - 1_000_000)
    case .array(let element):
      return .array((0..<r.below(4)).map { _ in value(element, &r) })
    case .map(_, let valueType):
      var keys: Set<String> = []
      for _ in 0..<r.below(4) { keys.insert(r.pick(texts)) }
      return .map(keys.sorted().map { MapEntry(.string($0), value(valueType, &r)) })
    case .struct(let fields): return .struct(fields.map { value($0.type, &r) })
    }
  }

  /// Numbers of every length.
  private static func bits<R: RandomNumberGenerator>(_ r: inout R) -> UInt64 {
    r.next() >> UInt64(r.below(64))
  }

  private static func double<R: RandomNumberGenerator>(_ r: inout R) -> Double {
    switch r.below(6) {
    case 0: return Double(r.below(1_000_000)) / 100
    case 1: return Double(r.below(1_000_000)) * 0.908
    case 2: return -Double(r.below(1_000))
    case 3:
      return r.pick([
        0, -0.0, .infinity, -.infinity, .nan, .greatestFiniteMagnitude, .leastNonzeroMagnitude,
      ])
    default:
      let any = Double(bitPattern: r.next())
      return any.isNaN ? 1.5 : any
    }
  }

  /// A schema for each type alone and for some mixtures.
  static let schemas: [[ColumnSchema]] = {
    let flat: [SQLType] = [
      .boolean, .integer, .bigint, .double, .decimal(precision: 4, scale: 2),
      .decimal(precision: 38, scale: 10), .decimal(precision: 20, scale: 0), .string, .bytes,
      .date, .time, .timestamp,
    ]
    let point = SQLType.struct([StructField("X", .integer), StructField("Y", .string)])
    let nested: [SQLType] = [
      .array(.integer), .array(.string), .array(.array(.bigint)), .array(point),
      .map(key: .string, value: .double), .map(key: .string, value: .array(.string)), point,
      .struct([
        StructField("P", point), StructField("L", .array(point)),
        StructField("M", .map(key: .string, value: point)),
      ]),
    ]
    let alone = (flat + nested).map { [ColumnSchema("A", $0)] }
    let mixed = [
      flat.enumerated().map { ColumnSchema("C\($0.offset)", $0.element) },
      (flat + nested).enumerated().map { ColumnSchema("C\($0.offset)", $0.element) },
      [
        ColumnSchema("lower", .integer), ColumnSchema("WITH \"QUOTE\"", .string),
        ColumnSchema("A_NAME_THAT_IS_LONGER_THAN_SIXTEEN_BYTES", .bigint),
        ColumnSchema("A_NAME_THAT_IS_LONGER_THAN_SIXTEEN_BYTEZ", .bigint),
      ],
    ]
    return alone + mixed
  }()

  // MARK: - JSON

  /// Any JSON value.
  static func json<R: RandomNumberGenerator>(_ r: inout R, depth: Int = 0) -> JSONValue {
    switch r.below(depth > 3 ? 6 : 9) {
    case 0: return .null
    case 1: return .bool(r.chance(2))
    case 2, 3:
      return .number(
        r.pick([
          "0", "-0", "1", "-7", "12345678", "123456789", "2147483648", "9223372036854775807",
          "-9223372036854775808", "9223372036854775808", "123456789012345678901234567890",
          "1.5", "-0.25", "10.50", "1e3", "1E-7", "1.5e+300", "1e400", "0.1", "123.456", "0.0",
          "99.999", "3.14159265358979312", "123456789012345.678", "1e-400", "86400000", "5e25",
        ]))
    case 4, 5: return .string(r.pick(texts))
    case 6: return .array((0..<r.below(4)).map { _ in json(&r, depth: depth + 1) })
    default:
      return .object(
        (0..<r.below(4)).map { _ in
          JSONMember(
            r.pick(["A", "a", "X", "y", "Y", "P", "l", "M", "C1", "other", "é", ""]),
            json(&r, depth: depth + 1))
        })
    }
  }

  /// JSON that mostly fits a type and sometimes does not.
  static func json<R: RandomNumberGenerator>(for type: SQLType, _ r: inout R) -> JSONValue {
    if r.chance(12) { return json(&r) }
    switch type {
    case .array(let element): return .array((0..<r.below(4)).map { _ in json(for: element, &r) })
    case .map(_, let valueType):
      return .object(
        (0..<r.below(r.chance(4) ? 40 : 4)).map { _ in
          JSONMember(r.pick(texts), json(for: valueType, &r))
        })
    case .struct(let fields): return object(fields.map { ($0.name, $0.type) }, &r)
    default: return value(type, &r).json(type: type)
    }
  }

  /// An object with most of the fields in any order, some of them twice or in lower case.
  static func object<R: RandomNumberGenerator>(
    _ fields: [(String, SQLType)], _ r: inout R
  ) -> JSONValue {
    var members: [JSONMember] = []
    for (name, type) in fields where !r.chance(6) {
      members.append(
        JSONMember(r.chance(3) ? name.lowercased() : name, json(for: type, &r)))
      if r.chance(8) { members.append(JSONMember(name, json(for: type, &r))) }
    }
    if r.chance(3) { members.append(JSONMember("unknown", json(&r))) }
    if r.chance(2) { members.shuffle(using: &r) }
    return .object(members)
  }

  /// The text of a document with white space and escapes where they may be.
  static func text<R: RandomNumberGenerator>(_ value: JSONValue, _ r: inout R) -> String {
    let isSpacious = r.chance(2)
    func space(_ r: inout R) -> String {
      isSpacious ? r.pick(["", " ", "  ", "\n\t", "\r\n"]) : ""
    }
    switch value {
    case .string(let text): return quoted(text, &r)
    case .array(let elements):
      let parts = elements.map { space(&r) + text($0, &r) + space(&r) }
      return "[" + (parts.isEmpty ? space(&r) : parts.joined(separator: ",")) + "]"
    case .object(let members):
      let parts = members.map {
        space(&r) + quoted($0.key, &r) + space(&r) + ":" + space(&r) + text($0.value, &r)
          + space(&r)
      }
      return "{" + (parts.isEmpty ? space(&r) : parts.joined(separator: ",")) + "}"
    default: return value.description
    }
  }

  private static func quoted<R: RandomNumberGenerator>(_ text: String, _ r: inout R) -> String {
    guard r.chance(4) else { return JSONValue.string(text).description }
    // Every character as \u escapes.
    let units = text.utf16.map { unit in
      let hex = String(unit, radix: 16)
      return "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
    }
    return "\"" + units.joined() + "\""
  }
}
