// The name of a column, source, field, function or type, after normalisation: an unquoted name is
// upper-cased when it is read, a quoted one is kept as it stands between its quotes.

/// A name as the statement means it, with a note of how it was written.
///
/// Equality looks at the name alone: `users`, `USERS` and `` `USERS` `` are the same identifier.
package struct Identifier: Hashable, Sendable {
  /// The normalised name.
  package let name: String
  /// Whether it stood in back-ticks or double quotes.
  @Incidental package var isQuoted: Bool
  @Incidental package var span: SourceSpan

  package init(_ name: String, isQuoted: Bool = false, span: SourceSpan = .none) {
    self.name = name
    self.isQuoted = isQuoted
    self.span = span
  }
}

extension Identifier: CustomStringConvertible {
  /// The name, in back-ticks when it could not be read back without them.
  package var description: String { IdentifierText.quotedIfNeeded(name) }
}
