// SELECT as written: one tree for push, pull and persistent queries. Which of them it is follows from
// EMIT and from the statement around it.

/// A SELECT with its clauses in the order of the text.
package struct Query: Hashable, Sendable {
  package var items: [SelectItem]
  package var from: FromClause
  package var window: WindowClause?
  package var filter: Expression?
  /// Nil without GROUP BY; `GROUP BY ()` is an empty list.
  package var groupBy: [Expression]?
  /// Nil without PARTITION BY.
  package var partitionBy: [Expression]?
  package var having: Expression?
  /// Nil without EMIT.
  package var emit: EmitMode?
  /// As written, which may be negative; the planner refuses that.
  package var limit: Int64?
  @Incidental package var span: SourceSpan

  package init(
    items: [SelectItem], from: FromClause, window: WindowClause? = nil,
    filter: Expression? = nil, groupBy: [Expression]? = nil, partitionBy: [Expression]? = nil,
    having: Expression? = nil, emit: EmitMode? = nil, limit: Int64? = nil,
    span: SourceSpan = .none
  ) {
    self.items = items
    self.from = from
    self.window = window
    self.filter = filter
    self.groupBy = groupBy
    self.partitionBy = partitionBy
    self.having = having
    self.emit = emit
    self.limit = limit
    self.span = span
  }
}

/// `EMIT CHANGES` or `EMIT FINAL`.
package enum EmitMode: String, Hashable, Sendable {
  case changes = "CHANGES"
  case final = "FINAL"
}

/// One item of the select list.
package struct SelectItem: Hashable, Sendable {
  package let kind: Kind
  @Incidental package var span: SourceSpan

  package init(_ kind: Kind, span: SourceSpan = .none) {
    self.kind = kind
    self.span = span
  }

  package enum Kind: Hashable, Sendable {
    case expression(Expression, alias: Identifier?)
    /// `*`, or `source.*`.
    case allColumns(source: Identifier?)
    /// `expression -> *`: all fields of a struct.
    case allFields(Expression)
  }
}
