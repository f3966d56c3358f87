// A query with all its names and types resolved. Expressions are over the numbers of `scope`; those
// above an aggregation name its calls from `Scope.aggregates` on.

import Plan
import SQLSyntax
import Values

/// One item of the select list.
struct ResultItem {
  let expression: Expression
  let name: String
  let span: SourceSpan
  /// The text for messages.
  let text: String
}

/// One join, with its condition turned so that `left` is over the sources before it.
struct BoundJoin {
  let kind: JoinKind
  /// Index of the new source.
  let source: Int
  let left: Expression
  let right: Expression
  let within: (before: Int64, after: Int64, grace: Int64?)?
  /// The condition as written, for messages: `A.X = B.Y`.
  let text: (left: String, right: String, whole: String)
  let span: SourceSpan
}

/// A resolved query.
struct QueryAnalysis {
  var scope: Scope
  var joins: [BoundJoin] = []
  var filter: Expression?
  /// Nil without GROUP BY; the hidden constant group of a query with aggregates is one literal.
  var groupBy: [Expression]?
  var partitionBy: [Expression]?
  /// PARTITION BY NULL.
  var removesKey = false
  var items: [ResultItem] = []
  var having: Expression?
  var aggregates: [AggregateCall] = []
  var tableFunctions: [FunctionCall] = []
  var window: WindowChoice?
  var emit: EmitMode?
  var limit: Int?
  /// Texts for messages about missing keys.
  var groupByTexts: [String] = []
  var partitionByTexts: [String] = []
  var groupByNames: [String] = []
  /// What equals the key of the last join, in the order of the sources.
  var joinKey: [Expression] = []
  /// Number of the key that joins added, if no column names it.
  var syntheticKey: Int?

  /// Whether rows before grouping are changes of a table.
  var inputIsTable: Bool { scope.sources[0].definition.isTable }

  /// Whether the result is a table.
  var resultIsTable: Bool { inputIsTable || groupBy != nil }

  /// Numbers of the scope's columns that anything reads.
  var usedColumns: Set<Int> {
    var expressions = items.map(\.expression) + (groupBy ?? []) + (partitionBy ?? [])
    expressions += aggregates.flatMap(\.arguments) + tableFunctions.flatMap(\.arguments)
    expressions += joins.flatMap { [$0.left, $0.right] }
    if let filter { expressions.append(filter) }
    if let having { expressions.append(having) }
    let all = expressions.reduce(into: Set<Int>()) { $0.formUnion($1.columnPositions) }
    return all.filter { $0 < scope.columns.count }
  }
}
