// Aggregation as data: the window, the calls, the store.

package import Values

/// The window of a stream aggregation; durations in milliseconds.
package struct WindowChoice: Hashable, Sendable, Codable {
  package enum Shape: Hashable, Sendable, Codable {
    case tumbling(size: Int64)
    case hopping(size: Int64, advance: Int64)
    case session(gap: Int64)
  }

  package let shape: Shape
  /// How long after its end a window still takes rows (defaults resolved by the planner).
  package let grace: Int64
  /// How long windows are kept for pull queries, from their start.
  package let retention: Int64

  package init(shape: Shape, grace: Int64, retention: Int64) {
    self.shape = shape
    self.grace = grace
    self.retention = retention
  }
}

/// One aggregate call.
package struct AggregateCall: Hashable, Sendable, Codable {
  package let name: String
  /// Index into the declaration's overloads.
  package let overload: Int
  /// Evaluated per row over the input edge; a failed one counts as NULL.
  package let arguments: [Expression]
  package let literals: [Value]
  package let type: SQLType

  package init(
    name: String, overload: Int, arguments: [Expression], literals: [Value], type: SQLType
  ) {
    self.name = name
    self.overload = overload
    self.arguments = arguments
    self.literals = literals
    self.type = type
  }
}

/// Groups by the key of its input edge. The output has the key columns, then one column per call,
/// and window bounds if there is a window.
///
/// On a stream, rows without a value or with a NULL in the key are skipped. On a table edge (which
/// then has old values) a change takes the old row out of its group and then the new one in; each
/// step emits, unless it is one group, which emits once. An input re-keyed by a table's grouping
/// carries old values whose key may differ.
package struct AggregateNode: Hashable, Sendable, Codable {
  package let input: PlanNode
  package let window: WindowChoice?
  package let calls: [AggregateCall]
  /// EMIT FINAL: a window's rows leave once, when it closes.
  package let emitsFinal: Bool
  package let store: StoreChoice
  package let output: Edge

  package init(
    input: PlanNode, window: WindowChoice?, calls: [AggregateCall], emitsFinal: Bool,
    store: StoreChoice, output: Edge
  ) {
    self.input = input
    self.window = window
    self.calls = calls
    self.emitsFinal = emitsFinal
    self.store = store
    self.output = output
  }
}
