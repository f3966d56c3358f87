// CREATE … AS SELECT: a source and the persistent query that writes it.

/// `CREATE STREAM … AS SELECT` and `CREATE TABLE … AS SELECT`.
package struct CreateAsSelectStatement: Hashable, Sendable {
  package let kind: SourceKind
  package let orReplace: Bool
  package let ifNotExists: Bool
  package let name: Identifier
  package let properties: PropertyList
  package let query: Query

  package init(
    kind: SourceKind, orReplace: Bool = false, ifNotExists: Bool = false, name: Identifier,
    properties: PropertyList = PropertyList(), query: Query
  ) {
    self.kind = kind
    self.orReplace = orReplace
    self.ifNotExists = ifNotExists
    self.name = name
    self.properties = properties
    self.query = query
  }
}

extension CreateAsSelectStatement {
  // create_as_select := CREATE [OR REPLACE] source_kind [if_not_exists] source_name [with] AS query
  /// Reads what follows WITH.
  static func parse(
    after heading: CreateHeading, _ properties: PropertyList, _ p: inout Parser
  ) throws(SQLError) -> CreateAsSelectStatement {
    try p.expect("AS")
    let query = try p.parseQuery()
    guard query.limit == nil else {
      throw SQLError(
        .parseFailed,
        "CREATE \(heading.kind.rawValue) AS SELECT statements don't support LIMIT clause.",
        code: .invalidStatement, at: query.span,
        hint: "a persistent query has no end; leave LIMIT out")
    }
    return CreateAsSelectStatement(
      kind: heading.kind, orReplace: heading.orReplace, ifNotExists: heading.ifNotExists,
      name: heading.name, properties: properties, query: query)
  }

  func write(to printer: inout SQLPrinter) {
    printer.words(
      "CREATE", orReplace ? "OR REPLACE" : nil, kind.rawValue,
      ifNotExists ? "IF NOT EXISTS" : nil, name.description)
    printer.with(properties)
    printer.words("AS")
    printer.query(query)
  }
}
