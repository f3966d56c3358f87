// UNSET: takes a SET back.

/// `UNSET`.
package struct UnsetPropertyStatement: Hashable, Sendable {
  package let name: StringSyntax

  package init(name: StringSyntax) {
    self.name = name
  }
}
