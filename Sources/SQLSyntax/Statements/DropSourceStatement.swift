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
