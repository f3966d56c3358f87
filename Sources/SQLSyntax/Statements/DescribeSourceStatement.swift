// DESCRIBE of one stream or table.

/// `DESCRIBE name`.
package struct DescribeSourceStatement: Hashable, Sendable {
  package let name: Identifier
  package let isExtended: Bool

  package init(name: Identifier, isExtended: Bool = false) {
    self.name = name
    self.isExtended = isExtended
  }
}
