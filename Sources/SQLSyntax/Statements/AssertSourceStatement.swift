// ASSERT STREAM and ASSERT TABLE, for test files: a source is declared exactly so.

/// `ASSERT STREAM` and `ASSERT TABLE`.
package struct AssertSourceStatement: Hashable, Sendable {
  package let kind: SourceKind
  package let name: Identifier
  package let columns: [ColumnDefinition]
  package let properties: PropertyList

  package init(
    kind: SourceKind, name: Identifier, columns: [ColumnDefinition] = [],
    properties: PropertyList = PropertyList()
  ) {
    self.kind = kind
    self.name = name
    self.columns = columns
    self.properties = properties
  }
}

extension AssertSourceStatement {
  // assert_source := ASSERT source_kind source_name [columns] [with]
  static func parse(_ p: inout Parser) throws(SQLError) -> AssertSourceStatement {
    try p.expect("ASSERT")
    let kind = try p.parseSourceKind()
    let name = try p.parseSourceName()
    let columns = try p.acceptColumns(of: kind)
    return AssertSourceStatement(
      kind: kind, name: name, columns: columns, properties: try p.acceptProperties())
  }

  func write(to printer: inout SQLPrinter) {
    printer.words("ASSERT", kind.rawValue, name.description)
    printer.columns(columns)
    printer.with(properties)
  }
}
