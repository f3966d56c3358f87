// SET: a property for this session or request.

/// `SET`.
package struct SetPropertyStatement: Hashable, Sendable {
  package let name: StringSyntax
  package let value: StringSyntax

  package init(name: StringSyntax, value: StringSyntax) {
    self.name = name
    self.value = value
  }
}
