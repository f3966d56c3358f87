// DROP CONNECTOR, handed on to Kafka Connect.

/// `DROP CONNECTOR`.
package struct DropConnectorStatement: Hashable, Sendable {
  package let ifExists: Bool
  package let name: Identifier

  package init(ifExists: Bool = false, name: Identifier) {
    self.ifExists = ifExists
    self.name = name
  }
}

extension DropConnectorStatement {
  // drop_connector := DROP CONNECTOR [if_exists] identifier
  static func parse(_ p: inout Parser) throws(SQLError) -> DropConnectorStatement {
    try p.expect("DROP", "CONNECTOR")
    let ifExists = p.acceptIfExists()
    return DropConnectorStatement(
      ifExists: ifExists, name: try p.parseIdentifier("the name of a connector"))
  }

  func write(to printer: inout SQLPrinter) {
    printer.words("DROP CONNECTOR", ifExists ? "IF EXISTS" : nil, name.description)
  }
}
