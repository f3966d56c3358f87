// What statements about streams and tables share: columns, WITH, lists of names and of values.

extension Parser {
  // source_kind := STREAM | TABLE
  mutating func parseSourceKind() throws(SQLError) -> SourceKind {
    if accept("STREAM") { return .stream }
    guard accept("TABLE") else {
      throw unexpected("STREAM or TABLE", expecting: ["'STREAM'", "'TABLE'"])
    }
    return .table
  }

  // if_not_exists := IF NOT EXISTS
  mutating func acceptIfNotExists() -> Bool { accept("IF", "NOT", "EXISTS") }

  // if_exists := IF EXISTS
  mutating func acceptIfExists() -> Bool { accept("IF", "EXISTS") }

  // columns := '(' column_definition { ',' column_definition } ')'
  /// An empty list when no parenthesis is next.
  mutating func acceptColumns(of kind: SourceKind) throws(SQLError) -> [ColumnDefinition] {
    guard accept(.openParenthesis) else { return [] }
    return try parseRestOfList { p throws(SQLError) in try p.parseColumnDefinition(of: kind) }
  }

  // column_definition := identifier type [KEY | PRIMARY KEY | HEADERS | HEADER '(' string ')']
  private mutating func parseColumnDefinition(
    of kind: SourceKind
  ) throws(SQLError) -> ColumnDefinition {
    let start = peek.span.start
    let name = try parseIdentifier("the name of a column")
    let type = try parseType()
    var role = ColumnDefinition.Role.value
    if accept("KEY") {
      role = .key
    } else if accept("PRIMARY") {
      try expect("KEY")
      role = .primaryKey
    } else if accept("HEADERS") {
      role = .headers
    } else if accept("HEADER") {
      try expect(.openParenthesis)
      role = .header(try parseString("the name of a header in quotes").text)
      try expect(.closeParenthesis)
    }
    let column = ColumnDefinition(name: name, type: type, role: role, span: span(from: start))
    try checkRole(of: column, in: kind)
    return column
  }

  /// Streams have KEY columns, tables PRIMARY KEY columns.
  private func checkRole(
    of column: ColumnDefinition, in kind: SourceKind
  ) throws(SQLError) {
    let found: String
    let wanted: String
    switch (kind, column.role) {
    case (.stream, .primaryKey): (found, wanted) = ("PRIMARY KEY", "KEY")
    case (.table, .key): (found, wanted) = ("KEY", "PRIMARY KEY")
    default: return
    }
    let plural = kind == .stream ? "streams" : "tables"
    let name = IdentifierText.quoted(column.name.name)
    throw SQLError(
      .parseFailed,
      "Column \(name) is a '\(found)' column: please use '\(wanted)' for \(plural).",
      code: .invalidStatement, at: column.span,
      hint: "\(kind == .stream ? "Tables" : "Streams") have \(found)s, \(plural) have \(wanted)s.",
      placeStyle: .node)
  }

  // with := WITH '(' property { ',' property } ')'
  /// An empty list when WITH is not next.
  mutating func acceptProperties() throws(SQLError) -> PropertyList {
    let start = peek.span.start
    guard accept("WITH") else { return PropertyList() }
    try expect(.openParenthesis)
    let properties = try parseRestOfList { p throws(SQLError) in try p.parseProperty() }
    return PropertyList(properties, span: span(from: start))
  }

  // property := (identifier | string) '=' literal
  private mutating func parseProperty() throws(SQLError) -> Property {
    let token = peek
    let name: String
    if token.kind == .string {
      advance()
      name = unquoted(token)
    } else {
      name = try parseIdentifier("the name of a property").name
    }
    let nameSpan = span(from: token.span.start)
    try expect(.equal)
    let start = peek.span.start
    guard let value = try acceptLiteral() else {
      if peek.kind == .variable { throw undefinedVariable(peek) }
      throw unexpected("a constant: a string in single quotes, a number, TRUE, FALSE or NULL")
    }
    return Property(
      name: name, nameIsString: token.kind == .string, value: value, nameSpan: nameSpan,
      valueSpan: span(from: start))
  }

  // names := '(' identifier { ',' identifier } ')'
  /// An empty list when no parenthesis is next.
  mutating func acceptNames() throws(SQLError) -> [Identifier] {
    guard accept(.openParenthesis) else { return [] }
    return try parseRestOfList { p throws(SQLError) in
      try p.parseIdentifier("the name of a column")
    }
  }

  // row := '(' [value_expression { ',' value_expression }] ')'
  mutating func parseRow() throws(SQLError) -> [Expression] {
    try expect(.openParenthesis)
    if accept(.closeParenthesis) { return [] }
    return try parseRestOfList { p throws(SQLError) in try p.parseValueExpression() }
  }

  // query_target := ALL | identifier
  mutating func parseQueryTarget() throws(SQLError) -> QueryTarget {
    if accept("ALL") { return .all }
    return .query(try parseIdentifier("a query id, or ALL"))
  }
}
