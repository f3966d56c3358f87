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
