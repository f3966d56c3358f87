// What a value is after it went through a message of proto3, which knows no NULL but that of a
// message.

import Values

enum ProtobufDefaults {
  /// A value of a field.
  static func kept(_ value: Value, _ type: SQLType) -> Value {
    switch (type, value) {
    case (.boolean, .null): .boolean(false)
    case (.integer, .null): .integer(0)
    case (.bigint, .null): .bigint(0)
    case (.double, .null): .double(0)
    case (.string, .null): .string("")
    case (.bytes, .null): .bytes([])
    case (.array, .null): .array([])
    case (.map, .null): .map([])
    case (.array(let element), .array(let values)):
      .array(values.map { keptElement($0, element) })
    case (.map(_, let type), .map(let entries)): map(entries, type)
    case (.struct(let fields), .struct(let values)):
      .struct(zip(values, fields).map { kept($0, $1.type) })
    default: value
    }
  }

  /// An element cannot be missing: a message of it is empty.
  private static func keptElement(_ value: Value, _ type: SQLType) -> Value {
    guard value == .null else { return kept(value, type) }
    switch type {
    case .struct(let fields): return .struct(fields.map { kept(.null, $0.type) })
    case .decimal(_, let scale): return .decimal(Decimal(unscaled: 0, scale: scale))
    case .date: return .date(0)
    case .time: return .time(0)
    case .timestamp: return .timestamp(0)
    default: return kept(.null, type)
    }
  }

  /// A NULL key is an empty text; of entries with one key the last counts.
  private static func map(_ entries: [MapEntry], _ type: SQLType) -> Value {
    let all = entries.map { MapEntry(kept($0.key, .string), kept($0.value, type)) }
    let last = all.enumerated().filter { index, entry in
      !all[(index + 1)...].contains { $0.key == entry.key }
    }
    return .map(last.map(\.element))
  }
}
