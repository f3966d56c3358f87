// CREATE CONNECTOR, handed on to Kafka Connect.

/// `CREATE SOURCE CONNECTOR` and `CREATE SINK CONNECTOR`.
package struct CreateConnectorStatement: Hashable, Sendable {
  package let kind: ConnectorKind
  package let ifNotExists: Bool
  package let name: Identifier
  package let properties: PropertyList

  package init(
    kind: ConnectorKind, ifNotExists: Bool = false, name: Identifier, properties: PropertyList
  ) {
    self.kind = kind
    self.ifNotExists = ifNotExists
    self.name = name
    self.properties = properties
  }
}

/// Which way a connector moves records; the raw value is the keyword.
package enum ConnectorKind: String, Hashable, Sendable {
  case source = "SOURCE"
  case sink = "SINK"
}

extension CreateConnectorStatement {
  // create_connector := CREATE (SOURCE | SINK) CONNECTOR [if_not_exists] identifier with
  static func parse(_ p: inout Parser) throws(SQLError) -> CreateConnectorStatement {
    try p.expect("CREATE")
    let kind: ConnectorKind = p.accept("SOURCE") ? .source : .sink
    if kind == .sink { try p.expect("SINK") }
    try p.expect("CONNECTOR")
    let ifNotExists = p.acceptIfNotExists()
    let name = try p.parseIdentifier("the name of a connector")
    guard p.isNext("WITH") else { throw p.unexpected("WITH", expecting: ["'WITH'"]) }
    return CreateConnectorStatement(
      kind: kind, ifNotExists: ifNotExists, name: name, properties: try p.acceptProperties())
  }

  func write(to printer: inout SQLPrinter) {
    printer.words(
      "CREATE", kind.rawValue, "CONNECTOR", ifNotExists ? "IF NOT EXISTS" : nil,
      name.description)
    printer.with(properties)
  }
}
