// DROP STREAM and DROP TABLE, with the topic if asked.

/// `DROP STREAM` and `DROP TABLE`.
package struct DropSourceStatement: Hashable, Sendable {
  package let kind: SourceKind
  package let ifExists: Bool
  package let name: Identifier
  package let deletesTopic: Bool

  package init(
    kind: SourceKind, ifExists: Bool = false, name: Identifier, deletesTopic: Bool = false
  ) {
    self.kind = kind
    self.ifExists = ifExists
    self.name = name
    self.deletesTopic = deletesTopic
  }
}

extension DropSourceStatement {
  // drop_source := DROP source_kind [if_exists] source_name [DELETE TOPIC]
  static func parse(_ p: inout Parser) throws(SQLError) -> DropSourceStatement {
    try p.expect("DROP")
    let kind = try p.parseSourceKind()
    let ifExists = p.acceptIfExists()
    let name = try p.parseSourceName()
    let deletesTopic = p.accept("DELETE")
    if deletesTopic { try p.expect("TOPIC") }
    return DropSourceStatement(
      kind: kind, ifExists: ifExists, name: name, deletesTopic: deletesTopic)
  }

  func write(to printer: inout SQLPrinter) {
    printer.words(
      "DROP", kind.rawValue, ifExists ? "IF EXISTS" : nil, name.description,
      deletesTopic ? "DELETE TOPIC" : nil)
  }
}
