// SHOW STREAMS, or LIST STREAMS.

/// `SHOW STREAMS`.
package struct ShowStreamsStatement: Hashable, Sendable {
  package let isExtended: Bool

  package init(isExtended: Bool = false) {
    self.isExtended = isExtended
  }
}

extension ShowStreamsStatement {
  // show_streams := (SHOW | LIST) STREAMS [EXTENDED]
  static func parse(_ p: inout Parser) throws(SQLError) -> ShowStreamsStatement {
    p.advance()
    try p.expect("STREAMS")
    return ShowStreamsStatement(isExtended: p.accept("EXTENDED"))
  }

  func write(to printer: inout SQLPrinter) {
    printer.words("SHOW STREAMS", isExtended ? "EXTENDED" : nil)
  }
}
