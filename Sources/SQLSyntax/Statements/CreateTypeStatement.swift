// CREATE TYPE: a name for a type.

/// `CREATE TYPE`.
package struct CreateTypeStatement: Hashable, Sendable {
  package let ifNotExists: Bool
  package let name: Identifier
  package let type: TypeSyntax

  package init(ifNotExists: Bool = false, name: Identifier, type: TypeSyntax) {
    self.ifNotExists = ifNotExists
    self.name = name
    self.type = type
  }
}
