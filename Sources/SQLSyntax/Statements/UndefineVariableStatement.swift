// UNDEFINE: takes a DEFINE back.

/// `UNDEFINE`.
package struct UndefineVariableStatement: Hashable, Sendable {
  /// As written: variables are told apart by case.
  package let name: Identifier

  package init(name: Identifier) {
    self.name = name
  }
}
