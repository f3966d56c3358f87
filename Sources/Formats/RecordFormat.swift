// The seam of this target: a format is one value of this protocol, listed in `Formats.all`.

package import Values

/// A serialization format.
package protocol RecordFormat: Sendable {
  /// The name in upper case, as WITH clauses and errors write it.
  var name: String { get }

  /// Properties of the WITH clause that the format understands, by their short names.
  var supportedProperties: Set<String> { get }

  /// Whether a single value column may be written inside an object.
  var supportsWrapping: Bool { get }

  /// Whether a single value column may be written bare.
  var supportsUnwrapping: Bool { get }

  /// Why the format cannot hold these columns; nil when it can.
  func objection(to columns: [ColumnSchema], isKey: Bool) -> String?

  /// Whether a key of this type keeps the format when a query makes it the key of an internal
  /// topic; otherwise that topic uses JSON.
  func supportsKey(_ type: SQLType) -> Bool

  /// A decoder of the columns at the positions `wanted`. The schema has been checked.
  func makeDecoder(_ request: DecoderRequest) throws(FormatError) -> any RecordDecoder

  /// An encoder of all columns. The schema has been checked.
  func makeEncoder(
    columns: [ColumnSchema], isKey: Bool, properties: FormatProperties
  ) throws(FormatError) -> any RecordEncoder
}

/// What a decoder is asked for.
package struct DecoderRequest: Sendable {
  /// All columns of the side, as declared.
  package var columns: [ColumnSchema]
  /// Positions in `columns` to materialise, in the order of the result; each at most once.
  package var wanted: [Int]
  package var isKey: Bool
  package var properties: FormatProperties
  /// Named in errors.
  package var topic: String

  package init(
    columns: [ColumnSchema], wanted: [Int], isKey: Bool, properties: FormatProperties,
    topic: String
  ) {
    self.columns = columns
    self.wanted = wanted
    self.isKey = isKey
    self.properties = properties
    self.topic = topic
  }
}
