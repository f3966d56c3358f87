// DESCRIBE CONNECTOR: state and tasks of a connector.

/// `DESCRIBE CONNECTOR`.
package struct DescribeConnectorStatement: Hashable, Sendable {
  package let name: Identifier

  package init(name: Identifier) {
    self.name = name
  }
}
