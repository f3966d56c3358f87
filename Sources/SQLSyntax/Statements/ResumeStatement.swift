// RESUME: goes on with a paused query.

/// `RESUME`.
package struct ResumeStatement: Hashable, Sendable {
  package let target: QueryTarget

  package init(target: QueryTarget) {
    self.target = target
  }
}

extension ResumeStatement {
  // resume := RESUME query_target
  static func parse(_ p: inout Parser) throws(SQLError) -> ResumeStatement {
    try p.expect("RESUME")
    return ResumeStatement(target: try p.parseQueryTarget())
  }

  func write(to printer: inout SQLPrinter) {
    printer.words("RESUME")
    printer.target(target)
  }
}
