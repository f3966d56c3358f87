// SHOW PROPERTIES, or LIST PROPERTIES.

/// `SHOW PROPERTIES`.
package struct ShowPropertiesStatement: Hashable, Sendable {
  package init() {}
}

extension ShowPropertiesStatement {
  // show_properties := (SHOW | LIST) PROPERTIES
  static func parse(_ p: inout Parser) throws(SQLError) -> ShowPropertiesStatement {
    p.advance()
    try p.expect("PROPERTIES")
    return ShowPropertiesStatement()
  }

  func write(to printer: inout SQLPrinter) {
    printer.words("SHOW PROPERTIES")
  }
}
