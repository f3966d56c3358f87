// FROM as written: a source, and the sources joined to it from left to right. The tree of joins is
// left-deep by construction, so a list holds it.

/// The first source and those joined to it, left to right.
package struct FromClause: Hashable, Sendable {
  package let source: AliasedSource
  package let joins: [Join]

  package init(source: AliasedSource, joins: [Join] = []) {
    self.source = source
    self.joins = joins
  }
}

/// `name [AS alias]`.
package struct AliasedSource: Hashable, Sendable {
  package let name: Identifier
  package let alias: Identifier?
  @Incidental package var span: SourceSpan

  package init(name: Identifier, alias: Identifier? = nil, span: SourceSpan = .none) {
    self.name = name
    self.alias = alias
    self.span = span
  }

  /// What columns are qualified with: the alias, or the name without one.
  package var qualifier: Identifier { alias ?? name }
}

/// One joined source.
package struct Join: Hashable, Sendable {
  package let type: JoinType
  package let source: AliasedSource
  package let within: WithinClause?
  package let condition: Expression
  @Incidental package var span: SourceSpan

  package init(
    type: JoinType, source: AliasedSource, within: WithinClause? = nil, condition: Expression,
    span: SourceSpan = .none
  ) {
    self.type = type
    self.source = source
    self.within = within
    self.condition = condition
    self.span = span
  }
}

/// How rows without a partner are treated; the raw value is the canonical spelling.
package enum JoinType: String, Hashable, Sendable, CaseIterable {
  case inner = "INNER"
  case left = "LEFT"
  case right = "RIGHT"
  case full = "FULL"
}

/// `WITHIN n UNIT` or `WITHIN (before, after)`, with the grace period behind it.
package struct WithinClause: Hashable, Sendable {
  package let before: DurationLiteral
  /// Equal to `before` when one duration was written.
  package let after: DurationLiteral
  package let grace: DurationLiteral?
  @Incidental package var span: SourceSpan

  package init(
    before: DurationLiteral, after: DurationLiteral, grace: DurationLiteral? = nil,
    span: SourceSpan = .none
  ) {
    self.before = before
    self.after = after
    self.grace = grace
    self.span = span
  }
}
