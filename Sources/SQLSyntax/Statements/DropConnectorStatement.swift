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
