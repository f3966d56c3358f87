// DESCRIBE CONNECTOR: state and tasks of a connector.

/// `DESCRIBE CONNECTOR`.
package struct DescribeConnectorStatement: Hashable, Sendable {
  package let name: Identifier

  package init(name: Identifier) {
    self.name = name
  }
}

extension DescribeConnectorStatement {
  // describe_connector := DESCRIBE CONNECTOR identifier
  static func parse(_ p: inout Parser) throws(SQLError) -> DescribeConnectorStatement {
    try p.expect("DESCRIBE", "CONNECTOR")
    return DescribeConnectorStatement(name: try p.parseIdentifier("the name of a connector"))
  }

  func write(to printer: inout SQLPrinter) {
    printer.words("DESCRIBE CONNECTOR", name.description)
  }
}
