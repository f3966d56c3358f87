// The entities of a server's answers, read back into the engine's results, so that both clients show
// the same.

import Engine
import Formats

extension Document {
  /// An entity of `/ksql`; one that is not known is shown as it is.
  init(entity: JSONValue) {
    func text(_ key: String) -> String { entity[key]?.string ?? "" }
    func list(_ key: String) -> [JSONValue] { entity[key]?.array ?? [] }
    switch text("@type") {
    case "currentStatus":
      self.init(text: entity["commandStatus"]?["message"]?.string ?? "")
    case "warning_entity": self.init(text: text("message"))
    case "streams", "tables":
      let isTables = text("@type") == "tables"
      let sources = list(text("@type")).map { Self.listing($0, isTable: isTables) }
      self.init([.table(Self.sources(sources, isTables: isTables))])
    case "kafka_topics":
      self.init([
        .table(
          TextTable(
            ["Kafka Topic", "Partitions", "Partition Replicas"],
            list("topics").map { topic in
              let replicas = topic["replicaInfo"]?.array ?? []
              return [Self.text(topic, "name"), "\(replicas.count)", "1"]
            }))
      ])
    case "queries": self.init([.table(Self.queries(list("queries")))])
    case "sourceDescription":
      self.init(description: entity["sourceDescription"] ?? .null)
    case "source_descriptions":
      self.init(list("sourceDescriptions").flatMap { Document(description: $0).blocks })
    case "queryDescription": self.init(explained: entity["queryDescription"] ?? .null)
    case "properties":
      self.init([
        .table(
          TextTable(
            ["Property", "Scope", "Default override", "Effective Value"],
            list("properties").map {
              [
                Self.text($0, "name"), Self.text($0, "scope"), Self.text($0, "level"),
                $0["value"].map(RowText.plain) ?? "NULL",
              ]
            }))
      ])
    case "function_names":
      self.init([
        .table(
          TextTable(
            ["Function Name", "Category"],
            list("functions").map { [Self.text($0, "name"), Self.text($0, "category")] }))
      ])
    case "type_list":
      self.init([
        .table(
          TextTable(
            ["Type Name", "Schema"],
            (entity["types"]?.members ?? []).map { [$0.key, Self.type($0.value)] }))
      ])
    case "assert_topic":
      let exists = entity["exists"]?.bool ?? false
      self.init(text: "Topic \(text("topicName")) \(exists ? "exists" : "does not exist").")
    case "terminate_query": self.init(text: "Terminated query \"\(text("queryId"))\"")
    default: self.init(text: entity.description)
    }
  }

  private static func text(_ value: JSONValue, _ key: String) -> String {
    value[key]?.string ?? ""
  }

  private static func listing(_ source: JSONValue, isTable: Bool) -> SourceListing {
    SourceListing(
      name: text(source, "name"), isTable: isTable, topic: text(source, "topic"),
      keyFormat: text(source, "keyFormat"), valueFormat: text(source, "valueFormat"),
      isWindowed: source["isWindowed"]?.bool ?? false)
  }

  private static func queries(_ list: [JSONValue]) -> TextTable {
    TextTable(
      ["Query ID", "Query Type", "Status", "Sink Name", "Sink Kafka Topic", "Query String"],
      list.map { query in
        let counts = query["statusCount"]?.members ?? []
        func first(_ key: String) -> String { query[key]?.array?.first?.string ?? "" }
        return [
          text(query, "id"), text(query, "queryType"),
          counts.map { "\($0.key):\($0.value)" }.joined(separator: ", "), first("sinks"),
          first("sinkKafkaTopics"), oneLine(text(query, "queryString")),
        ]
      })
  }

  private init(description: JSONValue) {
    var fields = [Field("Name", Self.text(description, "name"))]
    if description["extended"]?.bool == true {
      fields += [
        ("Type", "type"), ("Timestamp field", "timestamp"), ("Key format", "keyFormat"),
        ("Value format", "valueFormat"), ("Kafka topic", "topic"), ("Statement", "statement"),
        ("Statistics", "statistics"),
      ].map { Field($0.0, Self.text(description, $0.1)) }
    }
    self.init([
      .fields(fields),
      .table(Self.fields(description, isTable: Self.text(description, "type") == "TABLE")),
    ])
  }

  private init(explained: JSONValue) {
    self.init([
      .fields([
        Field("ID", Self.text(explained, "id")),
        Field("Query Type", Self.text(explained, "queryType")),
        Field("SQL", Self.oneLine(Self.text(explained, "statementText"))),
        Field("Status", Self.text(explained, "state")),
      ]),
      .table(Self.fields(explained, isTable: false)),
      .text("Execution plan\n--------------\n" + Self.text(explained, "executionPlan")),
    ])
  }

  private static func fields(_ description: JSONValue, isTable: Bool) -> TextTable {
    TextTable(
      ["Field", "Type"],
      (description["fields"]?.array ?? []).map { field in
        let type = type(field["schema"] ?? .null)
        switch field["type"]?.string {
        case "KEY":
          return [
            text(field, "name"),
            TableText.padded(type, 16) + (isTable ? " (primary key)" : " (key)"),
          ]
        case "HEADER": return [text(field, "name"), TableText.padded(type, 16) + " (headers)"]
        default: return [text(field, "name"), type]
        }
      })
  }

  /// A type as SQL writes it.
  private static func type(_ schema: JSONValue) -> String {
    let member = schema["memberSchema"] ?? .null
    switch schema["type"]?.string {
    case "ARRAY": return "ARRAY<\(type(member))>"
    case "MAP": return "MAP<STRING, \(type(member))>"
    case "STRUCT":
      let fields = (schema["fields"]?.array ?? []).map {
        "\(text($0, "name")) \(type($0["schema"] ?? .null))"
      }
      return "STRUCT<\(fields.joined(separator: ", "))>"
    case "DECIMAL":
      let parameters = schema["parameters"]
      return "DECIMAL(\(parameters?["precision"] ?? .null), \(parameters?["scale"] ?? .null))"
    case let name?: return name
    case nil: return ""
    }
  }
}
