// SHOW TABLES, or LIST TABLES.

/// `SHOW TABLES`.
package struct ShowTablesStatement: Hashable, Sendable {
  package let isExtended: Bool

  package init(isExtended: Bool = false) {
    self.isExtended = isExtended
  }
}

extension ShowTablesStatement {
  // show_tables := (SHOW | LIST) TABLES [EXTENDED]
  static func parse(_ p: inout Parser) throws(SQLError) -> ShowTablesStatement {
    p.advance()
    try p.expect("TABLES")
    return ShowTablesStatement(isExtended: p.accept("EXTENDED"))
  }

  func write(to printer: inout SQLPrinter) {
    printer.words("SHOW TABLES", isExtended ? "EXTENDED" : nil)
  }
}
