// A format by name with its properties, as plans and the catalog keep it.

/// A serialization format with the properties that the statement resolved.
package struct FormatChoice: Hashable, Sendable, Codable {
  /// Upper case: `JSON`, `DELIMITED`, `KAFKA`, `NONE` …
  package let name: String
  /// DELIMITED: the delimiter.
  package let delimiter: String?
  /// A single column is wrapped in a record (true) or bare (false); nil = the format's default.
  package let wrapsSingle: Bool?

  package init(_ name: String, delimiter: String? = nil, wrapsSingle: Bool? = nil) {
    self.name = name
    self.delimiter = delimiter
    self.wrapsSingle = wrapsSingle
  }
}

/// The column from which event time is taken or to which it is written.
package struct TimestampColumn: Hashable, Sendable, Codable {
  /// Position in the declared columns, keys first.
  package let position: Int
  /// Pattern of a STRING column (java.time.format.DateTimeFormatter letters).
  package let format: String?
  /// A value without a time fails the query instead of the record.
  package let failsOnInvalid: Bool

  package init(position: Int, format: String? = nil, failsOnInvalid: Bool = false) {
    self.position = position
    self.format = format
    self.failsOnInvalid = failsOnInvalid
  }
}

/// A state store of a query: its changelog topic is named after it.
package struct StoreChoice: Hashable, Sendable, Codable {
  /// `Aggregate-Aggregate-Materialize`, `KafkaTopic_Left-Reduce` … unique within the query.
  package let name: String

  package init(_ name: String) { self.name = name }
}
