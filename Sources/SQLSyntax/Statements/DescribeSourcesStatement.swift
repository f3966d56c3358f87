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
