// CREATE OR REPLACE of a query: the new plan goes on with the old one's state and offsets, so what
// these depend on must not change.

import Plan
import SQLSyntax
import Values

/// The step from a running plan to the one that takes its place.
struct QueryUpgrade {
  let old: PhysicalPlan
  let new: PhysicalPlan

  init(from old: PhysicalPlan, to new: PhysicalPlan) {
    self.old = old
    self.new = new
  }

  func check() throws(SQLError) {
    try compare(Self.withoutPassive(old.root), Self.withoutPassive(new.root))
  }

  /// Filters and projections may come and go, and so may the store of a result; a projection that
  /// re-keys is part of the grouping above it.
  private static func withoutPassive(_ node: PlanNode) -> PlanNode {
    switch node {
    case .filter(let node): withoutPassive(node.input)
    case .project(let node): withoutPassive(node.input)
    case .materialize(let node): withoutPassive(node.input)
    default: node
    }
  }

  private func compare(_ a: PlanNode, _ b: PlanNode) throws(SQLError) {
    switch (a, b) {
    case (.source(let a), .source(let b)): try compare(a, b)
    case (.aggregate(let a), .aggregate(let b)): try compare(a, b)
    case (.source, _):
      throw refused(
        Self.isJoin(b)
          ? "Cannot change a non-join source into a join source."
          : "Cannot add a \(Self.stepName(b)) step that is not in the original query plan.")
    case (.aggregate, .source):
      throw refused("Cannot remove a \(Self.stepName(a)) step that is in the original query plan.")
    default: throw refused("Upgrades not yet supported for \(Self.stepName(a))")
    }
  }

  private func compare(_ a: SourceNode, _ b: SourceNode) throws(SQLError) {
    let step = a.isTable ? "TableSource" : "StreamSource"
    func match(_ what: String, _ x: String, _ y: String) throws(SQLError) {
      guard x != y else { return }
      throw refused(
        "Plan step of type \(step) must have matching \(what). Values differ: \(x) vs. \(y)")
    }
    if a.window != nil || b.window != nil {
      throw refused("Upgrades not yet supported for Windowed\(step)")
    }
    try match("topicName", a.topic, b.topic)
    try match(
      "formats", Self.text(a.keyFormat, a.valueFormat), Self.text(b.keyFormat, b.valueFormat))
    try match(
      "timestampColumn", "\(String(describing: a.timestamp?.position))",
      "\(String(describing: b.timestamp?.position))")
    try match("type", "\(a.isTable)", "\(b.isTable)")
  }

  private static func text(_ key: FormatChoice, _ value: FormatChoice) -> String {
    "\(key.name), \(value.name)"
  }

  private func compare(_ a: AggregateNode, _ b: AggregateNode) throws(SQLError) {
    if a.window != nil || b.window != nil {
      throw refused("Upgrades not yet supported for StreamWindowedAggregate")
    }
    if Self.isTable(a.input) || Self.isTable(b.input) {
      throw refused("Upgrades not yet supported for TableAggregate")
    }
    let (oldKeys, newKeys) = (Self.grouping(a), Self.grouping(b))
    guard oldKeys == newKeys else {
      throw refused(
        "Plan step of type StreamGroupBy must have matching groupByExpressions. Values differ: "
          + "\(Self.text(oldKeys)) vs. \(Self.text(newKeys))")
    }
    let (oldColumns, newColumns) = (Self.columns(of: a), Self.columns(of: b))
    guard oldColumns == newColumns else {
      throw refused(
        "Plan step of type StreamAggregate must have matching columns not part of aggregate. "
          + "Values differ: \(Self.text(oldColumns)) vs. \(Self.text(newColumns))")
    }
    guard a.calls.count <= b.calls.count,
      zip(a.calls, b.calls).allSatisfy({ $0.sqlText == $1.sqlText })
    else {
      throw refused(
        "Plan step of type StreamAggregate must have matching aggregations. Values differ: "
          + "\(a.calls.map(\.sqlText)) vs. \(b.calls.map(\.sqlText))")
    }
    try compare(Self.input(of: a), Self.input(of: b))
  }

  private static func input(of node: AggregateNode) -> PlanNode {
    if case .repartition(let repartition) = node.input { return withoutPassive(repartition.input) }
    return withoutPassive(node.input)
  }

  private static func isTable(_ node: PlanNode) -> Bool { node.output.isTable }

  /// The grouping expressions as texts.
  private static func grouping(_ node: AggregateNode) -> [String] {
    if case .repartition(let repartition) = node.input,
      case .project(let project) = repartition.input
    {
      return project.expressions.prefix(project.output.schema.key.count).map(\.sqlText)
    }
    return node.input.output.schema.key.map(\.name)
  }

  /// The columns of the source that the state keeps, sorted.
  private static func columns(of node: AggregateNode) -> [String] {
    var names: Set<String> = []
    func collect(_ e: Expression) {
      switch e {
      case .column(_, let name, _): names.insert(name)
      case .rowTime: names.insert("ROWTIME")
      default: e.children.forEach(collect)
      }
    }
    node.calls.flatMap(\.arguments).forEach(collect)
    if node.calls.contains(where: { $0.arguments.isEmpty }) { names.insert("ROWTIME") }
    return (names.union(grouping(node))).sorted()
  }

  private static func text(_ names: [String]) -> String {
    "[" + names.map { "`\($0)`" }.joined(separator: ", ") + "]"
  }

  private static func isJoin(_ node: PlanNode) -> Bool {
    switch node {
    case .streamTableJoin, .streamStreamJoin, .tableTableJoin, .foreignKeyJoin: true
    default: false
    }
  }

  /// What the dialect calls the step.
  private static func stepName(_ node: PlanNode) -> String {
    switch node {
    case .source(let node): node.isTable ? "TableSource" : "StreamSource"
    case .filter: "StreamFilter"
    case .project: "StreamSelect"
    case .flatMap: "StreamFlatMap"
    case .repartition: "StreamSelectKey"
    case .aggregate(let node): node.window == nil ? "StreamAggregate" : "StreamWindowedAggregate"
    case .streamTableJoin: "StreamTableJoin"
    case .streamStreamJoin: "StreamStreamJoin"
    case .tableTableJoin: "TableTableJoin"
    case .foreignKeyJoin: "ForeignKeyTableTableJoin"
    case .materialize: "TableSelect"
    case .limit: "Limit"
    }
  }

  private func refused(_ reason: String) -> SQLError {
    SQLError.statement("Query is not upgradeable. \(reason)")
  }
}
