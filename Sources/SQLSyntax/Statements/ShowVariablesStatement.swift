// SHOW VARIABLES, or LIST VARIABLES.

/// `SHOW VARIABLES`.
package struct ShowVariablesStatement: Hashable, Sendable {
  package init() {}
}

extension ShowVariablesStatement {
  // show_variables := (SHOW | LIST) VARIABLES
  static func parse(_ p: inout Parser) throws(SQLError) -> ShowVariablesStatement {
    p.advance()
    try p.expect("VARIABLES")
    return ShowVariablesStatement()
  }

  func write(to printer: inout SQLPrinter) {
    printer.words("SHOW VARIABLES")
  }
}
