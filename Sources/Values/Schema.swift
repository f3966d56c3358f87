// What a row of a stream or table looks like: key columns first, then value columns.

/// A named, typed column.
package struct ColumnSchema: Hashable, Sendable, Codable {
  package let name: String
  package let type: SQLType

  package init(_ name: String, _ type: SQLType) {
    self.name = name
    self.type = type
  }
}

/// The columns of a stream or table, in order. A row of a batch has the key columns, then the
/// value columns; positions everywhere count in that order.
package struct Schema: Hashable, Sendable, Codable {
  package let key: [ColumnSchema]
  package let value: [ColumnSchema]

  package init(key: [ColumnSchema], value: [ColumnSchema]) {
    self.key = key
    self.value = value
  }

  package var columns: [ColumnSchema] { key + value }
  package var count: Int { key.count + value.count }

  /// The position of the column with exactly this name.
  package func position(of name: String) -> Int? {
    columns.firstIndex { $0.name == name }
  }
}

extension Schema: CustomStringConvertible {
  /// As plans and errors print it: `` `ID` BIGINT KEY, `NAME` STRING ``.
  package var description: String {
    (key.map { "`\($0.name)` \($0.type) KEY" } + value.map { "`\($0.name)` \($0.type)" })
      .joined(separator: ", ")
  }
}
