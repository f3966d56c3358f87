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

extension AlterSystemStatement {
  // alter_system := ALTER SYSTEM string '=' string
  static func parse(_ p: inout Parser) throws(SQLError) -> AlterSystemStatement {
    try p.expect("ALTER", "SYSTEM")
    let name = try p.parseString("the name of a property in single quotes")
    try p.expect(.equal)
    return AlterSystemStatement(name: name, value: try p.parseString("a value in single quotes"))
  }

  func write(to printer: inout SQLPrinter) {
    printer.words("ALTER SYSTEM")
    printer.assignment(name, value)
  }
}
