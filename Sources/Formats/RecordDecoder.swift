// From the bytes of keys or values to columns. A decoder belongs to one task: it learns from the
// records it has seen and is not safe to share.

package import Values

/// A record that could not be read or written, by its row in the batch.
package struct RowError: Hashable, Sendable {
  package let row: Int
  package let error: RecordError

  package init(row: Int, error: RecordError) {
    self.row = row
    self.error = error
  }
}

/// The columns of a batch of keys or values.
package struct DecodedRows: Sendable {
  /// One column per wanted column, in the order asked; each has a row per slice.
  package var columns: [Column]
  /// Clear bit = the bytes were null; nil = none was. All columns are NULL there.
  package var present: Bitmap?
  /// Rows that could not be read, rising. All columns are NULL there; the caller drops the rows.
  package var errors: [RowError]

  package init(columns: [Column], present: Bitmap?, errors: [RowError]) {
    self.columns = columns
    self.present = present
    self.errors = errors
  }
}

/// Turns the bytes of one side (key or value) of records into the wanted columns.
package protocol RecordDecoder: AnyObject {
  /// Reads a batch. Never fails as a whole: rows that cannot be read are listed in the result.
  func decode(_ slices: UnsafeBufferPointer<ByteSlice>) -> DecodedRows
}
