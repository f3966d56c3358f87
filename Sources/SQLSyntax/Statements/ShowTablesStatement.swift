// SHOW TABLES, or LIST TABLES.

/// `SHOW TABLES`.
package struct ShowTablesStatement: Hashable, Sendable {
  package let isExtended: Bool

  package init(isExtended: Bool = false) {
    self.isExtended = isExtended
  }
}
