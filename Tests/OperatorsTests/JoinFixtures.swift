// Short ways to write plans with joins, and a run of their rows in every way that must not matter.

import Operators
import Plan
import Platform
import Testing
import Values

extension PlanNode {
  /// What a join with `right` gives: the key, all columns of this side, all of the other.
  private func joinedEdge(_ right: PlanNode, key: [ColumnSchema]? = nil, old: Bool) -> Edge {
    func named(_ columns: [ColumnSchema], _ prefix: String) -> [ColumnSchema] {
      columns.map { ColumnSchema("\(prefix)_\($0.name)", $0.type) }
    }
    return Edge(
      schema: Schema(
        key: key ?? output.schema.key,
        value: named(output.schema.columns, "L") + named(right.output.schema.columns, "R")),
      isTable: output.isTable, hasOldValues: old, window: output.window)
  }

  func joined(table right: PlanNode, _ kind: JoinKind) -> PlanNode {
    .streamTableJoin(
      StreamTableJoinNode(
        left: self, right: right, kind: kind, store: StoreChoice("Right"),
        output: joinedEdge(right, old: false)))
  }

  func joined(
    stream right: PlanNode, _ kind: JoinKind, before: Int64, after: Int64, grace: Int64? = nil,
    stores: String = ""
  ) -> PlanNode {
    .streamStreamJoin(
      StreamStreamJoinNode(
        left: self, right: right, kind: kind, before: before, after: after, grace: grace,
        leftStore: StoreChoice("\(stores)This"), rightStore: StoreChoice("\(stores)Other"),
        output: joinedEdge(right, old: false)))
  }

  func tableJoined(
    _ right: PlanNode, _ kind: JoinKind, hasOldValues: Bool = false, stores: String = ""
  ) -> PlanNode {
    .tableTableJoin(
      TableTableJoinNode(
        left: self, right: right, kind: kind, leftStore: StoreChoice("\(stores)Left"),
        rightStore: StoreChoice("\(stores)Right"), output: joinedEdge(right, old: hasOldValues)))
  }

  func foreignKeyJoined(
    _ right: PlanNode, on key: Expression, _ kind: JoinKind, hasOldValues: Bool = false
  ) -> PlanNode {
    .foreignKeyJoin(
      ForeignKeyJoinNode(
        left: self, right: right, foreignKey: key, kind: kind, leftStore: StoreChoice("Left"),
        rightStore: StoreChoice("Right"), output: joinedEdge(right, old: hasOldValues)))
  }

  /// Key and the value columns `positions` of a join.
  func selecting(_ positions: Int..., key: Int = 0) -> PlanNode {
    projected(
      key: [("K", column(key))], value: positions.map { ("C\($0)", column($0)) })
  }
}

/// One side of a join with one value column, `K|V@time`.
func side(_ topic: String, isTable: Bool = false) -> PlanNode {
  source(topic, key: columns(("K", .string)), value: columns(("V", .string)), isTable: isTable)
}

/// Runs a join over topics `l` and `r` (each record written as `l k|v@t`) and gives what it wrote.
func joinResults(
  _ lines: [String], _ root: PlanNode, batchRows: Int = 4096, restartAfter: Int? = nil,
  configure: (TaskHarness) -> Void = { _ in }
) throws -> [String] {
  let harness = try TaskHarness()
  harness.settings.batchRows = batchRows
  configure(harness)
  for topic in Set(lines.map { String($0.prefix(1)) }).union(["l", "r"]) {
    try harness.topic(topic)
  }
  try harness.topic("out")
  let plan = root.into("out")
  func publish(_ lines: ArraySlice<String>) throws {
    let byTopic = Dictionary(grouping: lines) { String($0.prefix(1)) }
    for (topic, lines) in byTopic {
      try harness.publish(topic, lines.map { String($0.dropFirst(2)) })
    }
  }
  if let restartAfter {
    try publish(lines[..<restartAfter])
    try harness.run(plan)
    try publish(lines[restartAfter...])
  } else {
    try publish(lines[...])
  }
  try harness.run(plan)
  return try harness.records("out")
}

/// Expects results that depend neither on the batch size nor on a restart at any place. Lines are
/// in the order in which the task takes them.
func expectJoin(
  _ lines: [String], _ root: PlanNode, _ expected: [String],
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  for batchRows in [4096, 7, 1] {
    let found = try joinResults(lines, root, batchRows: batchRows)
    #expect(
      found == expected, "\(batchRows) rows a batch: \(found)", sourceLocation: sourceLocation)
  }
  for place in 1..<max(2, lines.count) {
    let found = try joinResults(lines, root, restartAfter: place)
    #expect(found == expected, "restarted at \(place): \(found)", sourceLocation: sourceLocation)
  }
}
