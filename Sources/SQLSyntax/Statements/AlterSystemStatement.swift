// ALTER SYSTEM: a property of the running server.

/// `ALTER SYSTEM`.
package struct AlterSystemStatement: Hashable, Sendable {
  package let name: StringSyntax
  package let value: StringSyntax

  package init(name: StringSyntax, value: StringSyntax) {
    self.name = name
    self.value = value
  }
}
