// DESCRIBE FUNCTION: what a function does and takes.

/// `DESCRIBE FUNCTION`.
package struct DescribeFunctionStatement: Hashable, Sendable {
  package let name: Identifier

  package init(name: Identifier) {
    self.name = name
  }
}

extension DescribeFunctionStatement {
  // describe_function := DESCRIBE FUNCTION identifier
  static func parse(_ p: inout Parser) throws(SQLError) -> DescribeFunctionStatement {
    try p.expect("DESCRIBE", "FUNCTION")
    return DescribeFunctionStatement(name: try p.parseIdentifier("the name of a function"))
  }

  func write(to printer: inout SQLPrinter) {
    printer.words("DESCRIBE FUNCTION", name.description)
  }
}
