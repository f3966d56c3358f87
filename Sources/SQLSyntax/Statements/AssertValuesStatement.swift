// ASSERT VALUES, for test files: the next unread record of a source has these values.

/// `ASSERT VALUES`.
package struct AssertValuesStatement: Hashable, Sendable {
  package let source: Identifier
  /// Empty when the statement names none: all columns.
  package let columns: [Identifier]
  package let values: [Expression]

  package init(source: Identifier, columns: [Identifier] = [], values: [Expression]) {
    self.source = source
    self.columns = columns
    self.values = values
  }
}

extension AssertValuesStatement {
  // assert_values := ASSERT VALUES source_name [names] VALUES row
  static func parse(_ p: inout Parser) throws(SQLError) -> AssertValuesStatement {
    try p.expect("ASSERT", "VALUES")
    let source = try p.parseSourceName()
    let columns = try p.acceptNames()
    try p.expect("VALUES")
    return AssertValuesStatement(source: source, columns: columns, values: try p.parseRow())
  }

  func write(to printer: inout SQLPrinter) {
    printer.words("ASSERT VALUES", source.description)
    printer.names(columns)
    printer.words("VALUES")
    printer.row(values)
  }
}
