// SHOW CONNECTORS, or LIST CONNECTORS.

/// `SHOW CONNECTORS`.
package struct ShowConnectorsStatement: Hashable, Sendable {
  /// Nil for both kinds.
  package let kind: ConnectorKind?

  package init(kind: ConnectorKind? = nil) {
    self.kind = kind
  }
}
