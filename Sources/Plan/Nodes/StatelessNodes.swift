/// Keeps the rows for which the predicate is TRUE; a failed row is dropped and logged.
///
/// On a stream, rows without a value are dropped. On a table edge (which then has old values) a
/// change becomes: passes → upsert; fails and the old row passed → delete; else nothing.
package struct FilterNode: Hashable, Sendable, Codable {
  package let input: PlanNode
  package let predicate: Expression
  /// `WHERE`, `HAVING`: for the processing log.
  package let clause: String

  package init(input: PlanNode, predicate: Expression, clause: String) {
    self.input = input
    self.predicate = predicate
    self.clause = clause
  }
}

/// Computes the columns of its output, key columns first. A failed expression gives NULL and a
/// line in the processing log; rows without a value keep none (key expressions are evaluated).
package struct ProjectNode: Hashable, Sendable, Codable {
  package let input: PlanNode
  /// One for each column of the output's schema.
  package let expressions: [Expression]
  /// What becomes of a row of a stream in which a key expression is NULL or fails.
  package let nullKeys: NullKeyRule
  package let output: Edge

  package init(
    input: PlanNode, expressions: [Expression], nullKeys: NullKeyRule, output: Edge
  ) {
    self.input = input
    self.expressions = expressions
    self.nullKeys = nullKeys
    self.output = output
  }
}

/// What becomes of rows whose new key is NULL.
package enum NullKeyRule: String, Hashable, Sendable, Codable {
  /// PARTITION BY, SELECT: the row goes on.
  case keep
  /// GROUP BY, join keys: the row takes part in nothing and is logged.
  case drop
}

/// Table functions: every row becomes as many rows as the longest result has elements, shorter
/// results padded with NULL; no element, no row; rows without a value are dropped. The output has
/// the input's columns, then one per function.
package struct FlatMapNode: Hashable, Sendable, Codable {
  package let input: PlanNode
  package let functions: [FunctionCall]
  package let output: Edge

  package init(input: PlanNode, functions: [FunctionCall], output: Edge) {
    self.input = input
    self.functions = functions
    self.output = output
  }
}

/// Sends rows through an internal topic so that rows of one key meet in one task. The plan is cut
/// here into stages. Payload: versioned rows of the edge.
///
/// On an edge with old values a change whose key stays is one record. One whose key changes becomes
/// two, in this order: the old row under its own key (read back as a row without a value whose old
/// value is present) and the new row under its key (a row with a value and no old one).
package struct RepartitionNode: Hashable, Sendable, Codable {
  package let input: PlanNode
  /// Suffix of the internal topic: `Aggregate-GroupBy`, `Join-left` …; the topic is
  /// `<application id>-<name>-repartition`.
  package let name: String
  /// Format that the key bytes have for the partitioner, so that it agrees with other writers.
  package let keyFormat: FormatChoice

  package init(input: PlanNode, name: String, keyFormat: FormatChoice) {
    self.input = input
    self.name = name
    self.keyFormat = keyFormat
  }
}

/// Keeps a table's rows in a store that pull queries read, and gives old values if asked.
package struct MaterializeNode: Hashable, Sendable, Codable {
  package let input: PlanNode
  package let store: StoreChoice
  package let output: Edge

  package init(input: PlanNode, store: StoreChoice, output: Edge) {
    self.input = input
    self.store = store
    self.output = output
  }
}

/// Lets `count` rows pass over all tasks, then ends the (transient) query.
package struct LimitNode: Hashable, Sendable, Codable {
  package let input: PlanNode
  package let count: Int

  package init(input: PlanNode, count: Int) {
    self.input = input
    self.count = count
  }
}
