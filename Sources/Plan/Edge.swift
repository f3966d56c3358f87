// What flows between two nodes of a plan.

package import Values

/// How the keys of a windowed edge, source or sink are cut in time.
package enum WindowKind: Hashable, Sendable, Codable {
  /// Windows of `size` ms aligned to the epoch; written as key + start.
  case tumbling(size: Int64)
  /// As above, one starting every `advance` ms.
  case hopping(size: Int64, advance: Int64)
  /// Sessions; written as key + end + start, both inclusive.
  case session
}

/// The rows between two nodes: key columns, then value columns, in the order of the batches.
package struct Edge: Hashable, Sendable, Codable {
  package let schema: Schema
  /// Rows are changes of a table, not events of a stream.
  package let isTable: Bool
  /// The batches carry the value that a change replaces. Only on table edges.
  package let hasOldValues: Bool
  /// The batches carry window bounds; nil if not.
  package let window: WindowKind?

  package init(
    schema: Schema, isTable: Bool, hasOldValues: Bool = false, window: WindowKind? = nil
  ) {
    self.schema = schema
    self.isTable = isTable
    self.hasOldValues = hasOldValues
    self.window = window
  }
}
