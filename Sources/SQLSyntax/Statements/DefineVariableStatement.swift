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

extension DefineVariableStatement {
  // define_variable := DEFINE variable_name '=' string
  static func parse(_ p: inout Parser) throws(SQLError) -> DefineVariableStatement {
    try p.expect("DEFINE")
    let name = try p.parseVariableName()
    try p.expect(.equal)
    return DefineVariableStatement(name: name, value: try p.parseString("a value in single quotes"))
  }

  func write(to printer: inout SQLPrinter) {
    printer.words("DEFINE", name.name, "=", LiteralText.string(value.text))
  }
}
