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

extension InsertIntoStatement {
  // insert_into := INSERT INTO source_name [with] query
  static func parse(_ p: inout Parser) throws(SQLError) -> InsertIntoStatement {
    try p.expect("INSERT", "INTO")
    let target = try p.parseSourceName()
    let properties = try p.acceptProperties()
    return InsertIntoStatement(target: target, properties: properties, query: try p.parseQuery())
  }

  func write(to printer: inout SQLPrinter) {
    printer.words("INSERT INTO", target.description)
    printer.with(properties)
    printer.query(query)
  }
}
