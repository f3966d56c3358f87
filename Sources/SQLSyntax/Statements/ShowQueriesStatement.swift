// SHOW QUERIES, or LIST QUERIES.

/// `SHOW QUERIES`.
package struct ShowQueriesStatement: Hashable, Sendable {
  package let isExtended: Bool

  package init(isExtended: Bool = false) {
    self.isExtended = isExtended
  }
}

extension ShowQueriesStatement {
  // show_queries := (SHOW | LIST) QUERIES [EXTENDED]
  static func parse(_ p: inout Parser) throws(SQLError) -> ShowQueriesStatement {
    p.advance()
    try p.expect("QUERIES")
    return ShowQueriesStatement(isExtended: p.accept("EXTENDED"))
  }

  func write(to printer: inout SQLPrinter) {
    printer.words("SHOW QUERIES", isExtended ? "EXTENDED" : nil)
  }
}
