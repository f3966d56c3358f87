// DESCRIBE and EXPLAIN as documents.

import Engine
import Values

extension Document {
  init(source: SourceDescription) {
    let kind = source.listing.isTable ? "TABLE" : "STREAM"
    guard let statistics = source.statistics else {
      self.init([
        .fields([Field("Name", source.listing.name)]),
        .table(Self.fields(source)),
        .note(
          "For runtime statistics and query details run: DESCRIBE "
            + "\(source.listing.name) EXTENDED;"),
      ])
      return
    }
    let topic =
      "\(source.listing.topic) (partitions: \(statistics.partitionCount), replication: 1)"
    self.init([
      .fields([
        Field("Name", source.listing.name), Field("Type", kind),
        Field("Timestamp field", source.timestampColumn ?? "Not set - using <ROWTIME>"),
        Field("Key format", source.listing.keyFormat),
        Field("Value format", source.listing.valueFormat), Field("Kafka topic", topic),
        Field("Statement", Self.oneLine(source.statement)),
      ]),
      .table(Self.fields(source)),
    ])
    if !source.constraints.isEmpty {
      blocks.append(
        .text(
          (["Sources that have a DROP constraint on this source"] + source.constraints)
            .joined(separator: "\n")))
    }
    Self.append(source.readQueries, "Queries that read from this \(kind)", to: &blocks)
    Self.append(source.writeQueries, "Queries that write from this \(kind)", to: &blocks)
    blocks.append(.text("Local runtime statistics"))
    blocks.append(
      .table(
        TextTable(
          ["Metric", "Value"], statistics.counters.map { [$0.name, String($0.value)] })))
    for problem in statistics.problems { blocks.append(.text(problem)) }
    blocks += statistics.groups.flatMap { Self.group($0) }
  }

  private static func append(
    _ queries: [QueryListing], _ title: String, to blocks: inout [Block]
  ) {
    guard !queries.isEmpty else { return }
    let lines = queries.map { "\($0.id) (\($0.state.rawValue)) : \(oneLine($0.text))" }
    blocks.append(.text(([title] + lines).joined(separator: "\n")))
  }

  private static func group(_ group: GroupProgress) -> [Block] {
    let lags = group.partitions.map { max(0, $0.end - $0.position) }
    return [
      .fields([
        Field("Consumer Group", group.group), Field("Kafka topic", group.topic),
        Field("Max lag", String(lags.max() ?? 0)),
      ]),
      .table(
        TextTable(
          ["Partition", "Start Offset", "End Offset", "Offset", "Lag"],
          zip(group.partitions, lags).map { partition, lag in
            [
              String(partition.partition), String(partition.start), String(partition.end),
              String(partition.position), String(lag),
            ]
          })),
    ]
  }

  private static func fields(_ source: SourceDescription) -> TextTable {
    TextTable(
      ["Field", "Type"],
      source.fields.map { field in
        [field.name, type(field, isTable: source.listing.isTable, window: source.windowType)]
      })
  }

  /// The type, and behind it what makes the column special.
  private static func type(
    _ field: FieldDescription, isTable: Bool, window: String?
  ) -> String {
    let suffix: String
    switch field.role {
    case .value: return field.type.description
    case .key:
      suffix =
        (isTable ? "(primary key)" : "(key)") + (window.map { " (Window type: \($0))" } ?? "")
    case .header(nil): suffix = "(headers)"
    case .header(let key?): suffix = "(header('\(key)'))"
    }
    return TableText.padded(field.type.description, 16) + " " + suffix
  }

  init(query: QueryDescription) {
    var fields: [Field] = []
    if let listing = query.listing {
      fields.append(Field("ID", listing.id))
      fields.append(Field("Query Type", listing.kind.rawValue))
    }
    fields.append(Field("SQL", Self.oneLine(query.text)))
    if let listing = query.listing { fields.append(Field("Status", listing.state.rawValue)) }
    self.init([.fields(fields)])
    if !query.fields.isEmpty {
      let isTable = query.windowType != nil
      blocks.append(
        .table(
          TextTable(
            ["Field", "Type"],
            query.fields.map {
              [$0.name, Self.type($0, isTable: isTable, window: query.windowType)]
            })))
    }
    func list(_ title: String, _ names: [String]) {
      guard !names.isEmpty else { return }
      blocks.append(.text(([title] + names.map { "  " + $0 }).joined(separator: "\n")))
    }
    list("Sources that this query reads from:", query.sources)
    list("Sinks that this query writes to:", query.sinks)
    if !query.plan.isEmpty {
      blocks.append(.text("Execution plan\n--------------\n" + query.plan))
    }
    if !query.properties.isEmpty {
      blocks.append(.text("Overridden Properties"))
      blocks.append(
        .table(TextTable(["Property", "Value"], query.properties.map { [$0.name, $0.value] })))
    }
    if !query.errors.isEmpty {
      blocks.append(
        .table(
          TextTable(
            ["Error Date", "Error Details", "Error Type"],
            query.errors.map { [CivilText.timestamp($0.time), $0.message, $0.type] })))
    }
    blocks += query.progress.flatMap { Self.group($0) }
  }

  init(function: FunctionDescription) {
    self.init([
      .fields([
        Field("Name", function.name), Field("Type", function.kind.rawValue),
        Field("Overview", function.description),
      ])
    ])
    var lines = ["Variations:"]
    for variation in function.variations {
      let arguments = variation.arguments.map {
        "\($0.name) \($0.type)\($0.isVariadic ? "[]" : "")"
      }
      lines.append("")
      lines.append("  Variation   : \(function.name)(\(arguments.joined(separator: ", ")))")
      if !variation.returnType.isEmpty {
        lines.append("  Returns     : \(variation.returnType)")
      }
      if !variation.description.isEmpty {
        lines.append("  Description : \(variation.description)")
      }
      for argument in variation.arguments where !argument.description.isEmpty {
        lines.append("  \(TableText.padded(argument.name, 12)): \(argument.description)")
      }
    }
    blocks.append(.text(lines.joined(separator: "\n")))
    if !function.examples.isEmpty {
      blocks.append(
        .text(
          (["Examples:"] + function.examples.map { "  \($0.call)  →  \($0.result)" })
            .joined(separator: "\n")))
    }
  }
}
