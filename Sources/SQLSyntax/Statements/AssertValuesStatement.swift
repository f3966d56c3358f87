// ASSERT VALUES, for test files: the next unread record of a source has these values.

/// `ASSERT VALUES`.
package struct AssertValuesStatement: Hashable, Sendable {
  package let source: Identifier
  /// Empty when the statement names none: all columns.
  package let columns: [Identifier]
  package let values: [Expression]

  package init(source: Identifier, columns: [Identifier] = [], values: [Expression]) {
    self.source = source
    self.columns = columns
    self.values = values
  }
}
