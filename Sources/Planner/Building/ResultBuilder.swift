// The projection to the result: select items that are the key become key columns, the others value
// columns, in the order of the select list.

import Plan
import SQLSyntax
import Values

/// Puts the result's projection on top of a relation.
struct ResultBuilder {
  let query: QueryBuilder
  let relation: Relation

  private var analysis: QueryAnalysis { query.analysis }

  /// A root and what it gives.
  struct Result {
    let node: PlanNode
    let schema: Schema
    /// For each select item its position in the schema.
    let positions: [Int]
  }

  /// The result of a persistent query: its key must be selected, once.
  func persistent(sink: String) throws(SQLError) -> Result {
    let key = ResultKey(analysis)
    let keyItems: [Int]
    do {
      keyItems = try key.items(analysis.items, sink: sink, analysis)
    } catch {
      guard query.session.mayDropKeys, analysis.groupBy == nil else { throw error }
      keyItems = []
    }
    try checkNames()
    if keyItems.count == analysis.items.count {
      throw SQLError.statement("The projection contains no value columns.")
    }
    return project(keys: keyItems.enumerated().map { (part: $0, item: $1) })
  }

  /// The result of a transient query: key columns that are selected keep their values in deletes.
  func transient() -> Result {
    let key = ResultKey(analysis)
    let keys = key.parts.enumerated().compactMap { index, part in
      analysis.items.firstIndex { part.alternatives.contains($0.expression) }
        .map { (part: index, item: $0) }
    }
    return project(keys: keys)
  }

  private func checkNames() throws(SQLError) {
    for (index, item) in analysis.items.enumerated()
    where analysis.items[..<index].contains(where: { $0.name == item.name }) {
      throw SQLError.statement(
        "Duplicate value columns found in schema: `\(item.name)` \(item.expression.type)",
        at: item.span)
    }
  }

  private func project(keys: [(part: Int, item: Int)]) -> Result {
    let items = analysis.items
    let keyItems = keys.map(\.item)
    let values = items.indices.filter { !keyItems.contains($0) }
    let partCount = ResultKey(analysis).parts.count
    let expressions =
      keys.map { keyExpression($0.part, of: partCount, items[$0.item].expression) }
      + values.map { place(items[$0].expression) }
    let schema = Schema(
      key: keyItems.map { ColumnSchema(items[$0].name, items[$0].expression.type) },
      value: values.map { ColumnSchema(items[$0].name, items[$0].expression.type) })
    let edge = relation.edge
    var positions = [Int](repeating: 0, count: items.count)
    for (position, index) in (keyItems + values).enumerated() { positions[index] = position }
    if isIdentity(expressions, schema) {
      return Result(node: relation.node, schema: schema, positions: positions)
    }
    let node = ProjectNode(
      input: relation.node, expressions: expressions, nullKeys: .keep,
      output: Edge(schema: schema, isTable: edge.isTable, window: edge.window))
    return Result(node: .project(node), schema: schema, positions: positions)
  }

  /// The key's value: what the rows are keyed by, unless PARTITION BY computes a new one.
  private func keyExpression(_ part: Int, of count: Int, _ e: Expression) -> Expression {
    guard analysis.partitionBy == nil, relation.edge.schema.key.count == count else {
      return place(e)
    }
    return relation.key(part)
  }

  private func place(_ e: Expression) -> Expression {
    analysis.groupBy == nil ? relation.place(e) : query.grouped(e, over: relation)
  }

  private func isIdentity(_ expressions: [Expression], _ schema: Schema) -> Bool {
    guard schema == relation.edge.schema, expressions.count == schema.count else { return false }
    return expressions.enumerated().allSatisfy { position, e in
      if case .column(position, _, _) = e { return true }
      return false
    }
  }
}
