// ALTER STREAM and ALTER TABLE: more value columns at the end.

/// `ALTER STREAM` and `ALTER TABLE`.
package struct AlterSourceStatement: Hashable, Sendable {
  package let kind: SourceKind
  package let name: Identifier
  /// The columns to append, in order.
  package let additions: [ColumnAddition]

  package init(kind: SourceKind, name: Identifier, additions: [ColumnAddition]) {
    self.kind = kind
    self.name = name
    self.additions = additions
  }
}

/// One `ADD [COLUMN] name type`.
package struct ColumnAddition: Hashable, Sendable {
  package let name: Identifier
  package let type: TypeSyntax

  package init(name: Identifier, type: TypeSyntax) {
    self.name = name
    self.type = type
  }
}

extension AlterSourceStatement {
  // alter_source := ALTER source_kind source_name column_addition { ',' column_addition }
  // column_addition := ADD [COLUMN] identifier type
  static func parse(_ p: inout Parser) throws(SQLError) -> AlterSourceStatement {
    try p.expect("ALTER")
    let kind = try p.parseSourceKind()
    let name = try p.parseSourceName()
    var additions: [ColumnAddition] = []
    repeat {
      try p.expect("ADD")
      // COLUMN is the keyword when a name and the beginning of a type follow it.
      let typeFollows = p.isIdentifierNext(at: 2) || p.isNext("DECIMAL", at: 2)
      if p.isIdentifierNext(at: 1), typeFollows { _ = p.accept("COLUMN") }
      let column = try p.parseIdentifier("the name of a column")
      additions.append(ColumnAddition(name: column, type: try p.parseType()))
    } while p.accept(.comma)
    return AlterSourceStatement(kind: kind, name: name, additions: additions)
  }

  func write(to printer: inout SQLPrinter) {
    printer.words("ALTER", kind.rawValue, name.description)
    printer.list(additions) { printer, addition in
      printer.words("ADD COLUMN", addition.name.description)
      printer.type(addition.type)
    }
  }
}
