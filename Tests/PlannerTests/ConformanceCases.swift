// Reads cases of the conformance folder next to the repository and plans their statements, without
// running anything. Cases that need a schema registry are left out.

import Foundation
import Plan
import Planner
import SQLSyntax
import Values

/// One case: statements, and what is expected of them.
struct ConformanceCase {
  struct Source {
    let name: String
    let type: String
    let schema: String?
    let keyFormat: String?
    let valueFormat: String?
  }

  let name: String
  private(set) var statements: [String]
  let properties: [String: String]
  let topics: [String: Int]
  /// Class and part of the message of the error; nil = all statements plan.
  let expectedType: String?
  let expectedMessage: String?
  private(set) var sources: [Source]
  let topicNames: [String]

  var isNegative: Bool { expectedType != nil || expectedMessage != nil }

  private static let registryWords = ["AVRO", "PROTOBUF", "JSON_SR", "SCHEMA_ID", "CONNECTOR"]

  /// Functions that only the Java tests have.
  private static let testFunctions = ["WHENCONDITION", "TEST_UD", "BAD_UDF", "VAR_ARG"]

  var needsRegistry: Bool {
    let text =
      statements.joined(separator: " ").uppercased()
      + properties.values.joined(separator: " ").uppercased()
    return (Self.registryWords + Self.testFunctions).contains { text.contains($0) }
  }

  /// The same case over JSON: what the planner does hardly depends on the format.
  var overJSON: ConformanceCase? {
    let text = statements.joined(separator: " ").uppercased()
    if ["SCHEMA_ID", "CONNECTOR", "SCHEMA_FULL_NAME", "NULLABLE_REP"].contains(where: text.contains)
      || Self.testFunctions.contains(where: text.contains)
    {
      return nil
    }
    var result = self
    for name in ["PROTOBUF_NOSR", "PROTOBUF", "AVRO", "JSON_SR"] {
      result.statements = result.statements.map {
        $0.replacingOccurrences(of: "'\(name)'", with: "'JSON'", options: .caseInsensitive)
      }
    }
    result.sources = sources.map {
      Source(name: $0.name, type: $0.type, schema: $0.schema, keyFormat: nil, valueFormat: nil)
    }
    return result
  }

  /// The cases of all files of a folder, formats and configurations expanded; nil without folder.
  static func all(in folder: String) -> [ConformanceCase]? {
    guard let files = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
      return nil
    }
    var result: [ConformanceCase] = []
    for file in files.sorted() where file.hasSuffix(".json") {
      guard let data = FileManager.default.contents(atPath: folder + "/" + file),
        let root = try? JSONSerialization.jsonObject(with: data) as? [String: Any],
        let tests = root["tests"] as? [[String: Any]]
      else { continue }
      for test in tests where test["enabled"] as? Bool ?? true {
        result += expanded(test, String(file.dropLast(5)))
      }
    }
    return result
  }

  private static func expanded(_ test: [String: Any], _ file: String) -> [ConformanceCase] {
    let formats = test["format"] as? [String] ?? [""]
    let configs = test["config"] as? [String] ?? [""]
    return formats.flatMap { format in
      configs.map { ConformanceCase(test, file, format: format, config: $0) }
    }
  }

  private init(_ test: [String: Any], _ file: String, format: String, config: String) {
    let title = test["name"] as? String ?? ""
    name = "\(file) - \(title)" + (format.isEmpty ? "" : " - \(format)")
    statements = (test["statements"] as? [String] ?? []).map {
      $0.replacingOccurrences(of: "{FORMAT}", with: format)
    }
    var values: [String: String] = [:]
    for (name, value) in test["properties"] as? [String: Any] ?? [:] {
      let text = "\(value)".replacingOccurrences(of: "{CONFIG}", with: config)
      values[name] = (value as? Bool).map { "\($0)" } ?? text
    }
    properties = values
    var counts: [String: Int] = [:]
    for topic in test["topics"] as? [[String: Any]] ?? [] {
      guard let name = topic["name"] as? String else { continue }
      counts[name] = topic["partitions"] as? Int ?? 1
    }
    topics = counts
    let error = (test["expectedException"] ?? test["expectedError"]) as? [String: Any]
    expectedType = error?["type"] as? String
    expectedMessage = error?["message"] as? String
    topicNames =
      ((test["inputs"] as? [[String: Any]] ?? [])
      + (test["outputs"] as? [[String: Any]] ?? [])).compactMap { $0["topic"] as? String }
    let post = test["post"] as? [String: Any]
    sources = (post?["sources"] as? [[String: Any]] ?? []).map { source in
      Source(
        name: source["name"] as? String ?? "", type: source["type"] as? String ?? "",
        schema: source["schema"] as? String,
        keyFormat: (source["keyFormat"] as? [String: Any])?["format"] as? String,
        valueFormat: source["valueFormat"] as? String)
    }
  }
}

/// The outcome of planning a case.
enum ConformanceOutcome: Equatable {
  case passed
  case failed(String)
}

extension ConformanceCase {
  /// Plans all statements in order.
  func plan() -> ConformanceOutcome {
    let source = SourceText(statements.joined(separator: "\n"))
    var planner = StatementPlanner(catalog: Catalog(), properties: properties)
    var partitions = topics
    do {
      let parsed = try Parser.parseScript(source)
      addDeclaredTopics(parsed, &partitions)
      for statement in parsed where StatementPlanner.plans(statement.statement) {
        planner.topics = KnownTopics(partitions)
        let planned = try planner.plan(statement.statement, text: statement.text)
        apply(planned, &planner, &partitions)
      }
    } catch {
      return judge(error, source)
    }
    if isNegative, expectedType?.hasSuffix("StreamsException") != true {
      return .failed("planned, but expected: \(expectedMessage ?? "")")
    }
    return checkSources(planner.catalog)
  }

  private func addDeclaredTopics(_ parsed: [ParsedStatement], _ partitions: inout [String: Int]) {
    for statement in parsed {
      guard case .createSource(let create) = statement.statement,
        case .string(let topic)? = create.properties["KAFKA_TOPIC"]?.value
      else { continue }
      var count = 4
      if case .integer(let given)? = create.properties["PARTITIONS"]?.value { count = Int(given) }
      if partitions[topic] == nil { partitions[topic] = count }
    }
    for topic in topicNames where partitions[topic] == nil { partitions[topic] = 4 }
  }

  private func apply(
    _ planned: PlannedStatement, _ planner: inout StatementPlanner,
    _ partitions: inout [String: Int]
  ) {
    switch planned {
    case .createSource(let plan):
      planner.catalog.apply(plan.changes)
      if let topic = plan.topic { partitions[topic.name] = topic.partitions }
      if plan.query != nil { planner.nextQueryNumber += 1 }
    case .createAs(let plan):
      planner.catalog.apply(plan.changes)
      partitions[plan.topic.name] = plan.topic.partitions
      planner.nextQueryNumber += 1
    case .insertInto(let plan):
      planner.catalog.apply(plan.changes)
      planner.nextQueryNumber += 1
    case .dropSource(let plan): planner.catalog.apply(plan.changes)
    case .changeCatalog(let changes, _): planner.catalog.apply(changes)
    case .insertValues, .nothing, .pullQuery, .pushQuery: break
    }
  }

  private func judge(_ error: any Error, _ source: SourceText) -> ConformanceOutcome {
    guard let error = error as? SQLError else { return .failed("\(error)") }
    let message = error.message(in: source)
    guard isNegative else { return .failed("\(error.kind): \(message)") }
    if let expected = expectedMessage, !message.contains(expected) {
      return .failed("message: \(message)\n      expected: \(expected)")
    }
    let wanted: SQLErrorKind? =
      switch expectedType?.split(separator: ".").last {
      case "ParseFailedException": .parseFailed
      case "KsqlStatementException": .statement
      default: nil
      }
    if let wanted, wanted != error.kind {
      return .failed("kind \(error.kind), expected \(wanted): \(message)")
    }
    return .passed
  }

  private func checkSources(_ catalog: Catalog) -> ConformanceOutcome {
    for expected in sources {
      guard let source = catalog.sources[expected.name] else {
        return .failed("no source \(expected.name)")
      }
      if !expected.type.isEmpty, source.kindText != expected.type {
        return .failed("\(expected.name) is \(source.kindText)")
      }
      if let text = expected.schema, let schema = Self.schema(text, catalog.types),
        schema != source.schema
      {
        return .failed(
          "\(expected.name)\n      has      \(source.schema)\n      expected \(schema)")
      }
      if let format = expected.keyFormat, format != source.keyFormat.name {
        return .failed("\(expected.name) key \(source.keyFormat.name), expected \(format)")
      }
      if let format = expected.valueFormat, format != source.valueFormat.name {
        return .failed("\(expected.name) value \(source.valueFormat.name), expected \(format)")
      }
    }
    return .passed
  }

  /// A list of columns such as `ID BIGINT KEY, NAME STRING` as a schema.
  private static func schema(_ text: String, _ types: [String: SQLType]) -> Schema? {
    let statement =
      "CREATE STREAM X (\(text.replacingOccurrences(of: "PRIMARY KEY", with: "KEY"))) "
      + "WITH (KAFKA_TOPIC='X', VALUE_FORMAT='JSON', KEY_FORMAT='JSON', PARTITIONS=1);"
    guard let parsed = try? Parser.parseScript(statement).first,
      case .createSource(let create) = parsed.statement
    else { return nil }
    var key: [ColumnSchema] = []
    var value: [ColumnSchema] = []
    for column in create.columns {
      guard let type = try? SQLType(column.type, types) else { return nil }
      if column.role == .key {
        key.append(ColumnSchema(column.name.name, type))
      } else {
        value.append(ColumnSchema(column.name.name, type))
      }
    }
    return Schema(key: key, value: value)
  }
}
