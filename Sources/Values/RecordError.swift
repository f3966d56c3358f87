// What is wrong with one record. Formats and functions raise it; the operators add topic,
// partition, offset and raw bytes, and the source's policy decides what happens next.

/// Why a record, or one expression over it, has no value.
package struct RecordError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The path of the field, `$.A.B[0]`, or nil when the whole record is meant.
  package let field: String?
  package let reason: String

  package init(field: String? = nil, reason: String) {
    self.field = field
    self.reason = reason
  }

  package var description: String { field.map { "\(reason), path: \($0)" } ?? reason }
}
