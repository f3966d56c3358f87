// SHOW TYPES, or LIST TYPES.

/// `SHOW TYPES`.
package struct ShowTypesStatement: Hashable, Sendable {
  package init() {}
}

extension ShowTypesStatement {
  // show_types := (SHOW | LIST) TYPES
  static func parse(_ p: inout Parser) throws(SQLError) -> ShowTypesStatement {
    p.advance()
    try p.expect("TYPES")
    return ShowTypesStatement()
  }

  func write(to printer: inout SQLPrinter) {
    printer.words("SHOW TYPES")
  }
}
