// A JSON value as a column of an inserts stream takes it. Stricter than the reading of records:
// numbers widen, a decimal is rounded to its scale, and no text becomes a number but a decimal.

import Formats
import Functions
import Values

enum InsertCoercion {
  static func value(of json: JSONValue, as type: SQLType) throws(RecordError) -> Value {
    switch (type, json) {
    case (_, .null): return .null
    case (.boolean, .bool(let value)): return .boolean(value)
    case (.integer, .number(let text)): if let v = Int32(text) { return .integer(v) }
    case (.bigint, .number(let text)): if let v = Int64(text) { return .bigint(v) }
    case (.double, .number(let text)): if let v = Double(text) { return .double(v) }
    case (.decimal(let precision, let scale), .number(let text)),
      (.decimal(let precision, let scale), .string(let text)):
      if let v = decimal(text, precision, scale) { return .decimal(v) }
    case (.string, .string(let text)): return .string(text)
    case (.bytes, .string(let text)):
      if let bytes = Value.bytes(base64: text) { return .bytes(bytes) }
    case (.timestamp, .string(let text)):
      if let v = milliseconds(text) { return .timestamp(v) }
    case (.date, .string(let text)):
      if let v = milliseconds(text) { return .date(Int32(truncatingIfNeeded: v / day)) }
    case (.time, .string(let text)):
      if let v = milliseconds("1970-01-01T" + text) { return .time(Int32(truncatingIfNeeded: v)) }
    case (.timestamp, .number(let text)): if let v = Int64(text) { return .timestamp(v) }
    case (.array(let element), .array(let elements)):
      var values: [Value] = []
      for json in elements { values.append(try value(of: json, as: element)) }
      return .array(values)
    case (.map(_, let valueType), .object(let members)):
      var entries: [MapEntry] = []
      for member in members {
        entries.append(
          MapEntry(.string(member.key), try value(of: member.value, as: valueType)))
      }
      return .map(entries)
    case (.struct(let fields), .object(let members)):
      var values: [Value] = []
      for field in fields {
        let member = members.last { $0.key == field.name || $0.key.uppercased() == field.name }
        values.append(try value(of: member?.value ?? .null, as: field.type))
      }
      return .struct(values)
    default: break
    }
    throw RecordError(
      field: "", reason: "Can't coerce a field of type \(kind(of: json)) into type \(type)")
  }

  private static let day: Int64 = 86_400_000

  private static func milliseconds(_ text: String) -> Int64? {
    // Why it is no time is told by the sentence of the caller.
    try? PartialTimestamp.parse(text)
  }

  private static func decimal(_ text: String, _ precision: Int, _ scale: Int) -> Decimal? {
    guard let given = Decimal(text),
      let unscaled = given.rescaled(to: scale, rounding: .halfUp),
      unscaled.magnitude < UInt128(Decimal.powerOfTen(precision))
    else { return nil }
    return Decimal(unscaled: unscaled, scale: scale)
  }

  /// The classes by which clients of the dialect know the kinds of JSON values.
  private static func kind(of json: JSONValue) -> String {
    switch json {
    case .null: return "null"
    case .bool: return "class java.lang.Boolean"
    case .string: return "class java.lang.String"
    case .array: return "class io.vertx.core.json.JsonArray"
    case .object: return "class io.vertx.core.json.JsonObject"
    case .number(let text):
      if Int32(text) != nil { return "class java.lang.Integer" }
      return Int64(text) != nil ? "class java.lang.Long" : "class java.lang.Double"
    }
  }
}
