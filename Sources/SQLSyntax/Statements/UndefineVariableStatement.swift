// UNDEFINE: takes a DEFINE back.

/// `UNDEFINE`.
package struct UndefineVariableStatement: Hashable, Sendable {
  /// As written: variables are told apart by case.
  package let name: Identifier

  package init(name: Identifier) {
    self.name = name
  }
}

extension UndefineVariableStatement {
  // undefine_variable := UNDEFINE variable_name
  static func parse(_ p: inout Parser) throws(SQLError) -> UndefineVariableStatement {
    try p.expect("UNDEFINE")
    return UndefineVariableStatement(name: try p.parseVariableName())
  }

  func write(to printer: inout SQLPrinter) {
    printer.words("UNDEFINE", name.name)
  }
}
