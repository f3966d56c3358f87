// Joins, left-deep in the written order: brings both sides to one key and one partitioning, picks
// the node for the kinds of its sides, and keeps track of what the result is keyed by.

import Plan
import SQLSyntax
import Values

/// Builds the joins of a query.
struct JoinBuilder {
  let query: QueryBuilder
  /// A node above the last join needs old values.
  let needsOldValues: Bool

  private var analysis: QueryAnalysis { query.analysis }
  private var scope: Scope { query.scope }

  func build() throws(SQLError) -> Relation {
    var left = try query.source(0, store: nil)
    keepTimes(&left)
    for (index, join) in analysis.joins.enumerated() {
      var right = try query.source(join.source, store: nil)
      keepTimes(&right)
      left = try self.join(left, right, join, index: index)
    }
    return left
  }

  /// ROWTIME and window bounds of a side become columns if the query reads them.
  private func keepTimes(_ relation: inout Relation) {
    let used = analysis.usedColumns
    relation.keepAsColumns(
      relation.places.keys.filter { used.contains($0) }.sorted(), scope: scope)
  }

  private func join(
    _ left: Relation, _ right: Relation, _ join: BoundJoin, index: Int
  ) throws(SQLError) -> Relation {
    let isLast = index == analysis.joins.count - 1
    // The steps of inner joins are named after their place in the tree.
    let prefix = String(repeating: "L_", count: analysis.joins.count - 1 - index)
    if left.edge.isTable, !left.isKeyed(by: join.left) {
      return try foreignKeyJoin(left, right, join, prefix: prefix, isLast: isLast)
    }
    var (left, right) = (left, right)
    let format = keyFormat(left, right, join)
    let names = sideNames(left, right, prefix)
    try bring(&left, to: join.left, format, names.left)
    try bring(&right, to: join.right, format, names.right)
    return combine(
      left, right, join, prefix: prefix,
      hasOldValues: isLast && needsOldValues && left.edge.isTable, keyFormat: format)
  }

  // MARK: - Sides

  private func sideNames(
    _ left: Relation, _ right: Relation, _ prefix: String
  ) -> (left: String, right: String) {
    (
      left.edge.isTable
        ? "\(prefix)LeftSourceKeyed-SelectKey"
        : right.edge.isTable ? "\(prefix)Join" : "\(prefix)Join-left",
      right.edge.isTable ? "\(prefix)RightSourceKeyed-SelectKey" : "\(prefix)Join-right"
    )
  }

  /// The format in which both sides are partitioned: that of a side which can stay as it is.
  private func keyFormat(_ left: Relation, _ right: Relation, _ join: BoundJoin) -> FormatChoice {
    if left.isKeyed(by: join.left) { return left.keyFormat }
    if right.isKeyed(by: join.right) { return right.keyFormat }
    let first = scope.sources.map(\.definition.keyFormat).first { $0.name != "NONE" }
    return query.internalKeyFormat(
      first ?? FormatChoice(query.session.defaultKeyFormat), [join.left.type])
  }

  private func bring(
    _ side: inout Relation, to key: Expression, _ format: FormatChoice, _ name: String
  ) throws(SQLError) {
    let isKeyed = side.isKeyed(by: key)
    if isKeyed && side.keyFormat == format { return }
    if side.edge.window != nil {
      throw SQLError.statement(
        "Implicit repartitioning of windowed sources is not supported. See "
          + "https://github.com/confluentinc/ksql/issues/4385.")
    }
    if !isKeyed {
      side.rekey(
        [key], names: ["JOIN_KEY"], needed: analysis.usedColumns, nullKeys: .drop, scope: scope)
    }
    side.repartition(name, keyFormat: format)
  }

  // MARK: - Nodes

  private func combine(
    _ left: Relation, _ right: Relation, _ join: BoundJoin, prefix: String, hasOldValues: Bool,
    keyFormat: FormatChoice
  ) -> Relation {
    let output = outputEdge(
      left, right, keys: [ColumnSchema(keyName(join), join.left.type)], source: join.source,
      hasOldValues: hasOldValues)
    let node: PlanNode
    if !left.edge.isTable && right.edge.isTable {
      node = .streamTableJoin(
        StreamTableJoinNode(
          left: left.node, right: right.node, kind: join.kind,
          store: StoreChoice("\(prefix)KafkaTopic_Right-Reduce"), output: output))
    } else if left.edge.isTable {
      node = .tableTableJoin(
        TableTableJoinNode(
          left: left.node, right: right.node, kind: join.kind,
          leftStore: StoreChoice("\(prefix)KafkaTopic_Left-Reduce"),
          rightStore: StoreChoice("\(prefix)KafkaTopic_Right-Reduce"), output: output))
    } else {
      let names = streamStores(join.kind, prefix)
      node = .streamStreamJoin(
        StreamStreamJoinNode(
          left: left.node, right: right.node, kind: join.kind, before: join.within?.before ?? 0,
          after: join.within?.after ?? 0, grace: join.within?.grace, leftStore: names.left,
          rightStore: names.right, output: output))
    }
    return Relation(
      node: node, places: joinedPlaces(left, right, keyCount: 1),
      keys: [keyEquals(left, right, join)], keyFormat: keyFormat)
  }

  /// What always equals the key of the result: sides that cannot be missing.
  private func keyEquals(_ left: Relation, _ right: Relation, _ join: BoundJoin) -> [Expression] {
    switch join.kind {
    case .inner: left.keys[0] + right.keys[0]
    case .left: left.keys[0]
    case .right: right.keys[0]
    case .full: analysis.syntheticKey.map { [scope.column($0)] } ?? []
    }
  }

  private func streamStores(
    _ kind: JoinKind, _ prefix: String
  ) -> (left: StoreChoice, right: StoreChoice) {
    let left = kind == .left || kind == .inner ? "JOINTHIS" : "OUTERTHIS"
    let right = kind == .inner || kind == .right ? "JOINOTHER" : "OUTEROTHER"
    return (
      StoreChoice("\(prefix)KSTREAM-\(left)-store"), StoreChoice("\(prefix)KSTREAM-\(right)-store")
    )
  }

  private func keyName(_ join: BoundJoin) -> String {
    if join.kind != .full {
      for e in [join.left, join.right] {
        if case .column(let id, _, _) = e { return scope.joinedName(id) }
      }
    }
    return "ROWKEY"
  }

  private func outputEdge(
    _ left: Relation, _ right: Relation, keys: [ColumnSchema], source: Int, hasOldValues: Bool
  ) -> Edge {
    func named(_ columns: [ColumnSchema], _ alias: String) -> [ColumnSchema] {
      columns.map { ColumnSchema("\(alias)_\($0.name)", $0.type) }
    }
    let leftColumns = left.edge.schema.columns
    return Edge(
      schema: Schema(
        key: keys,
        value: (source == 1 ? named(leftColumns, scope.sources[0].alias) : leftColumns)
          + named(right.edge.schema.columns, scope.sources[source].alias)),
      isTable: left.edge.isTable, hasOldValues: hasOldValues, window: left.edge.window)
  }

  private func joinedPlaces(
    _ left: Relation, _ right: Relation, keyCount: Int
  ) -> [Int: Expression] {
    var places: [Int: Expression] = [:]
    func add(_ relation: Relation, offset: Int) {
      for (id, place) in relation.places {
        guard case .column(let position, _, let type) = place else { continue }
        places[id] = .column(
          position: position + offset, name: scope.joinedName(id), type: type)
      }
    }
    add(left, offset: keyCount)
    add(right, offset: keyCount + left.edge.schema.count)
    if let key = analysis.syntheticKey {
      places[key] = .column(position: 0, name: "ROWKEY", type: scope.columns[key].type)
    }
    return places
  }

  // MARK: - Foreign keys

  private func foreignKeyJoin(
    _ left: Relation, _ right: Relation, _ join: BoundJoin, prefix: String, isLast: Bool
  ) throws(SQLError) -> Relation {
    guard join.source == 1 else {
      throw SQLError.statement(
        "Invalid join condition: foreign-key table-table joins are not supported as part of n-way "
          + "joins. Got \(join.text.left) = \(join.text.right).", at: join.span)
    }
    if join.kind == .full {
      throw SQLError.statement(
        "Invalid join type: full-outer join not supported for foreign-key table-table join. Got "
          + "\(scope.sources[0].alias) [FULL] OUTER JOIN \(scope.sources[1].alias).", at: join.span)
    }
    if join.kind == .right {
      throw SQLError.statement("RIGHT OUTER JOIN on a foreign key is not supported", at: join.span)
    }
    let keys = left.edge.schema.key.enumerated().map { _, column in
      ColumnSchema("\(scope.sources[0].alias)_\(column.name)", column.type)
    }
    let output = outputEdge(
      left, right, keys: keys, source: join.source, hasOldValues: isLast && needsOldValues)
    let node = ForeignKeyJoinNode(
      left: left.node, right: right.node, foreignKey: left.place(join.left), kind: join.kind,
      leftStore: StoreChoice("\(prefix)KafkaTopic_Left-Reduce"),
      rightStore: StoreChoice("\(prefix)KafkaTopic_Right-Reduce"), output: output)
    return Relation(
      node: .foreignKeyJoin(node), places: joinedPlaces(left, right, keyCount: keys.count),
      keys: left.keys, keyFormat: left.keyFormat)
  }
}
