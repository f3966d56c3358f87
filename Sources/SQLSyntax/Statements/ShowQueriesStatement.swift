// SHOW QUERIES, or LIST QUERIES.

/// `SHOW QUERIES`.
package struct ShowQueriesStatement: Hashable, Sendable {
  package let isExtended: Bool

  package init(isExtended: Bool = false) {
    self.isExtended = isExtended
  }
}
