// Texts of timestamps of which the end may be missing: `2020`, `2020-05`, `2020-05-01T10`,
// `2020-05-01T10:00+02:00`.

/// Parsing of partial timestamps.
package enum PartialTimestamp {
  /// Milliseconds since the epoch, UTC if the text names no zone.
  package static func parse(_ text: String) throws(FunctionError) -> Int64 { 0 }
}
