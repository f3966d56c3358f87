// RUN SCRIPT: the statements of a file. Shell and test files have it, the server does not.

/// `RUN SCRIPT`.
package struct RunScriptStatement: Hashable, Sendable {
  package let path: StringSyntax

  package init(path: StringSyntax) {
    self.path = path
  }
}

extension RunScriptStatement {
  // run_script := RUN SCRIPT string
  static func parse(_ p: inout Parser) throws(SQLError) -> RunScriptStatement {
    guard p.options.dialect.hasRunScript else { throw p.unknownStatement() }
    try p.expect("RUN", "SCRIPT")
    return RunScriptStatement(path: try p.parseString("the path of a file in single quotes"))
  }

  func write(to printer: inout SQLPrinter) {
    printer.words("RUN SCRIPT", LiteralText.string(path.text))
  }
}
