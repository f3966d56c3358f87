// ASSERT VALUES, ASSERT NULL VALUES, ASSERT STREAM and ASSERT TABLE.

import Engine
import Formats
import Plan
import Planner
import SQLSyntax
import Values

/// The assertions of one test, with how far they have read.
struct SQLAssertions {
  private let bench: Workbench
  private var positions: [String: Int] = [:]

  init(_ bench: Workbench) { self.bench = bench }

  /// The statement, if it is an assertion about records or sources.
  func assertion(_ text: String) throws(TestFailure) -> Statement? {
    // A text that does not parse says so when it is executed.
    guard
      let parsed = try? Parser.parseScript(
        text, options: ParserOptions(dialect: .test, mayOmitLastSemicolon: true)),
      let statement = parsed.first?.statement
    else { return nil }
    switch statement {
    case .assertValues, .assertTombstone, .assertSource: return statement
    default: return nil
    }
  }

  /// The topics of the sources that a statement declares with columns.
  static func declaredTopics(_ text: String) -> [String] {
    let parsed = (try? Parser.parseScript(text)) ?? []
    return parsed.compactMap { statement in
      guard case .createSource(let create) = statement.statement, !create.columns.isEmpty else {
        return nil
      }
      return create.properties["KAFKA_TOPIC"]?.value.text ?? create.name.name
    }
  }

  mutating func check(_ statement: Statement) throws(TestFailure) {
    switch statement {
    case .assertValues(let assertion):
      let source = try source(assertion.source.name)
      let columns =
        assertion.columns.isEmpty
        ? source.schema.columns.map(\.name) : assertion.columns.map(\.name)
      let row = try nextRow(of: source)
      guard let value = row.value else {
        throw TestFailure("Expected record does not match actual. Got a tombstone.")
      }
      let actual = row.key + value
      try compare(columns, assertion.values, source) { name in
        name == "ROWTIME"
          ? (.bigint(row.timestamp), .bigint)
          : source.schema.position(of: name).map { (actual[$0], source.schema.columns[$0].type) }
      }
    case .assertTombstone(let assertion):
      let source = try source(assertion.source.name)
      let row = try nextRow(of: source)
      guard row.value == nil else {
        throw TestFailure("Expected record does not match actual. Got no tombstone.")
      }
      try compare(assertion.columns.map(\.name), assertion.values, source) { name in
        source.schema.key.firstIndex { $0.name == name }.map {
          (row.key[$0], source.schema.key[$0].type)
        }
      }
    case .assertSource(let assertion): try check(assertion)
    default: break
    }
  }

  private func source(_ name: String) throws(TestFailure) -> SourceDefinition {
    guard let source = bench.database.catalog.sources[name] else {
      throw TestFailure("Source `\(name)` does not exist.")
    }
    return source
  }

  private mutating func nextRow(of source: SourceDefinition) throws(TestFailure) -> SourceRows.Row {
    let position = positions[source.topic, default: 0]
    let records = try bench.records(of: source.topic)
    guard position < records.count else {
      throw TestFailure("Expected another record, but all records have already been read:")
    }
    positions[source.topic] = position + 1
    return try SourceRows(source).row(records[position])
  }

  private func compare(
    _ names: [String], _ expected: [SQLSyntax.Expression], _ source: SourceDefinition,
    _ actual: (String) -> (Value, SQLType)?
  ) throws(TestFailure) {
    guard names.count == expected.count else {
      throw TestFailure("\(names.count) columns, but \(expected.count) values")
    }
    for (name, expression) in zip(names, expected) {
      guard let (found, type) = actual(name) else {
        throw TestFailure("\(source.name) has no column \(name)")
      }
      let cell = SourceRows.cell(found, type)
      let wanted: String
      switch type {
      // Written as texts, which are compared as such.
      case .date, .time, .timestamp: wanted = try SQLAssertions.text(expression)
      default:
        let value = try SQLAssertions.value(expression, type)
        wanted = SourceRows.cell(value, type)
        if value == found { continue }
      }
      guard wanted == cell else {
        throw TestFailure(
          "Expected record does not match actual.\n\(name): expected \(wanted), got \(cell)")
      }
    }
  }

  // MARK: - Constants

  private static func text(_ expression: SQLSyntax.Expression) throws(TestFailure) -> String {
    let json = try json(expression)
    return json.string ?? json.description
  }

  /// A constant as the value of a column.
  private static func value(
    _ expression: SQLSyntax.Expression, _ type: SQLType
  ) throws(TestFailure) -> Value {
    let json = try json(expression)
    do throws(RecordError) { return try json.value(as: type) } catch {
      throw TestFailure("\(json) is no \(type)")
    }
  }

  private static func json(_ expression: SQLSyntax.Expression) throws(TestFailure) -> JSONValue {
    switch expression.kind {
    case .literal(let literal):
      switch literal {
      case .null: return .null
      case .boolean(let value): return .bool(value)
      case .integer(let number): return .integer(number)
      case .decimal(let number): return .number(plain(number.text))
      case .double(let number): return .number(DoubleText.string(number.value))
      case .string(let text): return .string(text)
      }
    case .unary(.minus, let operand):
      guard case .number(let text) = try json(operand) else { break }
      return .number(text.hasPrefix("-") ? String(text.dropFirst()) : "-" + text)
    case .unary(.plus, let operand): return try json(operand)
    case .cast(let operand, _): return try json(operand)
    case .array(let elements):
      var values: [JSONValue] = []
      for element in elements { values.append(try json(element)) }
      return .array(values)
    case .map(let entries):
      var members: [JSONMember] = []
      for entry in entries {
        let key = try json(entry.key)
        members.append(JSONMember(key.string ?? key.description, try json(entry.value)))
      }
      return .object(members)
    case .structure(let entries):
      var members: [JSONMember] = []
      for entry in entries {
        members.append(JSONMember(entry.name.name, try json(entry.value)))
      }
      return .object(members)
    default: break
    }
    throw TestFailure("only constants can be asserted")
  }

  /// `.5` and `5.` in the grammar of JSON numbers.
  private static func plain(_ text: String) -> String {
    var text = text
    if text.hasSuffix(".") { text.removeLast() }
    if text.hasPrefix(".") { text = "0" + text }
    if text.hasPrefix("-.") { text = "-0" + text.dropFirst() }
    return text
  }

  // MARK: - Sources

  /// A source must be what a CREATE statement of the same words would make it.
  private func check(_ assertion: AssertSourceStatement) throws(TestFailure) {
    let source = try source(assertion.name.name)
    func demand(_ what: String, _ wanted: String, _ found: String) throws(TestFailure) {
      guard wanted != found else { return }
      throw TestFailure(
        "Expected \(what) does not match actual for source \(source.name).\n\tExpected: \(wanted)"
          + "\n\tActual: \(found)")
    }
    try demand("type", assertion.kind == .table ? "table" : "stream", source.kindText)
    if !assertion.columns.isEmpty {
      let columns = assertion.columns.map { column -> String in
        let type = (try? SQLType(column.type, bench.database.catalog.types)).map { "\($0)" } ?? "?"
        let isKey = column.role == .key || column.role == .primaryKey
        return "\(column.name.name) \(type)" + (isKey ? " KEY" : "")
      }
      try demand("schema", columns.joined(separator: ", "), ColumnList(source).description)
    }
    let properties = assertion.properties
    let format = properties["FORMAT"]?.value.text
    if let key = properties["KEY_FORMAT"]?.value.text ?? format {
      try demand("key format", key.uppercased(), source.keyFormat.name)
    }
    if let value = properties["VALUE_FORMAT"]?.value.text ?? format {
      try demand("value format", value.uppercased(), source.valueFormat.name)
    }
    if let topic = properties["KAFKA_TOPIC"]?.value.text {
      try demand("kafka topic", topic, source.topic)
    }
    if let column = properties["TIMESTAMP"]?.value.text {
      let found = source.timestamp.map { source.schema.columns[$0.position].name } ?? "none"
      try demand("timestamp column", column.uppercased(), found.uppercased())
    }
  }
}
