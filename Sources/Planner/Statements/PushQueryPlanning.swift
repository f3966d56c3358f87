// SELECT … EMIT: a plan whose rows go to whoever asked.

import Plan
import SQLSyntax
import Values

extension StatementPlanner {
  func pushQuery(_ query: Query) throws(SQLError) -> PushPlan {
    let analysis = try QueryAnalyzer.analyze(query, catalog: catalog, purpose: .push)
    let builder = QueryBuilder(analysis: analysis, session: session)
    let relation = try builder.build()
    let result = ResultBuilder(query: builder, relation: relation).transient()
    try checkPartitions(analysis)
    var root = result.node
    if let limit = analysis.limit { root = .limit(LimitNode(input: root, count: limit)) }
    let keyCount = result.schema.key.count
    let columns = zip(analysis.items, result.positions).map { item, position in
      ResultColumn(
        name: item.name, type: item.expression.type, position: position,
        isKey: position < keyCount)
    }
    let reads = analysis.scope.sources.map(\.definition.name)
    return PushPlan(
      plan: PhysicalPlan(
        queryID: "transient_\(reads[0])_\(transientSuffix)", root: root, sink: nil,
        materialization: nil, properties: session.ofPlan),
      columns: columns, limit: analysis.limit, isTable: analysis.resultIsTable, reads: reads)
  }
}
