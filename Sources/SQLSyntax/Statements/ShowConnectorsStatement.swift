// SHOW CONNECTORS, or LIST CONNECTORS.

/// `SHOW CONNECTORS`.
package struct ShowConnectorsStatement: Hashable, Sendable {
  /// Nil for both kinds.
  package let kind: ConnectorKind?

  package init(kind: ConnectorKind? = nil) {
    self.kind = kind
  }
}

extension ShowConnectorsStatement {
  // show_connectors := (SHOW | LIST) [SOURCE | SINK] CONNECTORS
  static func parse(_ p: inout Parser) throws(SQLError) -> ShowConnectorsStatement {
    p.advance()
    let kind: ConnectorKind? =
      p.accept("SOURCE") ? .source : p.accept("SINK") ? .sink : nil
    try p.expect("CONNECTORS")
    return ShowConnectorsStatement(kind: kind)
  }

  func write(to printer: inout SQLPrinter) {
    printer.words("SHOW", kind?.rawValue, "CONNECTORS")
  }
}
