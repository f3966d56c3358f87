// ASSERT NULL VALUES, for test files: the next unread record of a table is a tombstone.

/// `ASSERT NULL VALUES`.
package struct AssertTombstoneStatement: Hashable, Sendable {
  package let source: Identifier
  /// The key columns.
  package let columns: [Identifier]
  package let values: [Expression]

  package init(source: Identifier, columns: [Identifier], values: [Expression]) {
    self.source = source
    self.columns = columns
    self.values = values
  }
}

extension AssertTombstoneStatement {
  // assert_tombstone := ASSERT NULL VALUES source_name names KEY row
  static func parse(_ p: inout Parser) throws(SQLError) -> AssertTombstoneStatement {
    try p.expect("ASSERT", "NULL", "VALUES")
    let source = try p.parseSourceName()
    let columns = try p.acceptNames()
    guard !columns.isEmpty else { throw p.unexpected("'('", expecting: ["'('"]) }
    try p.expect("KEY")
    return AssertTombstoneStatement(source: source, columns: columns, values: try p.parseRow())
  }

  func write(to printer: inout SQLPrinter) {
    printer.words("ASSERT NULL VALUES", source.description)
    printer.names(columns)
    printer.words("KEY")
    printer.row(values)
  }
}
