// CREATE … AS SELECT: a query, the source that it makes, and the topic between them.

import Plan
import SQLSyntax
import Values

extension StatementPlanner {
  func createAs(
    _ statement: CreateAsSelectStatement, _ text: String
  ) throws(SQLError) -> PlannedStatement {
    let isTable = statement.kind == .table
    let name = statement.name.name
    if statement.ifNotExists, let present = catalog.sources[name] {
      return .nothing(
        message: "Cannot add \(isTable ? "table" : "stream") `\(name)`: A "
          + "\(present.kindText) with the same name already exists.")
    }
    if statement.query.limit != nil {
      throw SQLError.parseFailed(
        "CREATE \(statement.kind.rawValue) AS SELECT statements don't support LIMIT clause.",
        at: statement.query.span)
    }
    if statement.orReplace { try checkReplaceIsAllowed() }
    let properties = try SourceProperties(statement.properties, owner: .query)
    for format in [properties.keyFormat, properties.valueFormat] {
      if let format { try checkKnown(FormatChoice(format)) }
    }
    if let property = properties.registryProperties.min() {
      throw SQLError.notSupportedYet(
        "The property \(property) belongs to a format that is not supported yet.")
    }
    let analysis = try QueryAnalyzer.analyze(
      statement.query, catalog: catalog, purpose: .persistent(sink: name, isInsert: false))
    try checkResultKind(analysis, wanted: statement.kind)
    if let column = properties.timestamp, !analysis.items.contains(where: { $0.name == column }) {
      throw Self.missingTimestamp(column)
    }
    let builder = QueryBuilder(analysis: analysis, session: session)
    let relation = try builder.build()
    let result = try ResultBuilder(query: builder, relation: relation).persistent(sink: name)
    let sink = try sinkSource(
      statement, text, properties, analysis, relation, result, window: relation.edge.window)
    try checkPartitions(analysis)
    let topic = try sinkTopic(sink, properties, analysis)
    let replaced = try replacedQuery(statement, sink)
    let id =
      replaced?.id
      ?? "\(isTable ? "CTAS" : "CSAS")_\(name.uppercased())_\(nextQueryNumber)"
    if replaced == nil { try checkActiveQueries() }
    let plan = physicalPlan(id, result.node, analysis, sink)
    if let replaced { try QueryUpgrade(from: replaced.plan, to: plan).check() }
    let named = sink.written(by: id)
    let query = QueryDefinition(
      id: id, kind: .createAs, sqlText: text,
      reads: analysis.scope.sources.map(\.definition.name), writes: name, plan: plan)
    return .createAs(
      CreateAsPlan(
        source: named, query: query, topic: topic, replaces: replaced?.id,
        changes: [.putSource(named), .putQuery(query)],
        message: "Created query with ID \(id)"))
  }

  // MARK: - Result

  func checkResultKind(
    _ analysis: QueryAnalysis, wanted: SourceKind
  ) throws(SQLError) {
    let kind: SourceKind = analysis.resultIsTable ? .table : .stream
    guard kind != wanted else { return }
    throw SQLError.statement(
      "Invalid result type. Your SELECT query produces a \(kind.rawValue). Please use CREATE "
        + "\(kind.rawValue) AS SELECT statement instead.")
  }

  private func sinkSource(
    _ statement: CreateAsSelectStatement, _ text: String, _ properties: SourceProperties,
    _ analysis: QueryAnalysis, _ relation: Relation, _ result: ResultBuilder.Result,
    window: WindowKind?
  ) throws(SQLError) -> SourceDefinition {
    let name = statement.name.name
    let isTable = analysis.resultIsTable
    let formats = try formats(
      ofResult: result.schema, properties, from: analysis.scope.sources[0].definition,
      key: analysis.scope.sources[0].definition.keyFormat)
    try checkKnown(formats.key)
    try checkKnown(formats.value)
    try checkRetention(properties, isTable: isTable, isWindowed: window != nil)
    let value: FormatChoice
    do {
      value = try checked(result.schema, key: formats.key, value: formats.value)
    } catch {
      throw error.about(CreateAsText(statement, analysis).text)
    }
    return SourceDefinition(
      name: name, isTable: isTable, schema: result.schema,
      topic: properties.topic ?? session.outputTopicPrefix + name,
      keyFormat: formats.key, valueFormat: value, window: window,
      timestamp: try timestamp(properties, result.schema), sqlText: text)
  }

  func physicalPlan(
    _ id: String, _ root: PlanNode, _ analysis: QueryAnalysis, _ sink: SourceDefinition
  ) -> PhysicalPlan {
    var root = root
    var store: StoreChoice?
    if analysis.resultIsTable {
      if analysis.groupBy != nil {
        store = StoreChoice("Aggregate-Aggregate-Materialize")
      } else {
        let made = StoreChoice("Materialized")
        root = .materialize(MaterializeNode(input: root, store: made, output: root.output))
        store = made
      }
    }
    return PhysicalPlan(
      queryID: id, root: root,
      sink: SinkChoice(
        name: sink.name, topic: sink.topic, keyFormat: sink.keyFormat,
        valueFormat: sink.valueFormat, timestamp: sink.timestamp),
      materialization: store.map { Materialization(store: $0) }, properties: session.ofPlan)
  }

  // MARK: - Topic

  private func sinkTopic(
    _ sink: SourceDefinition, _ properties: SourceProperties, _ analysis: QueryAnalysis
  ) throws(SQLError) -> TopicToCreate {
    let present = topics.partitions(of: sink.topic)
    if let present, let wanted = properties.partitions, present != wanted {
      throw Self.topicExists(sink.topic, wanted: wanted, present: present)
    }
    let source = analysis.scope.sources[0].definition
    return TopicToCreate(
      name: sink.topic,
      partitions: properties.partitions ?? present ?? topics.partitions(of: source.topic) ?? 1,
      replicas: properties.replicas,
      configuration: topicConfiguration(
        isTable: sink.isTable, isWindowed: sink.window != nil,
        retention: retention(properties, analysis)))
  }

  private func retention(_ properties: SourceProperties, _ analysis: QueryAnalysis) -> Int64? {
    if let given = properties.retention { return given }
    return analysis.window.map { max(604_800_000, $0.retention) }
  }

  /// Joined sources need equal partition counts, except for foreign keys.
  func checkPartitions(_ analysis: QueryAnalysis) throws(SQLError) {
    let sources = analysis.scope.sources
    guard let first = sources.first, let count = topics.partitions(of: first.definition.topic)
    else { return }
    for join in analysis.joins {
      let right = sources[join.source]
      if analysis.inputIsTable, !ResultKey.isPrimaryKeyJoin(join, analysis) { continue }
      guard let other = topics.partitions(of: right.definition.topic), other != count else {
        continue
      }
      throw SQLError.statement(
        "Can't join `\(first.alias)` with `\(right.alias)` since the number of partitions don't "
          + "match. `\(first.alias)` partitions = \(count); `\(right.alias)` partitions = \(other). "
          + "Please repartition either one so that the number of partitions match.", at: join.span)
    }
  }

  // MARK: - Queries

  func checkActiveQueries() throws(SQLError) {
    guard let limit = session.activeQueriesMax else { return }
    let active = catalog.queries.values.count { $0.kind != .sourceTable }
    guard active >= limit else { return }
    throw SQLError.statement(
      "Not executing statement(s) as it would cause the number of active, persistent queries to "
        + "exceed the configured limit. Use the TERMINATE command to terminate existing queries. "
        + "If you need to increase the limit, the 'ksql.query.persistent.active.limit' property "
        + "says what it is. Current active queries: \(active). Configured limit: \(limit).")
  }

  /// The query that this statement takes the place of.
  private func replacedQuery(
    _ statement: CreateAsSelectStatement, _ sink: SourceDefinition
  ) throws(SQLError) -> QueryDefinition? {
    try checkName(sink, orReplace: statement.orReplace)
    guard let present = catalog.sources[sink.name] else { return nil }
    let writers = catalog.queriesWriting(sink.name)
    if writers.count > 1 {
      throw SQLError.statement(
        "REPLACE for sink `\(sink.name)` is not supported because there are multiple queries "
          + "writing into it: [\(writers.joined(separator: ", "))]")
    }
    guard let id = present.queryID, let query = catalog.queries[id] else {
      throw SQLError.statement(
        "Cannot replace `\(sink.name)`: it was not made by a CREATE … AS SELECT statement.")
    }
    return query
  }
}

extension SourceDefinition {
  /// The same source with the query that writes it.
  func written(by id: String) -> SourceDefinition {
    SourceDefinition(
      name: name, isTable: isTable, schema: schema, headers: headers, topic: topic,
      keyFormat: keyFormat, valueFormat: valueFormat, window: window, timestamp: timestamp,
      isReadOnly: isReadOnly, sqlText: sqlText, queryID: id)
  }
}

extension SQLError {
  /// The error with the text of the statement behind it, as the dialect shows a resolved query.
  func about(_ text: String) -> SQLError {
    SQLError(
      kind, sentence, code: code, at: span, hint: hint, notes: notes, placeStyle: placeStyle,
      wireSentence: (wireSentence ?? sentence) + "\nStatement: " + text,
      statementText: statementText)
  }
}
