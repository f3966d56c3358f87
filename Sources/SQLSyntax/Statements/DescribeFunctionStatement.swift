// DESCRIBE FUNCTION: what a function does and takes.

/// `DESCRIBE FUNCTION`.
package struct DescribeFunctionStatement: Hashable, Sendable {
  package let name: Identifier

  package init(name: Identifier) {
    self.name = name
  }
}
