// NONE: a side without columns. Whatever bytes are there are ignored; null bytes are written.
//
// Safe because the offsets have room for one more than the rows.

import Values

struct NoneFormat: RecordFormat {
  let name = "NONE"
  let supportedProperties: Set<String> = []
  let supportsWrapping = false
  let supportsUnwrapping = false

  func objection(to columns: [ColumnSchema], isKey: Bool) -> String? {
    guard !columns.isEmpty else { return nil }
    return "The 'NONE' format can only be used when no columns are defined. "
      + "Got: [\(Formats.text(of: columns, isKey: isKey))]"
  }

  func supportsKey(_ type: SQLType) -> Bool { false }

  func makeDecoder(_ request: DecoderRequest) throws(FormatError) -> any RecordDecoder {
    ColumnlessDecoder()
  }

  func makeEncoder(
    columns: [ColumnSchema], isKey: Bool, properties: FormatProperties
  ) throws(FormatError) -> any RecordEncoder {
    NullEncoder()
  }
}

/// Reads a side without columns: only whether its bytes are null.
final class ColumnlessDecoder: RecordDecoder {
  func decode(_ slices: UnsafeBufferPointer<ByteSlice>) -> DecodedRows {
    DecodedRows(columns: [], present: Presence.of(slices), errors: [])
  }
}

/// Writes null bytes for every row.
final class NullEncoder: RecordEncoder {
  func encode(
    columns: [Column], count: Int, selection: Selection?, present: Bitmap?
  )
    -> EncodedRows
  {
    let rows = selection?.count ?? count
    let offsets = Buffer(capacity: (rows + 1) * 4)
    offsets.pointer(Int32.self).initialize(repeating: 0, count: rows + 1)
    return EncodedRows(
      count: rows, offsets: offsets, bytes: Buffer(capacity: 0),
      nulls: Bitmap(count: rows, all: true), errors: [])
  }
}
