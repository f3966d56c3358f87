// ALTER STREAM and ALTER TABLE: more value columns at the end.

/// `ALTER STREAM` and `ALTER TABLE`.
package struct AlterSourceStatement: Hashable, Sendable {
  package let kind: SourceKind
  package let name: Identifier
  /// The columns to append, in order.
  package let additions: [ColumnAddition]

  package init(kind: SourceKind, name: Identifier, additions: [ColumnAddition]) {
    self.kind = kind
    self.name = name
    self.additions = additions
  }
}

/// One `ADD [COLUMN] name type`.
package struct ColumnAddition: Hashable, Sendable {
  package let name: Identifier
  package let type: TypeSyntax

  package init(name: Identifier, type: TypeSyntax) {
    self.name = name
    self.type = type
  }
}
