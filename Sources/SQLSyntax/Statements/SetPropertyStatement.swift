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

extension SetPropertyStatement {
  // set_property := SET string '=' string
  static func parse(_ p: inout Parser) throws(SQLError) -> SetPropertyStatement {
    try p.expect("SET")
    let name = try p.parseString("the name of a property in single quotes")
    try p.expect(.equal)
    return SetPropertyStatement(name: name, value: try p.parseString("a value in single quotes"))
  }

  func write(to printer: inout SQLPrinter) {
    printer.words("SET")
    printer.assignment(name, value)
  }
}
