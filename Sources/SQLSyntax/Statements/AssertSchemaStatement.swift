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
