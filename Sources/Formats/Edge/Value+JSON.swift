// SQL values to and from JSON, one at a time: rows in HTTP answers, inserts, tests.
//
// Safe because the arrays made here have the sizes that `Base64Text` asks for.

import Platform
package import Values

/// How JSON shows the types that it does not have.
package enum JSONStyle: Sendable {
  /// As records of the JSON format do: DATE, TIME and TIMESTAMP are numbers.
  case record
  /// As rows in HTTP answers do: DATE, TIME and TIMESTAMP are texts.
  case row
}

extension Value {
  /// The value as JSON. `type` names the fields of structs.
  package func json(type: SQLType, style: JSONStyle = .record) -> JSONValue {
    switch self {
    case .null: return .null
    case .boolean(let v): return .bool(v)
    case .integer(let v): return .integer(v)
    case .bigint(let v): return .integer(v)
    case .double(let v):
      let text = DoubleText.string(v)
      return v.isFinite ? .number(text) : .string(text)
    case .decimal(let v): return .number(v.description)
    case .string(let v): return .string(v)
    case .bytes(let v): return .string(Value.base64(v))
    case .date(let v):
      return style == .record ? .integer(v) : .string(CivilText.date(Int(v)))
    case .time(let v):
      return style == .record ? .integer(v) : .string(Value.timeText(Int(v)))
    case .timestamp(let v):
      return style == .record ? .integer(v) : .string(CivilText.timestamp(v))
    case .array(let elements):
      guard case .array(let element) = type else { return .null }
      return .array(elements.map { $0.json(type: element, style: style) })
    case .map(let entries):
      guard case .map(_, let valueType) = type else { return .null }
      return .object(
        entries.map { JSONMember($0.key.keyText, $0.value.json(type: valueType, style: style)) })
    case .struct(let values):
      guard case .struct(let fields) = type else { return .null }
      return .object(
        zip(fields, values).map { JSONMember($0.name, $1.json(type: $0.type, style: style)) })
    }
  }

  /// A map's key as the key of a JSON object.
  private var keyText: String {
    switch self {
    case .string(let text): text
    case .boolean(let v): String(v)
    case .integer(let v): String(v)
    case .bigint(let v): String(v)
    case .double(let v): DoubleText.string(v)
    case .decimal(let v): v.description
    default: "null"
    }
  }

  /// `HH:mm:ss`, with milliseconds when there are any.
  private static func timeText(_ millisecondOfDay: Int) -> String {
    let parts = [
      millisecondOfDay / 3_600_000, millisecondOfDay / 60_000 % 60, millisecondOfDay / 1_000 % 60,
    ]
    let text = parts.map { CivilText.pad($0, 2) }.joined(separator: ":")
    let milliseconds = millisecondOfDay % 1_000
    return milliseconds == 0 ? text : text + "." + CivilText.pad(milliseconds, 3)
  }

  /// The base64 text of bytes.
  package static func base64(_ bytes: [UInt8]) -> String {
    String(decoding: Base64.encode(bytes), as: UTF8.self)
  }

  /// The bytes of a base64 text; nil when it is none.
  package static func bytes(base64 text: String) -> [UInt8]? {
    var text = text
    return text.withUTF8 { Base64.decode($0) }
  }
}
