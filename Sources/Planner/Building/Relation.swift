// A part of the plan while it grows: the node, and where the scope's columns are on its edge.

import Plan
import SQLSyntax
import Values

/// A node with the meaning of its columns.
struct Relation {
  var node: PlanNode
  /// The scope's columns as expressions over the edge, by number.
  var places: [Int: Expression]
  /// For each key column the expressions over the scope that always equal it.
  var keys: [[Expression]]
  /// The format whose bytes decided the partition of a row.
  var keyFormat: FormatChoice

  var edge: Edge { node.output }

  /// An expression over the scope as one over the edge.
  func place(_ e: Expression) -> Expression {
    e.replacing { node in
      guard case .column(let id, _, _) = node else { return nil }
      return places[id]
    }
  }

  /// The key column at an index, as an expression over the edge.
  func key(_ index: Int) -> Expression {
    let column = edge.schema.key[index]
    return .column(position: index, name: column.name, type: column.type)
  }

  /// Whether rows are keyed by exactly this expression.
  func isKeyed(by e: Expression) -> Bool { keys.count == 1 && keys[0].contains(e) }

  /// Keeps the rows that pass.
  mutating func filter(_ predicate: Expression, clause: Clause) {
    node = .filter(
      FilterNode(input: node, predicate: place(predicate), clause: clause.rawValue))
  }

  /// Gives the rows new keys, without a window, and only those other columns that are needed.
  /// Columns that are keys are read from the key from here on.
  mutating func rekey(
    _ newKeys: [Expression], names: [String], needed: Set<Int>, nullKeys: NullKeyRule, scope: Scope
  ) {
    keepAsColumns(edge.window == nil ? [] : needed.sorted(), scope: scope)
    var expressions = newKeys.map { place($0) }
    var schemaKeys: [ColumnSchema] = []
    for (name, e) in zip(names, newKeys) { schemaKeys.append(ColumnSchema(name, e.type)) }
    var newPlaces: [Int: Expression] = [:]
    for (index, key) in newKeys.enumerated() {
      if case .column(let id, _, let type) = key, newPlaces[id] == nil {
        newPlaces[id] = .column(position: index, name: names[index], type: type)
      }
    }
    var values: [ColumnSchema] = []
    for id in needed.sorted() where newPlaces[id] == nil {
      guard let old = places[id] else { continue }
      guard case .column(_, let name, let type) = old else {
        newPlaces[id] = old
        continue
      }
      newPlaces[id] = .column(position: expressions.count, name: name, type: type)
      expressions.append(old)
      values.append(ColumnSchema(name, type))
    }
    let edge = edge
    node = .project(
      ProjectNode(
        input: node, expressions: expressions, nullKeys: nullKeys,
        output: Edge(
          schema: Schema(key: schemaKeys, value: values), isTable: edge.isTable,
          hasOldValues: edge.hasOldValues)))
    places = newPlaces
    keys = newKeys.map { [$0] }
  }

  /// Makes columns out of what the edge itself would lose: time and window bounds of the source.
  mutating func keepAsColumns(_ ids: [Int], scope: Scope) {
    let lost = ids.filter { id in
      switch places[id] {
      case .rowTime, .windowStart, .windowEnd: true
      default: false
      }
    }
    guard !lost.isEmpty else { return }
    let edge = edge
    var expressions: [Expression] = edge.schema.columns.enumerated().map {
      .column(position: $0, name: $1.name, type: $1.type)
    }
    var values = edge.schema.value
    for id in lost {
      guard let old = places[id] else { continue }
      let name = scope.columns[id].name
      places[id] = .column(position: expressions.count, name: name, type: .bigint)
      expressions.append(old)
      values.append(ColumnSchema(name, .bigint))
    }
    node = .project(
      ProjectNode(
        input: node, expressions: expressions, nullKeys: .keep,
        output: Edge(
          schema: Schema(key: edge.schema.key, value: values), isTable: edge.isTable,
          hasOldValues: edge.hasOldValues, window: edge.window)))
  }

  /// Sends the rows through an internal topic by key.
  mutating func repartition(_ name: String, keyFormat: FormatChoice) {
    node = .repartition(RepartitionNode(input: node, name: name, keyFormat: keyFormat))
    self.keyFormat = keyFormat
  }
}
