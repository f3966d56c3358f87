// SHOW FUNCTIONS, or LIST FUNCTIONS.

/// `SHOW FUNCTIONS`.
package struct ShowFunctionsStatement: Hashable, Sendable {
  package init() {}
}

extension ShowFunctionsStatement {
  // show_functions := (SHOW | LIST) FUNCTIONS
  static func parse(_ p: inout Parser) throws(SQLError) -> ShowFunctionsStatement {
    p.advance()
    try p.expect("FUNCTIONS")
    return ShowFunctionsStatement()
  }

  func write(to printer: inout SQLPrinter) {
    printer.words("SHOW FUNCTIONS")
  }
}
