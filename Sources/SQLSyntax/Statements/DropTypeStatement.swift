// DROP TYPE: forgets the name of a type; columns declared with it keep theirs.

/// `DROP TYPE`.
package struct DropTypeStatement: Hashable, Sendable {
  package let ifExists: Bool
  package let name: Identifier

  package init(ifExists: Bool = false, name: Identifier) {
    self.ifExists = ifExists
    self.name = name
  }
}

extension DropTypeStatement {
  // drop_type := DROP TYPE [if_exists] identifier
  static func parse(_ p: inout Parser) throws(SQLError) -> DropTypeStatement {
    try p.expect("DROP", "TYPE")
    let ifExists = p.acceptIfExists()
    return DropTypeStatement(ifExists: ifExists, name: try p.parseIdentifier("the name of a type"))
  }

  func write(to printer: inout SQLPrinter) {
    printer.words("DROP TYPE", ifExists ? "IF EXISTS" : nil, name.description)
  }
}
