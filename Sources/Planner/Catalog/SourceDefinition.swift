// What the catalog knows of a stream or table.

package import Plan
package import Values

/// A column that a source takes from the headers of its records.
package struct HeaderColumn: Hashable, Sendable, Codable {
  package let name: String
  /// `.headers` or `.header`.
  package let column: SystemColumn

  package init(name: String, column: SystemColumn) {
    self.name = name
    self.column = column
  }

  package var type: SQLType {
    switch column {
    case .header: .bytes
    default: .array(.struct([StructField("KEY", .string), StructField("VALUE", .bytes)]))
    }
  }
}

/// A registered stream or table.
package struct SourceDefinition: Hashable, Sendable, Codable {
  package let name: String
  package let isTable: Bool
  package var schema: Schema
  /// Read-only columns behind those of the schema.
  package var headers: [HeaderColumn]
  package let topic: String
  package let keyFormat: FormatChoice
  package let valueFormat: FormatChoice
  package let window: WindowKind?
  package let timestamp: TimestampColumn?
  /// Declared with SOURCE: nothing but the topic's other writers changes it.
  package let isReadOnly: Bool
  /// The statement that made it.
  package var sqlText: String
  /// The query that writes it (CREATE … AS) or materializes it (CREATE SOURCE TABLE).
  package let queryID: String?

  package init(
    name: String, isTable: Bool, schema: Schema, headers: [HeaderColumn] = [], topic: String,
    keyFormat: FormatChoice, valueFormat: FormatChoice, window: WindowKind? = nil,
    timestamp: TimestampColumn? = nil, isReadOnly: Bool = false, sqlText: String,
    queryID: String? = nil
  ) {
    self.name = name
    self.isTable = isTable
    self.schema = schema
    self.headers = headers
    self.topic = topic
    self.keyFormat = keyFormat
    self.valueFormat = valueFormat
    self.window = window
    self.timestamp = timestamp
    self.isReadOnly = isReadOnly
    self.sqlText = sqlText
    self.queryID = queryID
  }

  /// Made by CREATE … AS SELECT.
  package var isResultOfQuery: Bool { queryID != nil && !isReadOnly }

  /// `stream` or `table`, as messages write it.
  package var kindText: String { isTable ? "table" : "stream" }
}
