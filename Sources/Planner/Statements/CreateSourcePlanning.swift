// CREATE STREAM and CREATE TABLE: a schema over a topic.

import Functions
import Plan
import SQLSyntax
import Values

extension StatementPlanner {
  func createSource(
    _ statement: CreateSourceStatement, _ text: String
  ) throws(SQLError) -> PlannedStatement {
    let isTable = statement.kind == .table
    let name = statement.name.name
    if statement.ifNotExists, let present = catalog.sources[name] {
      return .nothing(
        message: "Cannot add \(isTable ? "table" : "stream") `\(name)`: A "
          + "\(present.kindText) with the same name already exists.")
    }
    let properties = try SourceProperties(statement.properties, owner: .source)
    try checkReplacement(statement, isTable)
    let columns = try SourceColumns(statement, types: TypeBinding(customTypes: catalog.types))
    try checkRegistryProperties(properties, columns)
    guard let topic = properties.topic else {
      throw SQLError.statement(
        "Missing required property \"KAFKA_TOPIC\" which has no default value.",
        at: statement.properties.span, code: .invalidProperty)
    }
    let formats = try formats(of: properties)
    try checkKnown(formats.key)
    try checkKnown(formats.value)
    let schema = columns.schema
    if schema.value.isEmpty && schema.key.isEmpty && columns.headers.isEmpty {
      throw SQLError.statement("No columns supplied.")
    }
    if isTable && schema.key.isEmpty {
      throw SQLError.statement("Tables require a PRIMARY KEY. Please define the PRIMARY KEY.")
    }
    let window = try properties.window()
    if window != nil && schema.key.isEmpty {
      throw SQLError.statement("Windowed sources require a key column.")
    }
    try checkRetention(properties, isTable: isTable, isWindowed: window != nil)
    let valueFormat = try checked(schema, key: formats.key, value: formats.value)
    var source = SourceDefinition(
      name: name, isTable: isTable, schema: schema, headers: columns.headers, topic: topic,
      keyFormat: formats.key, valueFormat: valueFormat, window: window,
      timestamp: try timestamp(properties, schema), isReadOnly: statement.isReadOnly,
      sqlText: text)
    let creation = try topicToCreate(topic, properties, source)
    try checkName(source, orReplace: statement.orReplace)
    var query: QueryDefinition?
    if isTable && statement.isReadOnly && session.materializesSourceTables {
      for column in schema.columns { try column.type.checkSupported() }
      let made = materialization(of: source, text)
      source = made.source
      query = made.query
    }
    return .createSource(
      CreateSourcePlan(
        source: source, topic: creation, query: query,
        changes: [.putSource(source)] + (query.map { [.putQuery($0)] } ?? []),
        message: "\(isTable ? "Table" : "Stream") created"))
  }

  // MARK: - Checks

  private func checkReplacement(
    _ statement: CreateSourceStatement, _ isTable: Bool
  ) throws(SQLError) {
    guard statement.orReplace else { return }
    try checkReplaceIsAllowed()
    let kind = isTable ? "table" : "stream"
    if statement.isReadOnly || catalog.sources[statement.name.name]?.isReadOnly == true {
      throw SQLError.statement(
        "Cannot add \(kind) '\(statement.name.name)': CREATE OR REPLACE is not supported on source "
          + "\(kind)s.", at: statement.name.span)
    }
    if let present = catalog.sources[statement.name.name], present.isResultOfQuery {
      throw SQLError.statement(
        "Cannot replace `\(present.name)`: it was made by a CREATE … AS SELECT statement, and only "
          + "another one can take its place.", at: statement.name.span)
    }
  }

  func checkReplaceIsAllowed() throws(SQLError) {
    guard session.replaces else {
      throw SQLError.statement(
        "CREATE OR REPLACE functionality is not enabled: 'ksql.create.or.replace.enabled' is false."
      )
    }
  }

  /// The name must be free, or the source one that this may take the place of.
  func checkName(_ source: SourceDefinition, orReplace: Bool) throws(SQLError) {
    guard let present = catalog.sources[source.name] else { return }
    guard orReplace else {
      throw SQLError.statement(
        "Cannot add \(source.kindText) `\(source.name)`: A \(present.kindText) with the same name "
          + "already exists.", code: .alreadyExists)
    }
    try SourceUpgrade(from: present, to: source).check()
  }

  private func checkRegistryProperties(
    _ properties: SourceProperties, _ columns: SourceColumns
  ) throws(SQLError) {
    let clashes = [
      ("KEY", properties.keySchemaID, columns.schema.key.isEmpty, properties.keyFormat),
      ("VALUE", properties.valueSchemaID, columns.schema.value.isEmpty, properties.valueFormat),
    ]
    for (side, id, isEmpty, format) in clashes where id != nil {
      if !isEmpty {
        throw SQLError.statement(
          "Table elements and \(side)_SCHEMA_ID cannot both exist for create statement.")
      }
      if let format, ["JSON", "DELIMITED", "KAFKA", "NONE"].contains(format) {
        throw SQLError.statement(
          "\(side)_FORMAT should support schema inference when \(side)_SCHEMA_ID is provided. "
            + "Current format is \(format).")
      }
      throw SQLError.notSupportedYet("Schemas of a schema registry are not supported yet.")
    }
    if let name = properties.registryProperties.min() {
      throw SQLError.notSupportedYet(
        "The property \(name) belongs to a format that is not supported yet.")
    }
  }

  func checkRetention(
    _ properties: SourceProperties, isTable: Bool, isWindowed: Bool
  ) throws(SQLError) {
    if properties.retention != nil && isTable && !isWindowed {
      throw SQLError.statement(
        "Invalid config variable in the WITH clause: RETENTION_MS. Non-windowed tables do not "
          + "support retention.", code: .invalidProperty)
    }
  }

  /// The column that event time is taken from or written to.
  func timestamp(
    _ properties: SourceProperties, _ schema: Schema
  ) throws(SQLError) -> TimestampColumn? {
    guard let name = properties.timestamp else { return nil }
    guard let position = schema.position(of: name) else {
      throw Self.missingTimestamp(name)
    }
    switch schema.columns[position].type {
    case .string:
      if properties.timestampFormat == nil {
        throw SQLError.statement(
          "A String timestamp field has been specified without also specifying the "
            + "timestamp_format", code: .invalidProperty)
      }
    case .bigint, .timestamp:
      if properties.timestampFormat != nil {
        throw SQLError.statement(
          "'TIMESTAMP_FORMAT' set in the WITH clause can only be used when the timestamp column is "
            + "of type STRING.", code: .invalidProperty)
      }
    default:
      throw SQLError.statement(
        "Timestamp column, \(name), should be LONG(INT64), TIMESTAMP, or a String with a "
          + "timestamp_format specified.", code: .invalidProperty)
    }
    return TimestampColumn(
      position: position, format: properties.timestampFormat,
      failsOnInvalid: session.failsOnInvalidTimestamp)
  }

  static func missingTimestamp(_ name: String) -> SQLError {
    SQLError.statement(
      "The TIMESTAMP column set in the WITH clause does not exist in the schema: '\(name)'",
      code: .invalidProperty)
  }

  // MARK: - Topic

  private func topicToCreate(
    _ topic: String, _ properties: SourceProperties, _ source: SourceDefinition
  ) throws(SQLError) -> TopicToCreate? {
    if let present = topics.partitions(of: topic) {
      if let wanted = properties.partitions, wanted != present {
        throw Self.topicExists(topic, wanted: wanted, present: present)
      }
      return nil
    }
    guard let partitions = properties.partitions else {
      throw SQLError.statement(
        "Topic '\(topic)' does not exist. If you want to create a new topic for the stream/table "
          + "please re-run the statement providing the required 'PARTITIONS' configuration in the "
          + "WITH clause (and optionally 'REPLICAS'). For example: CREATE "
          + "\(source.isTable ? "TABLE" : "STREAM") \(source.name) WITH (KAFKA_TOPIC='\(topic)', "
          + "PARTITIONS=1);")
    }
    return TopicToCreate(
      name: topic, partitions: partitions, replicas: properties.replicas,
      configuration: topicConfiguration(
        isTable: source.isTable, isWindowed: source.window != nil,
        retention: properties.retention))
  }

  static func topicExists(_ topic: String, wanted: Int, present: Int) -> SQLError {
    SQLError.statement(
      "A Kafka topic with the name '\(topic)' already exists, with different partition/replica "
        + "configuration than required. KSQL expects \(wanted) partitions (topic has \(present)).")
  }

  func topicConfiguration(
    isTable: Bool, isWindowed: Bool, retention: Int64?
  ) -> [String: String] {
    var result = [
      "cleanup.policy": isTable ? (isWindowed ? "compact,delete" : "compact") : "delete"
    ]
    if !isTable || isWindowed {
      result["retention.ms"] = "\(retention ?? 604_800_000)"
    }
    return result
  }

  // MARK: - SOURCE TABLE

  /// The query that keeps a SOURCE TABLE for pull queries.
  private func materialization(
    of source: SourceDefinition, _ text: String
  ) -> (source: SourceDefinition, query: QueryDefinition) {
    let id = "CST_\(source.name)_\(nextQueryNumber)"
    let columns = source.schema.columns
    let node = PlanNode.source(
      SourceNode(
        name: source.name, topic: source.topic, isTable: true, keyFormat: source.keyFormat,
        valueFormat: source.valueFormat, keyColumns: source.schema.key,
        valueColumns: source.schema.value, reads: Array(columns.indices), systemColumns: [],
        timestamp: source.timestamp, window: source.window, store: nil,
        output: Edge(schema: source.schema, isTable: true, window: source.window)))
    let store = StoreChoice("Materialized")
    let plan = PhysicalPlan(
      queryID: id,
      root: .materialize(MaterializeNode(input: node, store: store, output: node.output)),
      sink: nil, materialization: Materialization(store: store), properties: session.ofPlan)
    let named = SourceDefinition(
      name: source.name, isTable: true, schema: source.schema, headers: source.headers,
      topic: source.topic, keyFormat: source.keyFormat, valueFormat: source.valueFormat,
      window: source.window, timestamp: source.timestamp, isReadOnly: true, sqlText: text,
      queryID: id)
    let query = QueryDefinition(
      id: id, kind: .sourceTable, sqlText: text, reads: [source.name], writes: nil, plan: plan)
    return (named, query)
  }
}
