// A query ready to run: a tree of nodes and where its result goes. The plan is stored in the
// catalog with the statement; a restart runs the stored plan and never plans again.

/// A planned query.
package struct PhysicalPlan: Hashable, Sendable, Codable {
  /// `CSAS_PAGES_3`, `transient_PAGES_81…`.
  package let queryID: String
  package let root: PlanNode
  /// Nil: a transient query whose rows go to whoever asked.
  package let sink: SinkChoice?
  /// From where pull queries on the result read; nil if the result is not a table.
  package let materialization: Materialization?
  /// The smallest `auto.offset.reset` is not the plan's business, but the properties that shape the
  /// run are: those that were set when the query was made.
  package let properties: [String: String]

  package init(
    queryID: String, root: PlanNode, sink: SinkChoice?, materialization: Materialization?,
    properties: [String: String]
  ) {
    self.queryID = queryID
    self.root = root
    self.sink = sink
    self.materialization = materialization
    self.properties = properties
  }
}

/// The topic that takes the rows of the root's edge.
package struct SinkChoice: Hashable, Sendable, Codable {
  /// Name in the catalog.
  package let name: String
  package let topic: String
  package let keyFormat: FormatChoice
  package let valueFormat: FormatChoice
  /// Event time written from a column (position in the root's schema) instead of the row's.
  package let timestamp: TimestampColumn?

  package init(
    name: String, topic: String, keyFormat: FormatChoice, valueFormat: FormatChoice,
    timestamp: TimestampColumn?
  ) {
    self.name = name
    self.topic = topic
    self.keyFormat = keyFormat
    self.valueFormat = valueFormat
    self.timestamp = timestamp
  }
}

/// A store of the plan that holds the result up to stateless steps: pull queries read its rows
/// and apply the steps that lie above the node which owns the store.
package struct Materialization: Hashable, Sendable, Codable {
  package let store: StoreChoice

  package init(store: StoreChoice) { self.store = store }
}
