// From an analysis to the tree of nodes: sources, joins, WHERE, table functions, aggregation,
// HAVING. The projection to the result and what lies above it are `ResultBuilder`'s.

import Formats
import Plan
import SQLSyntax
import Values

/// Builds the plan below the result's projection.
struct QueryBuilder {
  let analysis: QueryAnalysis
  let session: SessionProperties

  var scope: Scope { analysis.scope }

  func build() throws(SQLError) -> Relation {
    try checkKafkaValues()
    var relation = try joined()
    if let filter = analysis.filter { relation.filter(filter, clause: .filter) }
    if !analysis.tableFunctions.isEmpty { flatMap(&relation) }
    if analysis.groupBy != nil { relation = aggregated(relation) }
    return relation
  }

  // MARK: - Sources

  /// Whether some node above the sources needs the values that changes replace.
  private var needsOldValues: Bool {
    analysis.inputIsTable && (analysis.filter != nil || analysis.groupBy != nil)
  }

  private func checkKafkaValues() throws(SQLError) {
    let clause = analysis.scope.isJoin ? "JOIN" : analysis.groupBy != nil ? "GROUP BY" : nil
    guard let clause else { return }
    let names = scope.sources.map(\.definition).filter { $0.valueFormat.name == "KAFKA" }
      .map(\.name)
    guard !names.isEmpty else { return }
    throw SQLError.statement(
      "Source(s) \(names.joined(separator: ", ")) are using the 'KAFKA' value format. This format "
        + "does not yet support \(clause).")
  }

  /// The node that reads a source, with only the columns that the query uses.
  func source(_ index: Int, store: StoreChoice?) throws(SQLError) -> Relation {
    let source = scope.sources[index]
    let definition = source.definition
    let used = analysis.usedColumns
    var reads: [Int] = []
    var systemColumns: [SystemColumn] = []
    var places: [Int: Expression] = [:]
    for id in source.columns {
      let column = scope.columns[id]
      switch column.role {
      case .declared(let position):
        guard position < definition.schema.key.count || used.contains(id) else { continue }
        try column.type.checkSupported()
        places[id] = .column(position: reads.count, name: column.name, type: column.type)
        reads.append(position)
      case .rowTime: places[id] = .rowTime
      case .windowStart: places[id] = .windowStart
      case .windowEnd: places[id] = .windowEnd
      case .system, .syntheticKey: break
      }
    }
    for id in source.columns where used.contains(id) {
      guard case .system(let system) = scope.columns[id].role else { continue }
      places[id] = .column(
        position: reads.count + systemColumns.count, name: scope.columns[id].name,
        type: scope.columns[id].type)
      systemColumns.append(system)
    }
    let declared = definition.schema.columns
    let keyCount = definition.schema.key.count
    let values =
      reads.dropFirst(keyCount).map { declared[$0] }
      + source.columns.filter { id in
        if case .system = scope.columns[id].role { return used.contains(id) }
        return false
      }.map { ColumnSchema(scope.columns[$0].name, scope.columns[$0].type) }
    let node = SourceNode(
      name: definition.name, topic: definition.topic, isTable: definition.isTable,
      keyFormat: definition.keyFormat, valueFormat: definition.valueFormat,
      keyColumns: definition.schema.key, valueColumns: definition.schema.value, reads: reads,
      systemColumns: systemColumns, timestamp: definition.timestamp, window: definition.window,
      store: store,
      output: Edge(
        schema: Schema(key: definition.schema.key, value: values), isTable: definition.isTable,
        hasOldValues: store != nil, window: definition.window))
    return Relation(
      node: .source(node), places: places,
      keys: (0..<keyCount).map { [scope.column(source.columns.lowerBound + $0)] },
      keyFormat: definition.keyFormat)
  }

  private func joined() throws(SQLError) -> Relation {
    guard scope.isJoin else {
      return try source(0, store: needsOldValues ? StoreChoice("KsqlTopic-Reduce") : nil)
    }
    return try JoinBuilder(query: self, needsOldValues: needsOldValues).build()
  }

  // MARK: - Table functions

  private func flatMap(_ relation: inout Relation) {
    let edge = relation.edge
    var values = edge.schema.value
    var functions: [FunctionCall] = []
    for (index, call) in analysis.tableFunctions.enumerated() {
      guard case .call(let placed) = relation.place(.call(call)) else { continue }
      functions.append(placed)
      let name = "KSQL_SYNTH_\(index)"
      relation.places[Scope.tableFunctions + index] = .column(
        position: edge.schema.count + index, name: name, type: call.type)
      values.append(ColumnSchema(name, call.type))
    }
    relation.node = .flatMap(
      FlatMapNode(
        input: relation.node, functions: functions,
        output: Edge(
          schema: Schema(key: edge.schema.key, value: values), isTable: edge.isTable,
          window: edge.window)))
  }

  // MARK: - Aggregation

  private func aggregated(_ input: Relation) -> Relation {
    var relation = input
    let keys = analysis.groupBy ?? []
    let needed = analysis.aggregates.flatMap(\.arguments).reduce(into: Set<Int>()) {
      $0.formUnion($1.columnPositions)
    }
    let isKeyed = keys.count == 1 && relation.isKeyed(by: keys[0]) && !relation.edge.isTable
    if !isKeyed {
      relation.rekey(
        keys, names: analysis.groupByNames, needed: needed, nullKeys: .drop, scope: scope)
      relation.repartition(
        "Aggregate-GroupBy",
        keyFormat: internalKeyFormat(relation.keyFormat, keys.map(\.type)))
    }
    let schema = Schema(
      key: zip(analysis.groupByNames, keys).map { ColumnSchema($0, $1.type) },
      value: analysis.aggregates.enumerated().map {
        ColumnSchema("KSQL_AGG_VARIABLE_\($0)", $1.type)
      })
    let calls = analysis.aggregates.map { call in
      AggregateCall(
        name: call.name, overload: call.overload, arguments: call.arguments.map(relation.place),
        literals: call.literals, type: call.type)
    }
    let node = AggregateNode(
      input: relation.node, window: analysis.window, calls: calls,
      emitsFinal: analysis.emit == .final, store: StoreChoice("Aggregate-Aggregate-Materialize"),
      output: Edge(
        schema: schema, isTable: true, hasOldValues: analysis.having != nil,
        window: analysis.window.map { Self.windowKind($0) } ?? relation.edge.window))
    var result = Relation(
      node: .aggregate(node), places: [:], keys: keys.map { [$0] }, keyFormat: relation.keyFormat)
    for (index, call) in analysis.aggregates.enumerated() {
      result.places[Scope.aggregates + index] = .column(
        position: keys.count + index, name: "KSQL_AGG_VARIABLE_\(index)", type: call.type)
    }
    if let having = analysis.having {
      result.node = .filter(
        FilterNode(
          input: result.node, predicate: grouped(having, over: result),
          clause: Clause.having.rawValue))
    }
    return result
  }

  /// An expression above the aggregation: grouping expressions become key columns.
  func grouped(_ e: Expression, over relation: Relation) -> Expression {
    let keys = analysis.groupBy ?? []
    return e.replacing { node in
      if let index = keys.firstIndex(of: node) { return relation.key(index) }
      guard case .column(let id, _, _) = node else { return nil }
      return relation.places[id]
    }
  }

  private static func windowKind(_ window: WindowChoice) -> WindowKind {
    switch window.shape {
    case .tumbling(let size): .tumbling(size: size)
    case .hopping(let size, let advance): .hopping(size: size, advance: advance)
    case .session: .session
    }
  }

  /// The key format of an internal topic: that of the rows so far, if it can hold the new key.
  func internalKeyFormat(_ format: FormatChoice, _ types: [SQLType]) -> FormatChoice {
    if format.name == "NONE" {
      return internalKeyFormat(FormatChoice(session.defaultKeyFormat), types)
    }
    guard types.count == 1, let known = try? Formats.named(format.name),
      known.supportsKey(types[0])
    else { return FormatChoice("JSON") }
    return format
  }
}
