// INSERT INTO … SELECT: one more query that writes a stream.

import Plan
import SQLSyntax
import Values

extension StatementPlanner {
  func insertInto(
    _ statement: InsertIntoStatement, _ text: String
  ) throws(SQLError) -> PlannedStatement {
    let name = statement.target.name
    let target = try catalog.source(statement.target, at: statement.target.span)
    try checkTarget(target)
    let analysis = try QueryAnalyzer.analyze(
      statement.query, catalog: catalog, purpose: .persistent(sink: name, isInsert: true))
    if analysis.resultIsTable {
      throw SQLError.statement(
        "Incompatible data sink and query result. Data sink (\(name)) type is KSTREAM but select "
          + "query result is KTABLE.")
    }
    let builder = QueryBuilder(analysis: analysis, session: session)
    let relation = try builder.build()
    let result = try ResultBuilder(query: builder, relation: relation).persistent(sink: name)
    try checkPartitions(analysis)
    let root = try fitted(result, to: target)
    let id = try queryID(statement)
    try checkActiveQueries()
    let plan = PhysicalPlan(
      queryID: id, root: root,
      sink: SinkChoice(
        name: name, topic: target.topic, keyFormat: target.keyFormat,
        valueFormat: target.valueFormat, timestamp: target.timestamp), materialization: nil,
      properties: session.ofPlan)
    let query = QueryDefinition(
      id: id, kind: .insertInto, sqlText: text,
      reads: analysis.scope.sources.map(\.definition.name), writes: name, plan: plan)
    return .insertInto(
      InsertIntoPlan(
        query: query, changes: [.putQuery(query)], message: "Created query with ID \(id)"))
  }

  private func checkTarget(_ target: SourceDefinition) throws(SQLError) {
    if target.isTable {
      throw SQLError.statement(
        "INSERT INTO can only be used to insert into a stream. \(target.name) is a table.")
    }
    if target.isReadOnly {
      throw SQLError.statement("Cannot insert into read-only stream: \(target.name)")
    }
    if !target.headers.isEmpty {
      throw SQLError.statement("Cannot insert into \(target.name) because it has header columns")
    }
  }

  /// The result with the target's names, its columns cast where that is silent.
  private func fitted(
    _ result: ResultBuilder.Result, to target: SourceDefinition
  ) throws(SQLError) -> PlanNode {
    let (schema, wanted) = (result.schema, target.schema)
    for column in wanted.columns { try column.type.checkSupported() }
    guard schema.key.map(\.type) == wanted.key.map(\.type),
      schema.value.count == wanted.value.count,
      zip(schema.value, wanted.value).allSatisfy({ Self.fits($0.type, $1.type) })
    else {
      throw SQLError.statement(
        "Incompatible schema between results and sink.\nResult schema is \(schema)\n"
          + "Sink schema is \(wanted)", code: .typeMismatch)
    }
    if schema == wanted { return result.node }
    let expressions = zip(schema.columns, wanted.columns).enumerated().map { position, pair in
      ExpressionBinder.cast(
        .column(position: position, name: pair.0.name, type: pair.0.type), to: pair.1.type)
    }
    let edge = result.node.output
    return .project(
      ProjectNode(
        input: result.node, expressions: expressions, nullKeys: .keep,
        output: Edge(schema: wanted, isTable: edge.isTable, window: edge.window)))
  }

  /// Numbers widen; DECIMAL fits DECIMAL of at least its digits.
  private static func fits(_ from: SQLType, _ to: SQLType) -> Bool {
    if from == to { return true }
    switch (from, to) {
    case (.integer, .bigint), (.integer, .double), (.bigint, .double), (.decimal, .double),
      (.integer, .decimal), (.bigint, .decimal):
      return true
    case (.decimal(let p, let s), .decimal(let otherP, let otherS)):
      return s <= otherS && p - s <= otherP - otherS
    default: return false
    }
  }

  private func queryID(_ statement: InsertIntoStatement) throws(SQLError) -> String {
    for property in statement.properties.properties where property.name.uppercased() != "QUERY_ID" {
      throw SQLError.statement(
        "Invalid config variable(s) in the WITH clause: \(property.name.uppercased())",
        at: property.nameSpan, code: .invalidProperty)
    }
    guard let property = statement.properties["QUERY_ID"] else {
      return "INSERTQUERY_\(nextQueryNumber)"
    }
    guard case .string(let text) = property.value else {
      throw SQLError.statement("QUERY_ID must be a string.", at: property.valueSpan)
    }
    let id = text.uppercased()
    let isPlain = id.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "_"):
        true
      default: false
      }
    }
    guard isPlain, !id.isEmpty else {
      throw SQLError.statement(
        "Query IDs may contain only alphanumeric characters and '_'. Got: '\(text)'",
        at: property.valueSpan)
    }
    let reserved = ["INSERTQUERY_", "CTAS_", "CSAS_", "CST_"]
    if let prefix = reserved.first(where: { id.hasPrefix($0) }) {
      throw SQLError.statement(
        "Query IDs must not start with '\(prefix)': the prefix is reserved.",
        at: property.valueSpan)
    }
    if catalog.queries[id] != nil {
      throw SQLError.statement("Query ID '\(id)' already exists.", at: property.valueSpan)
    }
    return id
  }
}
