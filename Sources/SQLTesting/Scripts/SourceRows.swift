// Rows of a source as values, to and from the bytes of its records: what `publish` writes, what
// `changes` and ASSERT read.

import Formats
import Plan
import Planner
import Values

/// The codecs of one source.
struct SourceRows {
  let source: SourceDefinition

  /// A record as columns.
  struct Row {
    let timestamp: Int64
    let key: [Value]
    let window: CaseRecord.Window?
    /// Nil for a tombstone.
    let value: [Value]?
  }

  init(_ source: SourceDefinition) { self.source = source }

  private func properties(
    _ format: FormatChoice, isKey: Bool
  ) throws(FormatError)
    -> FormatProperties
  {
    var delimiter: UInt8?
    if let text = format.delimiter { delimiter = try FormatProperties.delimiter(parsing: text) }
    return FormatProperties(delimiter: delimiter, wrapSingle: isKey ? nil : format.wrapsSingle)
  }

  // MARK: - Writing

  func record(key: [Value], value: [Value]?, timestamp: Int64) throws(TestFailure) -> TestRecord {
    TestRecord(
      timestamp: timestamp, key: try bytes(key, isKey: true),
      value: try value.flatMap { (values) throws(TestFailure) in try bytes(values, isKey: false) })
  }

  private func side(isKey: Bool) -> ([ColumnSchema], FormatChoice) {
    isKey ? (source.schema.key, source.keyFormat) : (source.schema.value, source.valueFormat)
  }

  /// The columns of one side as its bytes; nil for null bytes.
  func bytes(_ values: [Value], isKey: Bool) throws(TestFailure) -> [UInt8]? {
    let (columns, format) = side(isKey: isKey)
    guard !columns.isEmpty, !isKey || values.contains(where: { $0 != .null }) else { return nil }
    do throws(FormatError) {
      let encoder = try Formats.encoder(
        format.name, columns: columns, isKey: isKey, properties: properties(format, isKey: isKey))
      let rows = encoder.encode(
        columns: zip(values, columns).map { Column.of([$0], type: $1.type) }, count: 1,
        selection: nil, present: nil)
      if let failure = rows.errors.first {
        throw FormatError(.unsupportedSchema, "\(failure.error)")
      }
      let slice = rows.slice(0)
      // Safe because `rows` lives until the bytes are copied.
      return withExtendedLifetime(rows) {
        slice.isNull
          ? nil : Array(UnsafeBufferPointer(start: slice.start, count: Int(slice.count)))
      }
    } catch {
      throw TestFailure("\(source.name): \(error.message)")
    }
  }

  /// A cell as the value of a column.
  static func value(_ cell: String, _ type: SQLType) throws(TestFailure) -> Value {
    if cell == "null" { return .null }
    var json = JSONValue.string(cell)
    switch type {
    case .string, .bytes, .date, .time, .timestamp: break
    default: json = (try? JSONValue.parse(cell)) ?? json
    }
    if case .timestamp = type, let time = TestTime.milliseconds(cell) { return .timestamp(time) }
    do throws(RecordError) {
      switch type {
      case .date, .time: return try JSONValue.number(cell).value(as: type)
      default: return try json.value(as: type)
      }
    } catch {
      throw TestFailure("\(cell) is no \(type): \(error)")
    }
  }

  // MARK: - Reading

  func row(_ record: TestRecord) throws(TestFailure) -> Row {
    let (inner, window) = split(record.key)
    let key = try values(inner, isKey: true)
    return Row(
      timestamp: record.timestamp,
      key: key ?? source.schema.key.map { _ in .null }, window: window,
      value: try values(record.value, isKey: false))
  }

  private func split(_ key: [UInt8]?) -> ([UInt8]?, CaseRecord.Window?) {
    guard let key, let kind = source.window else { return (key, nil) }
    let length = kind == .session ? 16 : 8
    guard key.count >= length else { return (key, nil) }
    return (Array(key.dropLast(length)), RecordText(source).key(key).window)
  }

  /// The columns of one side; nil for null bytes.
  func values(_ bytes: [UInt8]?, isKey: Bool) throws(TestFailure) -> [Value]? {
    let (columns, format) = side(isKey: isKey)
    guard let bytes, !columns.isEmpty else { return nil }
    do throws(FormatError) {
      let decoder = try Formats.decoder(
        format.name, columns: columns, wanted: Array(columns.indices), isKey: isKey,
        properties: properties(format, isKey: isKey), topic: source.topic)
      let padded = bytes + [UInt8](repeating: 0, count: ByteSlice.overread)
      let rows = padded.withUnsafeBufferPointer { buffer -> DecodedRows? in
        guard let start = buffer.baseAddress else { return nil }
        let slices = [ByteSlice(start: start, count: Int32(bytes.count))]
        return slices.withUnsafeBufferPointer { decoder.decode($0) }
      }
      guard let rows else { return nil }
      if let failure = rows.errors.first {
        throw FormatError(.unsupportedSchema, "\(failure.error)")
      }
      if rows.present.map({ !$0[0] }) ?? false { return nil }
      return rows.columns.map { $0.value(at: 0) }
    } catch {
      throw TestFailure("\(source.name): \(error.message)")
    }
  }

  /// A value as a cell.
  static func cell(_ value: Value, _ type: SQLType) -> String {
    switch value.json(type: type, style: .row) {
    case .string(let text): text
    case let json: json.description
    }
  }

  func cells(key row: Row) -> [String] {
    var cells = zip(row.key, source.schema.key).map { SourceRows.cell($0, $1.type) }
    if let window = row.window {
      cells.append(TestTime.text(window.start) + ".." + TestTime.text(window.end ?? window.start))
    }
    return cells
  }

  func cells(value row: Row) -> [String] {
    zip(row.value ?? [], source.schema.value).map { SourceRows.cell($0, $1.type) }
  }
}
