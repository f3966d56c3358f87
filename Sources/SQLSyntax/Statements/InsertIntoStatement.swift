// INSERT INTO … SELECT: one more persistent query that writes an existing stream.

/// `INSERT INTO … SELECT`.
package struct InsertIntoStatement: Hashable, Sendable {
  package let target: Identifier
  package let properties: PropertyList
  package let query: Query

  package init(target: Identifier, properties: PropertyList = PropertyList(), query: Query) {
    self.target = target
    self.properties = properties
    self.query = query
  }
}
