// ASSERT NULL VALUES, for test files: the next unread record of a table is a tombstone.

/// `ASSERT NULL VALUES`.
package struct AssertTombstoneStatement: Hashable, Sendable {
  package let source: Identifier
  /// The key columns.
  package let columns: [Identifier]
  package let values: [Expression]

  package init(source: Identifier, columns: [Identifier], values: [Expression]) {
    self.source = source
    self.columns = columns
    self.values = values
  }
}
