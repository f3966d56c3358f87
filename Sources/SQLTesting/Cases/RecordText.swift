// From the JSON of a case to the bytes of a record, and from the bytes of a result to something
// that can be compared, by the format of the source that owns the topic.

import Formats
import Plan
import Planner
import SegmentLog
import Values

/// How the keys and values of a topic are written.
struct RecordText {
  private let source: SourceDefinition?

  init(_ source: SourceDefinition?) { self.source = source }

  // MARK: - Writing

  func record(_ record: CaseRecord) throws(TestFailure) -> TestRecord {
    var key = try bytes(record.key, isKey: true)
    if let window = record.window {
      var suffix: [UInt8] = []
      if window.isSession { RecordText.append(window.end ?? window.start, to: &suffix) }
      RecordText.append(window.start, to: &suffix)
      key = key.map { $0 + suffix }
    }
    return TestRecord(
      timestamp: record.timestamp ?? 0, key: key, value: try bytes(record.value, isKey: false),
      headers: record.headers.map { RecordHeader(key: $0.key, value: $0.value) })
  }

  private func side(isKey: Bool) -> (format: String, columns: [ColumnSchema]) {
    guard let source else { return ("JSON", []) }
    return isKey
      ? (source.keyFormat.name, source.schema.key) : (source.valueFormat.name, source.schema.value)
  }

  private func bytes(_ json: JSONValue, isKey: Bool) throws(TestFailure) -> [UInt8]? {
    let (format, columns) = side(isKey: isKey)
    if json.isNull || format == "NONE" { return nil }
    switch format {
    case "JSON": return Array(json.description.utf8)
    case "DELIMITED": return Array((json.string ?? json.description).utf8)
    case "KAFKA": return try kafkaBytes(json, columns.count == 1 ? columns[0].type : .string)
    case "PROTOBUF_NOSR":
      guard let source else { throw TestFailure("no source says how records are written") }
      return try RecordText.message(json, columns, source, isKey: isKey)
    default: throw TestFailure("records of format \(format) cannot be written yet")
    }
  }

  /// Fields by their name or its upper case; a single key column stands bare.
  private static func message(
    _ json: JSONValue, _ columns: [ColumnSchema], _ source: SourceDefinition, isKey: Bool
  ) throws(TestFailure) -> [UInt8]? {
    var values: [Value] = []
    for column in columns {
      let field: JSONValue
      if let members = json.members {
        field = members.last { $0.key.uppercased() == column.name.uppercased() }?.value ?? .null
      } else {
        field = json
      }
      do throws(RecordError) { values.append(try field.value(as: column.type)) } catch {
        throw TestFailure("\(column.name): \(error)")
      }
    }
    return try SourceRows(source).bytes(values, isKey: isKey)
  }

  private func kafkaBytes(_ json: JSONValue, _ type: SQLType) throws(TestFailure) -> [UInt8] {
    let text = json.string ?? json.description
    var bytes: [UInt8] = []
    switch type {
    case .integer:
      guard let number = Int32(text) else { throw TestFailure("\(text) is no INTEGER") }
      RecordText.append(number, to: &bytes)
    case .bigint:
      guard let number = Int64(text) else { throw TestFailure("\(text) is no BIGINT") }
      RecordText.append(number, to: &bytes)
    case .double:
      guard let number = Double(text) else { throw TestFailure("\(text) is no DOUBLE") }
      RecordText.append(number.bitPattern, to: &bytes)
    default: bytes = Array(text.utf8)
    }
    return bytes
  }

  private static func append(_ number: some FixedWidthInteger, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
  }

  // MARK: - Reading

  /// A key without its window, and the window.
  func key(_ bytes: [UInt8]?) -> (key: ComparedValue, window: CaseRecord.Window?) {
    guard let bytes else { return (.null, nil) }
    guard let kind = source?.window else { return (value(bytes, isKey: true), nil) }
    let suffix = kind == .session ? 16 : 8
    guard bytes.count >= suffix else { return (value(bytes, isKey: true), nil) }
    let inner = Array(bytes.dropLast(suffix))
    let window: CaseRecord.Window
    switch kind {
    case .tumbling(let size), .hopping(let size, _):
      let start = RecordText.number(bytes.suffix(8))
      window = .init(start: start, end: start + size, isSession: false)
    case .session:
      window = .init(
        start: RecordText.number(bytes.suffix(8)),
        end: RecordText.number(bytes.dropLast(8).suffix(8)), isSession: true)
    }
    return (value(inner, isKey: true), window)
  }

  func value(_ bytes: [UInt8]?, isKey: Bool = false) -> ComparedValue {
    let (format, columns) = side(isKey: isKey)
    guard let bytes, format != "NONE" else { return .null }
    switch format {
    case "JSON":
      // What is no JSON compares as the text that it is.
      guard let json = try? JSONValue.parse(bytes) else { break }
      return ComparedValue(json)
    case "PROTOBUF_NOSR":
      guard let source, let values = try? SourceRows(source).values(bytes, isKey: isKey) else {
        break
      }
      let fields = zip(columns, values).map { column, value in
        ComparedField(name: column.name, value: ComparedValue(value.json(type: column.type)))
      }
      return isKey && fields.count == 1 ? fields[0].value : .object(fields)
    case "KAFKA" where columns.count == 1:
      return kafkaValue(bytes, columns[0].type)
    default: break
    }
    return .text(String(decoding: bytes, as: UTF8.self))
  }

  private func kafkaValue(_ bytes: [UInt8], _ type: SQLType) -> ComparedValue {
    switch type {
    case .integer where bytes.count == 4:
      return .integer(String(Int32(truncatingIfNeeded: RecordText.number(bytes[...]))))
    case .bigint where bytes.count == 8: return .integer(String(RecordText.number(bytes[...])))
    case .double where bytes.count == 8:
      let bits = UInt64(bitPattern: RecordText.number(bytes[...]))
      return .decimal(DoubleText.string(Double(bitPattern: bits)))
    case .bytes: return bytes.isEmpty ? .null : .text(Value.base64(bytes))
    default: return .text(String(decoding: bytes, as: UTF8.self))
    }
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> Int64 {
    Int64(bitPattern: bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
  }
}
