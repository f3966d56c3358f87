// A JSON value read as a SQL type, by the rules for records (text to number, anything to text …).
// Written without the scanner's code, so that each can check the other.
//
// Safe because the sums that wrap ask for the low 64 bits of a number.

package import Values

extension JSONValue {
  /// The value of this type, or why there is none. `path` names the place in errors.
  package func value(as type: SQLType, path: String = "$") throws(RecordError) -> Value {
    if isNull { return .null }
    switch type {
    case .boolean:
      if case .bool(let v) = self { return .boolean(v) }
    case .integer: return .integer(try int32(type, path))
    case .date: return .date(try int32(type, path))
    case .bigint: return .bigint(try int64(type, path))
    case .timestamp: return .timestamp(try int64(type, path))
    case .time:
      let milliseconds = try int64(type, path)
      guard 0...CivilText.millisecondsPerDay ~= milliseconds else {
        throw RecordError(field: path, reason: FieldText.timeRange)
      }
      return .time(Int32(milliseconds))
    case .double:
      if case .number(let text) = self { return .double(Double(text) ?? .nan) }
      if case .string(let text) = self {
        guard let v = JSONValue.javaDouble(text) else { throw cannotCoerce(type, path) }
        return .double(v)
      }
    case .decimal(let precision, let scale):
      return .decimal(try decimal(type, precision: precision, scale: scale, path))
    case .string: return .string(text)
    case .bytes:
      if case .string(let text) = self {
        guard let bytes = Value.bytes(base64: text) else {
          throw RecordError(field: path, reason: "the text is not base64")
        }
        return .bytes(bytes)
      }
    case .array, .map, .struct:
      if let nested = try nested(type, path) { return nested }
    }
    throw cannotConvert(type, path)
  }

  private func nested(_ type: SQLType, _ path: String) throws(RecordError) -> Value? {
    switch (type, self) {
    case (.array(let element), .array(let elements)):
      var values: [Value] = []
      for (i, v) in elements.enumerated() {
        values.append(try v.value(as: element, path: "\(path)[\(i)]"))
      }
      return .array(values)
    case (.map(_, let valueType), .object(let members)):
      var entries: [MapEntry] = []
      for (i, member) in members.enumerated() {
        let value = try member.value.value(as: valueType, path: "\(path).\(member.key).value")
        let isLast = !members[(i + 1)...].contains { JSONValue.same($0.key, member.key) }
        if isLast { entries.append(MapEntry(.string(member.key), value)) }
      }
      return .map(entries)
    case (.struct(let fields), .object(let members)):
      var values: [Value] = []
      for field in fields {
        values.append(try JSONValue.field(field, of: members, "\(path).\(field.name)"))
      }
      return .struct(values)
    default: return nil
    }
  }

  /// The value of a field: the last member of exactly this name, else the last whose name is this
  /// one in upper case. Values that lose this way must be readable too, unless an exact one came
  /// before them.
  private static func field(
    _ field: StructField, of members: [JSONMember], _ path: String
  ) throws(RecordError) -> Value {
    var value = Value.null
    var isExact = false
    for member in members {
      if same(member.key, field.name) {
        isExact = true
      } else if isExact || !same(member.key.uppercased(), field.name) {
        continue
      }
      value = try member.value.value(as: field.type, path: path)
    }
    return value
  }

  /// Keys are the same when their bytes are; `==` on strings also equates composed characters.
  private static func same(_ a: String, _ b: String) -> Bool { a.utf8.elementsEqual(b.utf8) }

  private func int64(_ type: SQLType, _ path: String) throws(RecordError) -> Int64 {
    switch self {
    case .number(let text): return JSONValue.lowBits(text)
    case .string(let text):
      guard let value = Int64(text), text.utf8.allSatisfy({ $0 < 0x80 }) else {
        throw cannotCoerce(type, path)
      }
      return value
    default: throw cannotConvert(type, path)
    }
  }

  private func int32(_ type: SQLType, _ path: String) throws(RecordError) -> Int32 {
    let wide = try int64(type, path)
    if case .string = self {
      guard let narrow = Int32(exactly: wide) else { throw cannotCoerce(type, path) }
      return narrow
    }
    return Int32(truncatingIfNeeded: wide)
  }

  /// The whole part of a number, modulo 2^64.
  private static func lowBits(_ text: String) -> Int64 {
    if let value = Int64(text) { return value }
    let parts = text.lowercased().split(separator: "e")
    let written = parts.count > 1 ? parts[1] : "0"
    let exponent = Int(written) ?? (written.hasPrefix("-") ? -1_000_000 : 1_000_000)
    let number = parts[0].drop { $0 == "-" }.split(separator: ".")
    let fraction = number.count > 1 ? number[1] : ""
    var digits = Array(number[0].utf8) + Array(fraction.utf8)
    let (whole, overflow) = number[0].count.addingReportingOverflow(exponent)
    // 10^64 is a multiple of 2^64, so behind that many zeros nothing is left.
    if whole <= 0 || overflow || whole > digits.count + 64 { return 0 }
    while digits.count < whole { digits.append(48) }
    var bits: UInt64 = 0
    for digit in digits.prefix(whole) { bits = bits &* 10 &+ UInt64(digit - 48) }
    return Int64(bitPattern: text.hasPrefix("-") ? 0 &- bits : bits)
  }

  private static func javaDouble(_ text: String) -> Double? {
    var text = Array(text.utf8)
    while let last = text.last, last <= 32 { text.removeLast() }
    text = Array(text.drop { $0 <= 32 })
    return text.withUnsafeBufferPointer { NumberText.javaDouble($0) }
  }

  private func decimal(
    _ type: SQLType, precision: Int, scale: Int, _ path: String
  ) throws(RecordError) -> Decimal {
    let text: String
    switch self {
    case .number(let number): text = number
    case .string(let string): text = string
    default: throw cannotConvert(type, path)
    }
    guard let value = Decimal(text) else { throw cannotCoerce(type, path) }
    guard let unscaled = value.rescaled(to: scale, rounding: .exact) else {
      throw RecordError(
        field: path,
        reason:
          "Cannot fit decimal '\(text)' into DECIMAL(\(precision), \(scale)) without rounding.")
    }
    guard unscaled.magnitude < UInt128(Decimal.powerOfTen(precision)) else {
      throw RecordError(
        field: path,
        reason: "Numeric field overflow: A field with precision \(precision) and scale \(scale) "
          + "must round to an absolute value less than 10^\(precision - scale). Got \(text)")
    }
    return Decimal(unscaled: unscaled, scale: scale)
  }

  /// The value as a STRING column takes it.
  private var text: String {
    switch self {
    case .null: return "null"
    case .bool(let v): return String(v)
    case .string(let text): return text
    case .object: return description
    case .array(let elements): return "[" + elements.map(\.text).joined(separator: ", ") + "]"
    case .number(let number):
      let bytes = Array(number.utf8)
      return bytes.withUnsafeBufferPointer { buffer in
        guard let start = buffer.baseAddress,
          let token = NumberText.scan(start, start + buffer.count)
        else { return number }
        return NumberText.canonical(token)
      }
    }
  }

  private func cannotConvert(_ type: SQLType, _ path: String) -> RecordError {
    RecordError(
      field: path, reason: "Can't convert type. sourceType: \(kind), requiredType: \(type)")
  }

  private func cannotCoerce(_ type: SQLType, _ path: String) -> RecordError {
    RecordError(field: path, reason: "Can't coerce string to type. targetType: \(type)")
  }

  private var kind: String {
    switch self {
    case .null: return "NullNode"
    case .bool: return "BooleanNode"
    case .string: return "TextNode"
    case .array: return "ArrayNode"
    case .object: return "ObjectNode"
    case .number(let text):
      guard text.utf8.allSatisfy({ $0 == 0x2D || ($0 >= 0x30 && $0 <= 0x39) }) else {
        return "DecimalNode"
      }
      guard let value = Int64(text) else { return "BigIntegerNode" }
      return Int32(exactly: value) == nil ? "LongNode" : "IntNode"
    }
  }
}
