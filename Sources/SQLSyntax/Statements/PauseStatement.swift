// PAUSE: stops the processing of a persistent query.

/// `PAUSE`.
package struct PauseStatement: Hashable, Sendable {
  package let target: QueryTarget

  package init(target: QueryTarget) {
    self.target = target
  }
}

extension PauseStatement {
  // pause := PAUSE query_target
  static func parse(_ p: inout Parser) throws(SQLError) -> PauseStatement {
    try p.expect("PAUSE")
    return PauseStatement(target: try p.parseQueryTarget())
  }

  func write(to printer: inout SQLPrinter) {
    printer.words("PAUSE")
    printer.target(target)
  }
}
