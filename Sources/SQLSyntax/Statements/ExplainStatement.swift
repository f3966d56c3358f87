// EXPLAIN: the plan of a running query or of a statement that would start one.

/// `EXPLAIN`.
package struct ExplainStatement: Hashable, Sendable {
  package let subject: Subject

  package init(subject: Subject) {
    self.subject = subject
  }

  package enum Subject: Hashable, Sendable {
    case query(Identifier)
    case statement(Statement)
  }
}
