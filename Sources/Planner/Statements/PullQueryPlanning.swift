// SELECT without EMIT: rows that are there now, of a materialized table or of a whole stream.

import Plan
import SQLSyntax
import Values

extension StatementPlanner {
  func pullQuery(_ query: Query) throws(SQLError) -> PullPlan {
    try checkPullClauses(query)
    let source = try catalog.source(query.from.source.name, at: query.from.source.span)
    try checkPullColumns(query)
    if !source.isTable { return try streamPull(query, source) }
    guard let id = source.queryID, let owner = catalog.queries[id],
      let materialization = owner.plan.materialization
    else {
      throw SQLError.statement(
        "The `\(source.name)` table isn't queryable. To derive a queryable table, you can do "
          + "'CREATE TABLE QUERYABLE_\(source.name) AS SELECT * FROM \(source.name)'. See "
          + "https://cnfl.io/queries for more info.\n\(Self.pushHint)",
        at: query.from.source.span)
    }
    let analysis = try QueryAnalyzer.analyze(query, catalog: catalog, purpose: .pull)
    let relation = Self.rows(of: source, analysis.scope)
    let selection = PullKeys(
      analysis: analysis, written: query.filter, source: source, session: session)
    let keys = try selection.selections()
    let keyCount = source.schema.key.count
    return PullPlan(
      source: source.name,
      scan: .table(queryID: id, store: materialization.store, selections: keys),
      input: relation.edge, predicate: analysis.filter.map { relation.place($0) },
      projection: analysis.items.map { relation.place($0.expression) },
      columns: analysis.items.enumerated().map { position, item in
        ResultColumn(
          name: item.name, type: item.expression.type, position: position,
          isKey: Self.isKey(item.expression, keyCount))
      }, limit: analysis.limit)
  }

  private static let pushHint = "Add EMIT CHANGES if you intended to issue a push query."

  private static func isKey(_ e: Expression, _ keyCount: Int) -> Bool {
    if case .column(let id, _, _) = e { return id < keyCount }
    return false
  }

  /// The rows of a materialized table: its columns in place, time and window beside them.
  private static func rows(of source: SourceDefinition, _ scope: Scope) -> Relation {
    let edge = Edge(schema: source.schema, isTable: true, window: source.window)
    var places: [Int: Expression] = [:]
    for id in scope.sources[0].columns {
      switch scope.columns[id].role {
      case .rowTime: places[id] = .rowTime
      case .windowStart: places[id] = .windowStart
      case .windowEnd: places[id] = .windowEnd
      default: break
      }
    }
    return Relation(
      node: .source(
        SourceNode(
          name: source.name, topic: source.topic, isTable: true, keyFormat: source.keyFormat,
          valueFormat: source.valueFormat, keyColumns: source.schema.key,
          valueColumns: source.schema.value, reads: Array(source.schema.columns.indices),
          systemColumns: [], timestamp: nil, window: source.window, store: nil, output: edge)),
      places: places, keys: [], keyFormat: source.keyFormat)
  }

  // MARK: - Streams

  private func streamPull(_ query: Query, _ source: SourceDefinition) throws(SQLError) -> PullPlan {
    guard session.pullsStreams else {
      throw SQLError.statement(
        "Pull queries on streams are disabled. To create a push query on the stream, add EMIT "
          + "CHANGES to the end. To enable pull queries on streams, set the "
          + "ksql.query.pull.stream.enabled config to 'true'.")
    }
    let analysis = try QueryAnalyzer.analyze(query, catalog: catalog, purpose: .pull)
    let builder = QueryBuilder(analysis: analysis, session: session)
    let relation = try builder.build()
    let result = ResultBuilder(query: builder, relation: relation).transient()
    var root = result.node
    if let limit = analysis.limit { root = .limit(LimitNode(input: root, count: limit)) }
    let keyCount = result.schema.key.count
    return PullPlan(
      source: source.name,
      scan: .stream(
        PhysicalPlan(
          queryID: "transient_\(source.name)_\(transientSuffix)", root: root, sink: nil,
          materialization: nil, properties: session.ofPlan)),
      input: relation.edge, predicate: nil, projection: [],
      columns: zip(analysis.items, result.positions).map { item, position in
        ResultColumn(
          name: item.name, type: item.expression.type, position: position,
          isKey: position < keyCount)
      }, limit: analysis.limit)
  }

  // MARK: - Clauses

  private func checkPullClauses(_ query: Query) throws(SQLError) {
    let clauses = [
      ("JOIN", !query.from.joins.isEmpty), ("WINDOW", query.window != nil),
      ("GROUP BY", query.groupBy != nil), ("PARTITION BY", query.partitionBy != nil),
      ("HAVING", query.having != nil),
    ]
    if let clause = clauses.first(where: { $0.1 })?.0 {
      throw SQLError.statement("Pull queries don't support \(clause) clauses.\n\(Self.pushHint)")
    }
    for item in query.items {
      guard case .expression(let e, _) = item.kind else { continue }
      let call = Self.firstCall(e) { ExpressionBinder.isAggregate($0) }
      if let call {
        throw SQLError.statement(
          "Pull queries don't support aggregate functions in the SELECT clause: "
            + "\(call.uppercased()).\n\(Self.pushHint)", at: item.span)
      }
      if Self.firstCall(e, where: { ExpressionBinder.isTableFunction($0) }) != nil {
        throw SQLError.statement(
          "Pull queries don't support table functions.\n\(Self.pushHint)", at: item.span)
      }
    }
  }

  private static func firstCall(_ e: Written, where holds: (Identifier) -> Bool) -> String? {
    var name: String?
    e.forEachNode { node in
      if case .call(let call) = node.kind, name == nil, holds(call.name) { name = call.name.name }
    }
    return name
  }

  /// Where a record lies is not kept with the rows of tables.
  private func checkPullColumns(_ query: Query) throws(SQLError) {
    func refused(_ written: [Written], _ clause: String) throws(SQLError) {
      var names: [String] = []
      for e in written {
        e.forEachNode { node in
          guard case .column(let reference) = node.kind,
            ["ROWPARTITION", "ROWOFFSET"].contains(reference.name.name)
          else { return }
          if !names.contains(reference.name.name) { names.append(reference.name.name) }
        }
      }
      guard !names.isEmpty else { return }
      throw SQLError.statement(
        "Pull queries don't support the following columns in \(clause) clauses: "
          + names.map { "`\($0)`" }.joined(separator: ", ") + "\n\(Self.pushHint)")
    }
    let items = query.items.compactMap { item in
      if case .expression(let e, _) = item.kind { e } else { nil }
    }
    try refused(items, "SELECT")
    try refused(query.filter.map { [$0] } ?? [], "WHERE")
  }
}
