// The engine's results as documents: the lists of SHOW, and sentences.

import Engine
import Values

extension Document {
  /// Nil for results that are not documents: rows, PRINT and scripts.
  init?(_ result: StatementResult) {
    switch result {
    case .done(let outcome): self.init(text: outcome.message)
    case .warning(let message), .session(let message): self.init(text: message)
    case .streams(let list, let extended), .tables(let list, let extended):
      let isTables = if case .tables = result { true } else { false }
      if let extended {
        self.init(extended.flatMap { Document(source: $0).blocks })
      } else {
        self.init([.table(Self.sources(list, isTables: isTables))])
      }
    case .topics(let list, let extended):
      self.init([.table(Self.topics(list, extended: extended))])
    case .queries(let list, let extended):
      if let extended {
        self.init(extended.flatMap { Document(query: $0).blocks })
      } else {
        self.init([
          .table(Self.queries(list)),
          .note("For detailed information on a Query run: EXPLAIN <Query ID>;"),
        ])
      }
    case .source(let source): self.init(source: source)
    case .sources(let sources): self.init(sources.flatMap { Document(source: $0).blocks })
    case .query(let query): self.init(query: query)
    case .properties(let list): self.init([.table(Self.properties(list))])
    case .functions(let list):
      self.init([
        .table(Self.functions(list)),
        .note(
          "For detailed information about a function, run: DESCRIBE FUNCTION <Function Name>;"),
      ])
    case .function(let function): self.init(function: function)
    case .types(let types):
      self.init([
        .table(TextTable(["Type Name", "Schema"], types.map { [$0.name, $0.type.description] }))
      ])
    case .variables(let variables):
      self.init([
        .table(TextTable(["Variable Name", "Value"], variables.map { [$0.name, $0.value] }))
      ])
    case .inserted: self.init()
    case .terminatedPushQuery(let id, let wasTerminated):
      self.init(
        text: wasTerminated ? "Terminated query \"\(id)\"" : "Query \"\(id)\" was not running")
    case .topicAsserted(let name, let exists):
      self.init(text: "Topic \(name) \(exists ? "exists" : "does not exist").")
    case .rows, .printed, .script: return nil
    }
  }

  static func sources(_ list: [SourceListing], isTables: Bool) -> TextTable {
    TextTable(
      [
        isTables ? "Table Name" : "Stream Name", "Kafka Topic", "Key Format", "Value Format",
        "Windowed",
      ],
      list.sorted { $0.name < $1.name }.map {
        [$0.name, $0.topic, $0.keyFormat, $0.valueFormat, String($0.isWindowed)]
      })
  }

  private static func topics(_ list: [TopicListing], extended: Bool) -> TextTable {
    let more = extended ? ["Consumers", "ConsumerGroups"] : []
    return TextTable(
      ["Kafka Topic", "Partitions", "Partition Replicas"] + more,
      list.sorted { $0.name < $1.name }.map { topic in
        [topic.name, String(topic.partitionCount), "1"]
          + (extended ? [String(topic.consumerCount), String(topic.consumerGroupCount)] : [])
      })
  }

  private static func queries(_ list: [QueryListing]) -> TextTable {
    TextTable(
      ["Query ID", "Query Type", "Status", "Sink Name", "Sink Kafka Topic", "Query String"],
      list.map {
        [
          $0.id, $0.kind.rawValue, "\($0.state.rawValue):1", $0.sink ?? "", $0.sinkTopic ?? "",
          oneLine($0.text),
        ]
      })
  }

  private static func properties(_ list: [PropertyListing]) -> TextTable {
    TextTable(
      ["Property", "Scope", "Default override", "Effective Value"],
      list.map { [$0.name, $0.scope, $0.override, $0.value ?? "NULL"] })
  }

  /// By category, with an empty row between categories.
  private static func functions(_ list: [FunctionListing]) -> TextTable {
    var rows: [[String]] = []
    var category: String?
    for function in list.sorted(by: { ($0.category, $0.name) < ($1.category, $1.name) }) {
      if let category, category != function.category { rows.append(["", ""]) }
      category = function.category
      rows.append([function.name, function.category])
    }
    return TextTable(["Function Name", "Category"], rows)
  }

  /// A statement on one line, comments left alone.
  static func oneLine(_ text: String) -> String {
    text.split(whereSeparator: \.isNewline)
      .map { $0.drop(while: \.isWhitespace) }.filter { !$0.isEmpty }.joined(separator: " ")
  }
}
