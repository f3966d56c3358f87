// DROP TYPE: forgets the name of a type; columns declared with it keep theirs.

/// `DROP TYPE`.
package struct DropTypeStatement: Hashable, Sendable {
  package let ifExists: Bool
  package let name: Identifier

  package init(ifExists: Bool = false, name: Identifier) {
    self.ifExists = ifExists
    self.name = name
  }
}
