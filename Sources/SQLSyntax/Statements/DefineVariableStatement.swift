// DEFINE: a variable that later statements use as ${name}.

/// `DEFINE`.
package struct DefineVariableStatement: Hashable, Sendable {
  /// As written: variables are told apart by case.
  package let name: Identifier
  package let value: StringSyntax

  package init(name: Identifier, value: StringSyntax) {
    self.name = name
    self.value = value
  }
}
