// INSERT INTO … VALUES: one row for a source.

/// `INSERT INTO … VALUES`.
package struct InsertValuesStatement: Hashable, Sendable {
  package let target: Identifier
  /// Empty when the statement names none: all columns, keys first.
  package let columns: [Identifier]
  package let values: [Expression]

  package init(target: Identifier, columns: [Identifier] = [], values: [Expression]) {
    self.target = target
    self.columns = columns
    self.values = values
  }
}
