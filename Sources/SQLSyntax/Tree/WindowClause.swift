// WINDOW as written. Defaults of retention and grace depend on the query and are the planner's.

/// `WINDOW …`.
package struct WindowClause: Hashable, Sendable {
  /// The optional name before the kind, which nothing refers to.
  package let name: Identifier?
  package let kind: Kind
  package let retention: DurationLiteral?
  package let grace: DurationLiteral?
  @Incidental package var span: SourceSpan

  package init(
    name: Identifier? = nil, kind: Kind, retention: DurationLiteral? = nil,
    grace: DurationLiteral? = nil, span: SourceSpan = .none
  ) {
    self.name = name
    self.kind = kind
    self.retention = retention
    self.grace = grace
    self.span = span
  }

  package enum Kind: Hashable, Sendable {
    case tumbling(size: DurationLiteral)
    case hopping(size: DurationLiteral, advance: DurationLiteral)
    case session(gap: DurationLiteral)
  }
}
