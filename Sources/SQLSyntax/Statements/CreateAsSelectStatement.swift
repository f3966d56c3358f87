// CREATE … AS SELECT: a source and the persistent query that writes it.

/// `CREATE STREAM … AS SELECT` and `CREATE TABLE … AS SELECT`.
package struct CreateAsSelectStatement: Hashable, Sendable {
  package let kind: SourceKind
  package let orReplace: Bool
  package let ifNotExists: Bool
  package let name: Identifier
  package let properties: PropertyList
  package let query: Query

  package init(
    kind: SourceKind, orReplace: Bool = false, ifNotExists: Bool = false, name: Identifier,
    properties: PropertyList = PropertyList(), query: Query
  ) {
    self.kind = kind
    self.orReplace = orReplace
    self.ifNotExists = ifNotExists
    self.name = name
    self.properties = properties
    self.query = query
  }
}
