// DESCRIBE of all streams or all tables.

/// `DESCRIBE STREAMS` and `DESCRIBE TABLES`.
package struct DescribeSourcesStatement: Hashable, Sendable {
  package let kind: SourceKind
  package let isExtended: Bool

  package init(kind: SourceKind, isExtended: Bool = false) {
    self.kind = kind
    self.isExtended = isExtended
  }
}

extension DescribeSourcesStatement {
  // describe_sources := DESCRIBE (STREAMS | TABLES) [EXTENDED]
  static func parse(_ p: inout Parser) throws(SQLError) -> DescribeSourcesStatement {
    try p.expect("DESCRIBE")
    let kind: SourceKind = p.accept("STREAMS") ? .stream : .table
    if kind == .table { try p.expect("TABLES") }
    return DescribeSourcesStatement(kind: kind, isExtended: p.accept("EXTENDED"))
  }

  func write(to printer: inout SQLPrinter) {
    printer.words(
      "DESCRIBE", kind == .stream ? "STREAMS" : "TABLES", isExtended ? "EXTENDED" : nil)
  }
}
