// What a case says about the catalog and the topics after its run.

import Engine
import Formats
import Plan
import Planner
import SQLSyntax
import SegmentLog
import Values

struct PostConditions {
  private let conditions: JSONValue
  private let bench: Workbench

  init(_ conditions: JSONValue?, _ bench: Workbench) {
    self.conditions = conditions ?? .null
    self.bench = bench
  }

  func check() throws(TestFailure) {
    for source in conditions["sources"]?.array ?? [] { try check(source: source) }
    let topics = conditions["topics"] ?? .null
    if let pattern = topics["blacklist"]?.string { try check(noTopicLike: pattern) }
    for topic in topics["topics"]?.array ?? [] { try check(topic: topic) }
  }

  // MARK: - Sources

  private func check(source expected: JSONValue) throws(TestFailure) {
    let name = expected["name"]?.string ?? ""
    let catalog = bench.database.catalog
    guard let source = catalog.sources[name] else {
      throw TestFailure("there is no source \(name)")
    }
    func demand(_ what: String, _ wanted: String, _ found: String) throws(TestFailure) {
      if wanted != found { throw TestFailure("\(name): \(what) is \(found), expected \(wanted)") }
    }
    if let type = expected["type"]?.string { try demand("kind", type, source.kindText) }
    if let schema = expected["schema"]?.string {
      try demand(
        "schema", try ColumnList(schema, catalog.types).description, ColumnList(source).description)
    }
    if let format = expected["valueFormat"]?.string {
      try demand("value format", format, source.valueFormat.name)
    }
    if let key = expected["keyFormat"], !key.isNull {
      try demand("key format", key["format"]?.string ?? "", source.keyFormat.name)
      let type = key["windowType"]?.string ?? "none"
      try demand("window", type, source.window?.name ?? "none")
      let size = key["windowSize"]?.int.map { "\($0)" } ?? "none"
      try demand("window size", size, source.window?.size.map { "\($0)" } ?? "none")
    }
    if let features = expected["keyFeatures"]?.array {
      try demand("key features", text(features), source.keyFeatures)
    }
    if let features = expected["valueFeatures"]?.array {
      try demand("value features", text(features), source.valueFeatures)
    }
    if let isSource = expected["isSource"]?.bool {
      try demand("isSource", "\(isSource)", "\(source.isReadOnly)")
    }
  }

  private func text(_ features: [JSONValue]) -> String {
    features.compactMap(\.string).sorted().joined(separator: ",")
  }

  // MARK: - Topics

  private func check(noTopicLike pattern: String) throws(TestFailure) {
    guard let regex = try? Regex(pattern) else {
      throw TestFailure("blacklist: \(pattern) is no pattern")
    }
    for topic in bench.database.log.topics() where !topic.name.contains("FK-JOIN-SUBSCRIPTION") {
      if topic.name.contains(regex) {
        throw TestFailure("topic \(topic.name) is there, but must not be")
      }
    }
  }

  /// The cases number queries; here the number of a query is that of its statement.
  private func withOurQueryNumbers(_ name: String) -> String {
    var name = name
    for (number, id) in bench.database.queryIDs.enumerated() {
      guard let cut = id.lastIndex(of: "_") else { continue }
      name = name.replacing("query_\(id[..<cut])_\(number)-", with: "query_\(id)-")
    }
    return name
  }

  private func check(topic expected: JSONValue) throws(TestFailure) {
    let name = withOurQueryNumbers(expected["name"]?.string ?? "")
    // Kafka Streams numbers its changelogs by nodes of a topology that does not exist here.
    if name.hasSuffix("-changelog") { return }
    guard let topic = bench.database.log.describe(name) else {
      let names = bench.database.log.topics().map(\.name).joined(separator: "\n  ")
      throw TestFailure("there is no topic \(name)\n  \(names)")
    }
    if let partitions = expected["partitions"]?.int,
      partitions != topic.configuration.partitionCount
    {
      throw TestFailure(
        "topic \(name) has \(topic.configuration.partitionCount) partitions, "
          + "expected \(partitions)")
    }
    let owner = TopicOwners(bench.database.catalog).writer(of: name)
    let keyFormat = owner?.keyFormat.name ?? topic.configuration.metadata["key.format"]
    if let format = expected["keyFormat"]?["format"]?.string, let keyFormat, format != keyFormat {
      throw TestFailure("topic \(name) has keys of \(keyFormat), expected \(format)")
    }
    if let format = expected["valueFormat"]?["format"]?.string, let owner,
      format != owner.valueFormat.name
    {
      throw TestFailure(
        "topic \(name) has values of \(owner.valueFormat.name), expected \(format)")
    }
  }
}

/// The columns of a source in an order and spelling that can be compared.
struct ColumnList: CustomStringConvertible {
  let description: String

  init(_ source: SourceDefinition) {
    let key = source.schema.key.map { "\($0.name) \($0.type) KEY" }
    let value = source.schema.value.map { "\($0.name) \($0.type)" }
    let headers = source.headers.map { header in
      switch header.column {
      case .header(let key): "\(header.name) \(header.type) HEADER('\(key)')"
      default: "\(header.name) \(header.type) HEADERS"
      }
    }
    description = (key + value + headers).joined(separator: ", ")
  }

  /// Reads a list such as `ID BIGINT KEY, NAME STRING`.
  init(_ text: String, _ types: [String: SQLType]) throws(TestFailure) {
    let kind = text.contains("PRIMARY KEY") ? "TABLE" : "STREAM"
    do throws(SQLError) {
      let parsed = try Parser.parseScript("CREATE \(kind) X (\(text));")
      guard case .createSource(let create)? = parsed.first?.statement else {
        throw SQLError(.parseFailed, "no columns")
      }
      var parts: [[String]] = [[], [], []]
      for column in create.columns {
        let type = try SQLType(column.type, types)
        let words = "\(column.name.name) \(type)"
        switch column.role {
        case .key, .primaryKey: parts[0].append(words + " KEY")
        case .value: parts[1].append(words)
        case .headers: parts[2].append(words + " HEADERS")
        case .header(let key): parts[2].append(words + " HEADER('\(key)')")
        }
      }
      description = parts.joined().joined(separator: ", ")
    } catch {
      throw TestFailure("the schema \(text) cannot be read")
    }
  }
}

extension WindowKind {
  fileprivate var name: String {
    switch self {
    case .tumbling: "TUMBLING"
    case .hopping: "HOPPING"
    case .session: "SESSION"
    }
  }

  fileprivate var size: Int64? {
    switch self {
    case .tumbling(let size), .hopping(let size, _): size
    case .session: nil
    }
  }
}

extension SourceDefinition {
  /// A single key column stands bare where the format leaves the choice.
  fileprivate var keyFeatures: String {
    guard schema.key.count == 1, let format = try? Formats.named(keyFormat.name),
      format.supportsWrapping && format.supportsUnwrapping
    else { return "" }
    return "UNWRAP_SINGLES"
  }

  fileprivate var valueFeatures: String {
    valueFormat.wrapsSingle.map { $0 ? "WRAP_SINGLES" : "UNWRAP_SINGLES" } ?? ""
  }
}
