// CREATE STREAM and CREATE TABLE: a source declared over a topic. No data moves.

/// `CREATE STREAM` and `CREATE TABLE` over a topic.
package struct CreateSourceStatement: Hashable, Sendable {
  package let kind: SourceKind
  package let orReplace: Bool
  /// `SOURCE`: rows come from the topic alone, and a table is materialized.
  package let isReadOnly: Bool
  package let ifNotExists: Bool
  package let name: Identifier
  /// Empty when the columns are to be inferred from the schema registry.
  package let columns: [ColumnDefinition]
  package let properties: PropertyList

  package init(
    kind: SourceKind, orReplace: Bool = false, isReadOnly: Bool = false, ifNotExists: Bool = false,
    name: Identifier, columns: [ColumnDefinition] = [], properties: PropertyList = PropertyList()
  ) {
    self.kind = kind
    self.orReplace = orReplace
    self.isReadOnly = isReadOnly
    self.ifNotExists = ifNotExists
    self.name = name
    self.columns = columns
    self.properties = properties
  }
}
