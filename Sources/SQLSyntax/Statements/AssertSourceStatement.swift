// ASSERT STREAM and ASSERT TABLE, for test files: a source is declared exactly so.

/// `ASSERT STREAM` and `ASSERT TABLE`.
package struct AssertSourceStatement: Hashable, Sendable {
  package let kind: SourceKind
  package let name: Identifier
  package let columns: [ColumnDefinition]
  package let properties: PropertyList

  package init(
    kind: SourceKind, name: Identifier, columns: [ColumnDefinition] = [],
    properties: PropertyList = PropertyList()
  ) {
    self.kind = kind
    self.name = name
    self.columns = columns
    self.properties = properties
  }
}
