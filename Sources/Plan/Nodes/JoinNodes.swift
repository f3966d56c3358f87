// Joins as data: what meets what, within which time, and where each side is kept.

package enum JoinKind: String, Hashable, Sendable, Codable {
  case inner
  case left
  case right
  case full
}

// Output of every join: the join key's columns, then all columns of the left edge (keys first),
// then all columns of the right edge. The columns of a missing side are NULL; the key is the one
// that is there. `semantics.md` §6 has the times and the order of results.

/// A stream enriched from a table by key. Only rows of the left side produce results.
package struct StreamTableJoinNode: Hashable, Sendable, Codable {
  package let left: PlanNode
  package let right: PlanNode
  /// `.inner` or `.left`.
  package let kind: JoinKind
  /// Where the table's rows are kept.
  package let store: StoreChoice
  package let output: Edge

  package init(
    left: PlanNode, right: PlanNode, kind: JoinKind, store: StoreChoice, output: Edge
  ) {
    self.left = left
    self.right = right
    self.kind = kind
    self.store = store
    self.output = output
  }
}

/// Two streams within a distance in time: a left row at t meets right rows in
/// [t - before, t + after]; milliseconds.
package struct StreamStreamJoinNode: Hashable, Sendable, Codable {
  package let left: PlanNode
  package let right: PlanNode
  package let kind: JoinKind
  package let before: Int64
  package let after: Int64
  /// Nil: no GRACE PERIOD was given, unmatched outer rows leave at once and rows may be a day late.
  package let grace: Int64?
  package let leftStore: StoreChoice
  package let rightStore: StoreChoice
  package let output: Edge

  package init(
    left: PlanNode, right: PlanNode, kind: JoinKind, before: Int64, after: Int64, grace: Int64?,
    leftStore: StoreChoice, rightStore: StoreChoice, output: Edge
  ) {
    self.left = left
    self.right = right
    self.kind = kind
    self.before = before
    self.after = after
    self.grace = grace
    self.leftStore = leftStore
    self.rightStore = rightStore
    self.output = output
  }
}

/// Two tables on their primary keys.
package struct TableTableJoinNode: Hashable, Sendable, Codable {
  package let left: PlanNode
  package let right: PlanNode
  package let kind: JoinKind
  package let leftStore: StoreChoice
  package let rightStore: StoreChoice
  package let output: Edge

  package init(
    left: PlanNode, right: PlanNode, kind: JoinKind, leftStore: StoreChoice,
    rightStore: StoreChoice, output: Edge
  ) {
    self.left = left
    self.right = right
    self.kind = kind
    self.leftStore = leftStore
    self.rightStore = rightStore
    self.output = output
  }
}

/// A table joined to another one's primary key through an expression over its own columns. The
/// result is keyed by the left primary key.
package struct ForeignKeyJoinNode: Hashable, Sendable, Codable {
  package let left: PlanNode
  package let right: PlanNode
  /// Over the left edge; of the type of the right key.
  package let foreignKey: Expression
  /// `.inner` or `.left`.
  package let kind: JoinKind
  package let leftStore: StoreChoice
  package let rightStore: StoreChoice
  package let output: Edge

  package init(
    left: PlanNode, right: PlanNode, foreignKey: Expression, kind: JoinKind,
    leftStore: StoreChoice, rightStore: StoreChoice, output: Edge
  ) {
    self.left = left
    self.right = right
    self.foreignKey = foreignKey
    self.kind = kind
    self.leftStore = leftStore
    self.rightStore = rightStore
    self.output = output
  }
}
