// UNSET: takes a SET back.

/// `UNSET`.
package struct UnsetPropertyStatement: Hashable, Sendable {
  package let name: StringSyntax

  package init(name: StringSyntax) {
    self.name = name
  }
}

extension UnsetPropertyStatement {
  // unset_property := UNSET string
  static func parse(_ p: inout Parser) throws(SQLError) -> UnsetPropertyStatement {
    try p.expect("UNSET")
    return UnsetPropertyStatement(
      name: try p.parseString("the name of a property in single quotes"))
  }

  func write(to printer: inout SQLPrinter) {
    printer.words("UNSET", LiteralText.string(name.text))
  }
}
