// SHOW TOPICS, or LIST TOPICS.

/// `SHOW TOPICS`.
package struct ShowTopicsStatement: Hashable, Sendable {
  /// `ALL`: hidden and internal topics too.
  package let includesInternal: Bool
  package let isExtended: Bool

  package init(includesInternal: Bool = false, isExtended: Bool = false) {
    self.includesInternal = includesInternal
    self.isExtended = isExtended
  }
}

extension ShowTopicsStatement {
  // show_topics := (SHOW | LIST) [ALL] TOPICS [EXTENDED]
  static func parse(_ p: inout Parser) throws(SQLError) -> ShowTopicsStatement {
    p.advance()
    let includesInternal = p.accept("ALL")
    try p.expect("TOPICS")
    return ShowTopicsStatement(
      includesInternal: includesInternal, isExtended: p.accept("EXTENDED"))
  }

  func write(to printer: inout SQLPrinter) {
    printer.words(
      "SHOW", includesInternal ? "ALL" : nil, "TOPICS", isExtended ? "EXTENDED" : nil)
  }
}
