// What CREATE STREAM, CREATE TABLE and both of their AS SELECT forms begin with. Which form it is shows
// only behind WITH; a SOURCE has no AS SELECT.

/// `CREATE … name`.
struct CreateHeading {
  let kind: SourceKind
  let orReplace: Bool
  let isReadOnly: Bool
  let ifNotExists: Bool
  let name: Identifier

  // create_heading := CREATE [OR REPLACE] [SOURCE] source_kind [if_not_exists] source_name
  static func parse(_ p: inout Parser) throws(SQLError) -> CreateHeading {
    try p.expect("CREATE")
    let orReplace = p.accept("OR", "REPLACE")
    let isReadOnly = p.accept("SOURCE")
    let kind = try p.parseSourceKind()
    let ifNotExists = p.acceptIfNotExists()
    return CreateHeading(
      kind: kind, orReplace: orReplace, isReadOnly: isReadOnly, ifNotExists: ifNotExists,
      name: try p.parseSourceName())
  }
}
