// INSERT INTO … VALUES: one row for a source.

/// `INSERT INTO … VALUES`.
package struct InsertValuesStatement: Hashable, Sendable {
  package let target: Identifier
  /// Empty when the statement names none: all columns, keys first.
  package let columns: [Identifier]
  package let values: [Expression]

  package init(target: Identifier, columns: [Identifier] = [], values: [Expression]) {
    self.target = target
    self.columns = columns
    self.values = values
  }
}

extension InsertValuesStatement {
  // insert_values := INSERT INTO source_name [names] VALUES row
  static func parse(_ p: inout Parser) throws(SQLError) -> InsertValuesStatement {
    try p.expect("INSERT", "INTO")
    let target = try p.parseSourceName()
    let columns = try p.acceptNames()
    try p.expect("VALUES")
    return InsertValuesStatement(target: target, columns: columns, values: try p.parseRow())
  }

  func write(to printer: inout SQLPrinter) {
    printer.words("INSERT INTO", target.description)
    printer.names(columns)
    printer.words("VALUES")
    printer.row(values)
  }
}
