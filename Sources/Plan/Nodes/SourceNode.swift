// The leaf of a plan: a topic and what is read of its records.

package import Values

/// A column that the source takes from the record's surroundings instead of its bytes.
package enum SystemColumn: Hashable, Sendable, Codable {
  /// INTEGER.
  case rowPartition
  /// BIGINT.
  case rowOffset
  /// ARRAY<STRUCT<key STRING, value BYTES>>.
  case headers
  /// BYTES: the last header with this key.
  case header(String)
}

/// Reads a topic: decodes the columns that the plan needs, takes event time, drops what cannot be
/// read. A table source skips records with a NULL key.
package struct SourceNode: Hashable, Sendable, Codable {
  /// Name in the catalog.
  package let name: String
  package let topic: String
  package let isTable: Bool
  package let keyFormat: FormatChoice
  package let valueFormat: FormatChoice
  /// All columns as declared, in the order of the bytes.
  package let keyColumns: [ColumnSchema]
  package let valueColumns: [ColumnSchema]
  /// Positions (in keyColumns + valueColumns) that are decoded and leave the node, rising; all key
  /// columns are among them. The output edge has these, then the system columns, as columns.
  package let reads: [Int]
  package let systemColumns: [SystemColumn]
  package let timestamp: TimestampColumn?
  package let window: WindowKind?
  /// A table that keeps its rows here, so that changes carry old values.
  package let store: StoreChoice?
  package let output: Edge

  package init(
    name: String, topic: String, isTable: Bool, keyFormat: FormatChoice,
    valueFormat: FormatChoice, keyColumns: [ColumnSchema], valueColumns: [ColumnSchema],
    reads: [Int], systemColumns: [SystemColumn], timestamp: TimestampColumn?,
    window: WindowKind?, store: StoreChoice?, output: Edge
  ) {
    self.name = name
    self.topic = topic
    self.isTable = isTable
    self.keyFormat = keyFormat
    self.valueFormat = valueFormat
    self.keyColumns = keyColumns
    self.valueColumns = valueColumns
    self.reads = reads
    self.systemColumns = systemColumns
    self.timestamp = timestamp
    self.window = window
    self.store = store
    self.output = output
  }
}
