// A plan for people: one line a node, inputs indented below, the sink on top. EXPLAIN shows it, and
// the golden files of the tests hold it, so the text is stable: it changes only with the plan.

import Values

/// Prints plans.
package enum PlanText {
  /// The plan as lines, each ended by a line break.
  package static func text(of plan: PhysicalPlan) -> String {
    var lines = ["query \(plan.queryID)"]
    var depth = 1
    if let sink = plan.sink {
      lines.append(indent(depth) + Self.sink(sink, plan.root.output.schema))
      depth += 1
    }
    append(plan.root, depth, &lines)
    if let materialization = plan.materialization {
      lines.append("materialized in \(materialization.store.name)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The tree below a node.
  package static func text(of node: PlanNode) -> String {
    var lines: [String] = []
    append(node, 0, &lines)
    return lines.joined(separator: "\n") + "\n"
  }

  private static func indent(_ depth: Int) -> String { String(repeating: "  ", count: depth) }

  private static func append(_ node: PlanNode, _ depth: Int, _ lines: inout [String]) {
    lines.append(indent(depth) + line(node))
    for input in node.inputs { append(input, depth + 1, &lines) }
  }

  // MARK: - Lines

  private static func sink(_ sink: SinkChoice, _ schema: Schema) -> String {
    var text = "sink \(Expression.name(sink.name)) topic=\(sink.topic)"
    text += " key=\(format(sink.keyFormat)) value=\(format(sink.valueFormat))"
    if let timestamp = sink.timestamp { text += " " + time(timestamp, schema.columns) }
    return text + " (\(schema))"
  }

  private static func line(_ node: PlanNode) -> String {
    switch node {
    case .source(let node): source(node)
    case .filter(let node): "filter \(node.clause) \(node.predicate.sqlText)"
    case .project(let node): project(node)
    case .flatMap(let node): "flatMap \(node.functions.map(\.sqlText).joined(separator: ", "))"
    case .repartition(let node):
      "repartition \(node.name) key=\(format(node.keyFormat))\(old(node.input.output))"
    case .aggregate(let node): aggregate(node)
    case .streamTableJoin(let node):
      "streamTableJoin \(node.kind.rawValue) store=\(node.store.name) \(edge(node.output))"
    case .streamStreamJoin(let node):
      "streamStreamJoin \(node.kind.rawValue) within=(\(node.before) ms, \(node.after) ms)"
        + (node.grace.map { " grace=\($0) ms" } ?? "")
        + " stores=\(node.leftStore.name), \(node.rightStore.name) \(edge(node.output))"
    case .tableTableJoin(let node):
      "tableTableJoin \(node.kind.rawValue) stores=\(node.leftStore.name), "
        + "\(node.rightStore.name) \(edge(node.output))"
    case .foreignKeyJoin(let node):
      "foreignKeyJoin \(node.kind.rawValue) on \(node.foreignKey.sqlText) "
        + "stores=\(node.leftStore.name), \(node.rightStore.name) \(edge(node.output))"
    case .materialize(let node): "materialize \(node.store.name)\(old(node.output))"
    case .limit(let node): "limit \(node.count)"
    }
  }

  private static func source(_ node: SourceNode) -> String {
    var text = "\(node.isTable ? "table" : "stream") \(Expression.name(node.name))"
    text += " topic=\(node.topic) key=\(format(node.keyFormat)) value=\(format(node.valueFormat))"
    let declared = node.keyColumns + node.valueColumns
    if let window = node.window { text += " window=\(kind(window))" }
    if let timestamp = node.timestamp { text += " " + time(timestamp, declared) }
    if let store = node.store { text += " store=\(store.name)" }
    let reads = node.reads.map { position in
      Expression.name(declared[position].name) + (position < node.keyColumns.count ? " KEY" : "")
    }
    let system = node.systemColumns.map { column in
      switch column {
      case .rowPartition: "ROWPARTITION"
      case .rowOffset: "ROWOFFSET"
      case .headers: "HEADERS"
      case .header(let name): "HEADER('\(name)')"
      }
    }
    return text + " reads (\((reads + system).joined(separator: ", ")))\(old(node.output))"
  }

  private static func project(_ node: ProjectNode) -> String {
    let keyCount = node.output.schema.key.count
    let columns = zip(node.expressions, node.output.schema.columns).enumerated().map {
      position, pair in
      let (name, text) = (Expression.name(pair.1.name), pair.0.sqlText)
      return (name == text ? name : "\(text) AS \(name)") + (position < keyCount ? " KEY" : "")
    }
    return "project \(columns.joined(separator: ", "))"
      + (node.nullKeys == .drop ? " drop null keys" : "") + old(node.output)
  }

  private static func aggregate(_ node: AggregateNode) -> String {
    let keys = node.output.schema.key.map { Expression.name($0.name) }.joined(separator: ", ")
    var text = "aggregate by \(keys): \(node.calls.map(\.sqlText).joined(separator: ", "))"
    if let window = node.window {
      switch window.shape {
      case .tumbling(let size): text += " tumbling \(size) ms"
      case .hopping(let size, let advance): text += " hopping \(size) ms by \(advance) ms"
      case .session(let gap): text += " session \(gap) ms"
      }
      text += " grace \(window.grace) ms retention \(window.retention) ms"
    }
    return text + (node.emitsFinal ? " final" : "") + " store=\(node.store.name)"
      + old(node.output)
  }

  // MARK: - Parts

  private static func format(_ format: FormatChoice) -> String {
    var text = format.name
    if let delimiter = format.delimiter { text += "('\(delimiter)')" }
    if let wraps = format.wrapsSingle { text += wraps ? "(wrapped)" : "(bare)" }
    return text
  }

  private static func kind(_ window: WindowKind) -> String {
    switch window {
    case .tumbling(let size): "tumbling(\(size) ms)"
    case .hopping(let size, let advance): "hopping(\(size) ms, \(advance) ms)"
    case .session: "session"
    }
  }

  private static func time(_ timestamp: TimestampColumn, _ columns: [ColumnSchema]) -> String {
    let name =
      columns.indices.contains(timestamp.position)
      ? Expression.name(columns[timestamp.position].name) : "?"
    return "time=\(name)" + (timestamp.format.map { " '\($0)'" } ?? "")
  }

  private static func old(_ edge: Edge) -> String { edge.hasOldValues ? " +old" : "" }

  private static func edge(_ edge: Edge) -> String { "(\(edge.schema))\(old(edge))" }
}
