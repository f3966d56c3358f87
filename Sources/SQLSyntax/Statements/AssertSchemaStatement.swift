// ASSERT SCHEMA: waits until a schema is in the registry, or is gone.

/// `ASSERT [NOT EXISTS] SCHEMA`.
package struct AssertSchemaStatement: Hashable, Sendable {
  package let mustExist: Bool
  package let subject: TopicName?
  package let id: Int64?
  package let timeout: DurationLiteral?

  package init(
    mustExist: Bool = true, subject: TopicName? = nil, id: Int64? = nil,
    timeout: DurationLiteral? = nil
  ) {
    self.mustExist = mustExist
    self.subject = subject
    self.id = id
    self.timeout = timeout
  }
}

extension AssertSchemaStatement {
  // assert_schema := ASSERT [NOT EXISTS] SCHEMA (SUBJECT topic_name [ID whole_number] | ID whole_number)
  //     [timeout]
  static func parse(_ p: inout Parser) throws(SQLError) -> AssertSchemaStatement {
    try p.expect("ASSERT")
    let mustExist = !p.accept("NOT", "EXISTS")
    try p.expect("SCHEMA")
    let subject = p.accept("SUBJECT") ? try p.parseTopicName("the name of a subject") : nil
    let id = p.accept("ID") ? try p.parseWholeNumber("the id of a schema") : nil
    guard subject != nil || id != nil else {
      throw p.unexpected("SUBJECT or ID", expecting: ["'SUBJECT'", "'ID'"])
    }
    let timeout = p.accept("TIMEOUT") ? try p.parseDuration() : nil
    return AssertSchemaStatement(
      mustExist: mustExist, subject: subject, id: id, timeout: timeout)
  }

  func write(to printer: inout SQLPrinter) {
    printer.words("ASSERT", mustExist ? nil : "NOT EXISTS", "SCHEMA")
    if let subject {
      printer.words("SUBJECT")
      printer.topic(subject)
    }
    printer.words(id.map { "ID \($0)" })
    printer.timeout(timeout)
  }
}
