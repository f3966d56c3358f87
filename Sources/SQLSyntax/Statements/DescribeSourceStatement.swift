// DESCRIBE of one stream or table.

/// `DESCRIBE name`.
package struct DescribeSourceStatement: Hashable, Sendable {
  package let name: Identifier
  package let isExtended: Bool

  package init(name: Identifier, isExtended: Bool = false) {
    self.name = name
    self.isExtended = isExtended
  }
}

extension DescribeSourceStatement {
  // describe_source := DESCRIBE source_name [EXTENDED]
  static func parse(_ p: inout Parser) throws(SQLError) -> DescribeSourceStatement {
    try p.expect("DESCRIBE")
    let name = try p.parseSourceName()
    return DescribeSourceStatement(name: name, isExtended: p.accept("EXTENDED"))
  }

  func write(to printer: inout SQLPrinter) {
    printer.words("DESCRIBE", nameText, isExtended ? "EXTENDED" : nil)
  }

  /// A source named TABLES needs its quotes here, because DESCRIBE TABLES is another statement.
  private var nameText: String {
    name.name == "TABLES" ? IdentifierText.quoted(name.name) : name.description
  }
}
