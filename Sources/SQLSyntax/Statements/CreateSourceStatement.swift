// CREATE STREAM and CREATE TABLE: a source declared over a topic. No data moves.

/// `CREATE STREAM` and `CREATE TABLE` over a topic.
package struct CreateSourceStatement: Hashable, Sendable {
  package let kind: SourceKind
  package let orReplace: Bool
  /// `SOURCE`: rows come from the topic alone, and a table is materialized.
  package let isReadOnly: Bool
  package let ifNotExists: Bool
  package let name: Identifier
  /// Empty when the columns are to be inferred from the schema registry.
  package let columns: [ColumnDefinition]
  package let properties: PropertyList

  package init(
    kind: SourceKind, orReplace: Bool = false, isReadOnly: Bool = false, ifNotExists: Bool = false,
    name: Identifier, columns: [ColumnDefinition] = [], properties: PropertyList = PropertyList()
  ) {
    self.kind = kind
    self.orReplace = orReplace
    self.isReadOnly = isReadOnly
    self.ifNotExists = ifNotExists
    self.name = name
    self.columns = columns
    self.properties = properties
  }
}

extension CreateSourceStatement {
  // create_source := create_heading [columns] [with]
  /// Reads what follows the heading.
  static func parse(
    after heading: CreateHeading, _ p: inout Parser
  ) throws(SQLError) -> CreateSourceStatement {
    let columns = try p.acceptColumns(of: heading.kind)
    let properties = try p.acceptProperties()
    return CreateSourceStatement(
      kind: heading.kind, orReplace: heading.orReplace, isReadOnly: heading.isReadOnly,
      ifNotExists: heading.ifNotExists, name: heading.name, columns: columns,
      properties: properties)
  }

  func write(to printer: inout SQLPrinter) {
    printer.words(
      "CREATE", orReplace ? "OR REPLACE" : nil, isReadOnly ? "SOURCE" : nil, kind.rawValue,
      ifNotExists ? "IF NOT EXISTS" : nil, name.description)
    printer.columns(columns)
    printer.with(properties)
  }
}
