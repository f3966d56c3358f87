// TERMINATE: ends a persistent query; its sink stays.

/// `TERMINATE`.
package struct TerminateStatement: Hashable, Sendable {
  package let target: QueryTarget

  package init(target: QueryTarget) {
    self.target = target
  }
}

extension TerminateStatement {
  // terminate := TERMINATE query_target
  static func parse(_ p: inout Parser) throws(SQLError) -> TerminateStatement {
    try p.expect("TERMINATE")
    return TerminateStatement(target: try p.parseQueryTarget())
  }

  func write(to printer: inout SQLPrinter) {
    printer.words("TERMINATE")
    printer.target(target)
  }
}
