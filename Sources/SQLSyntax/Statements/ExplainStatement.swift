// EXPLAIN: the plan of a running query or of a statement that would start one.

/// `EXPLAIN`.
package struct ExplainStatement: Hashable, Sendable {
  package let subject: Subject
  /// Where the subject stands.
  @Incidental package var span: SourceSpan

  package init(subject: Subject, span: SourceSpan = .none) {
    self.subject = subject
    self.span = span
  }

  package enum Subject: Hashable, Sendable {
    case query(Identifier)
    case statement(Statement)
  }
}

extension ExplainStatement {
  // explain := EXPLAIN (identifier | statement)
  static func parse(_ p: inout Parser) throws(SQLError) -> ExplainStatement {
    try p.expect("EXPLAIN")
    // A name alone is a query id, whatever statement the word might begin.
    let endsAfterName =
      p.peek(1).kind == .symbol(.semicolon) || p.peek(1).kind == .endOfText
    if endsAfterName, let id = try p.acceptIdentifier() {
      return ExplainStatement(subject: .query(id), span: id.span)
    }
    return try p.nested { p throws(SQLError) in
      let start = p.peek.span.start
      let statement = try Statement.parse(&p)
      return ExplainStatement(subject: .statement(statement), span: p.span(from: start))
    }
  }

  func write(to printer: inout SQLPrinter) {
    printer.words("EXPLAIN")
    switch subject {
    case .query(let id): printer.words(id.description)
    case .statement(let statement): printer.statement(statement)
    }
  }
}
