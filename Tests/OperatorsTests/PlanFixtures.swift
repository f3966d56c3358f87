// Short ways to write plans.

import Plan
import Values

/// Columns written as `A BIGINT`.
func columns(_ pairs: (String, SQLType)...) -> [ColumnSchema] {
  pairs.map { ColumnSchema($0.0, $0.1) }
}

func source(
  _ topic: String, key: [ColumnSchema], value: [ColumnSchema], isTable: Bool = false,
  valueFormat: FormatChoice = FormatChoice("DELIMITED"), reads: [Int]? = nil,
  systemColumns: [(SystemColumn, ColumnSchema)] = [], timestamp: TimestampColumn? = nil,
  store: String? = nil
) -> PlanNode {
  let all = key + value
  let reads = reads ?? Array(all.indices)
  let read = reads.filter { $0 >= key.count }.map { all[$0] }
  let schema = Schema(key: key, value: read + systemColumns.map(\.1))
  return .source(
    SourceNode(
      name: topic.uppercased(), topic: topic, isTable: isTable,
      keyFormat: FormatChoice(key.isEmpty ? "NONE" : "KAFKA"), valueFormat: valueFormat,
      keyColumns: key, valueColumns: value, reads: reads, systemColumns: systemColumns.map(\.0),
      timestamp: timestamp, window: nil, store: store.map { StoreChoice($0) },
      output: Edge(schema: schema, isTable: isTable, hasOldValues: store != nil)))
}

extension PlanNode {
  func filtered(_ predicate: Expression, clause: String = "WHERE") -> PlanNode {
    .filter(FilterNode(input: self, predicate: predicate, clause: clause))
  }

  /// Projects to key and value columns given as name and expression.
  func projected(
    key: [(String, Expression)], value: [(String, Expression)], nullKeys: NullKeyRule = .keep
  ) -> PlanNode {
    let schema = Schema(
      key: key.map { ColumnSchema($0.0, $0.1.type) },
      value: value.map { ColumnSchema($0.0, $0.1.type) })
    return .project(
      ProjectNode(
        input: self, expressions: (key + value).map(\.1), nullKeys: nullKeys,
        output: Edge(
          schema: schema, isTable: output.isTable, hasOldValues: output.hasOldValues,
          window: output.window)))
  }

  func repartitioned(_ name: String = "Aggregate-GroupBy") -> PlanNode {
    .repartition(RepartitionNode(input: self, name: name, keyFormat: FormatChoice("KAFKA")))
  }

  func aggregated(
    _ calls: [AggregateCall], window: WindowChoice? = nil, emitsFinal: Bool = false,
    hasOldValues: Bool = false
  ) -> PlanNode {
    let value = calls.enumerated().map { ColumnSchema("KSQL_AGG_\($0.offset)", $0.element.type) }
    let kind: WindowKind? = window.map {
      switch $0.shape {
      case .tumbling(let size): .tumbling(size: size)
      case .hopping(let size, let advance): .hopping(size: size, advance: advance)
      case .session: .session
      }
    }
    return .aggregate(
      AggregateNode(
        input: self, window: window, calls: calls, emitsFinal: emitsFinal,
        store: StoreChoice("Aggregate-Aggregate-Materialize"),
        output: Edge(
          schema: Schema(key: output.schema.key, value: value), isTable: true,
          hasOldValues: hasOldValues, window: kind)))
  }

  func column(_ position: Int) -> Expression {
    let column = output.schema.columns[position]
    return .column(position: position, name: column.name, type: column.type)
  }

  /// The plan that writes this node's rows to a topic.
  func into(
    _ topic: String, query: String = "CSAS_OUT_1", valueFormat: FormatChoice? = nil,
    timestamp: TimestampColumn? = nil, store: String? = nil
  ) -> PhysicalPlan {
    PhysicalPlan(
      queryID: query, root: self,
      sink: SinkChoice(
        name: topic.uppercased(), topic: topic,
        keyFormat: FormatChoice(output.schema.key.isEmpty ? "NONE" : "KAFKA"),
        valueFormat: valueFormat ?? FormatChoice("DELIMITED"), timestamp: timestamp),
      materialization: store.map { Materialization(store: StoreChoice($0)) }, properties: [:])
  }
}

func literal(_ value: Int64) -> Expression { .literal(.bigint(value), .bigint) }
func literal(_ value: String) -> Expression { .literal(.string(value), .string) }

func count() -> AggregateCall {
  AggregateCall(name: "COUNT", overload: 0, arguments: [], literals: [], type: .bigint)
}
