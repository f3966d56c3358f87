// CREATE TYPE: a name for a type.

/// `CREATE TYPE`.
package struct CreateTypeStatement: Hashable, Sendable {
  package let ifNotExists: Bool
  package let name: Identifier
  package let type: TypeSyntax

  package init(ifNotExists: Bool = false, name: Identifier, type: TypeSyntax) {
    self.ifNotExists = ifNotExists
    self.name = name
    self.type = type
  }
}

extension CreateTypeStatement {
  // create_type := CREATE TYPE [if_not_exists] identifier AS type
  static func parse(_ p: inout Parser) throws(SQLError) -> CreateTypeStatement {
    try p.expect("CREATE", "TYPE")
    let ifNotExists = p.acceptIfNotExists()
    let name = try p.parseIdentifier("the name of a type")
    try p.expect("AS")
    return CreateTypeStatement(ifNotExists: ifNotExists, name: name, type: try p.parseType())
  }

  func write(to printer: inout SQLPrinter) {
    printer.words(
      "CREATE TYPE", ifNotExists ? "IF NOT EXISTS" : nil, name.description, "AS")
    printer.type(type)
  }
}
