// Writes columns as JSON records. The loops are in `JSONWrite+Kernels.swift`.
//
// Safe because one task owns the encoder and the columns outlive the call.

import Values

final class JSONRecordEncoder: RecordEncoder {
  private let tree: RowSources
  private let isUnwrapped: Bool
  private let columnCount: Int
  /// Bytes per row in the last batch: how much to expect.
  private var bytesPerRow = 64

  init(columns: [ColumnSchema], isKey: Bool, properties: FormatProperties) {
    tree = RowSources(columns)
    columnCount = columns.count
    isUnwrapped = Formats.isUnwrapped(columns: columns, isKey: isKey, properties: properties)
  }

  func encode(
    columns: [Column], count: Int, selection: Selection?, present: Bitmap?
  )
    -> EncodedRows
  {
    precondition(columns.count == columnCount)
    tree.point(at: columns)
    let rows = selection?.count ?? count
    let bytes = Buffer(capacity: tree.fixedBytes * 2 + rows * (bytesPerRow + 8))
    let offsets = Buffer(capacity: (rows + 1) * 4)
    let positions = offsets.pointer(Int32.self)
    positions[0] = 0
    var sink = TextSink(bytes, reserve: tree.fixedBytes)
    var nulls: Bitmap?
    var errors: [RowError] = []
    var out = bytes.pointer(UInt8.self)
    let sources = tree.sources
    let presentWords = present?.words
    withUnsafeMutablePointer(to: &sink) { sink in
      for entry in 0..<rows {
        let row = selection.map { Int($0.rows[entry]) } ?? entry
        let isPresent = presentWords.map { Presence.isSet($0, row) } ?? true
        if !isPresent || (isUnwrapped && !sources[0].isValid(row)) {
          if nulls == nil { nulls = Bitmap(count: rows, all: false) }
          nulls?[entry] = true
          positions[entry + 1] = positions[entry]
          continue
        }
        out = sink.pointee.ensure(0, out)
        out =
          isUnwrapped
          ? JSONWrite.value(sources, 0, row: row, out, sink)
          : JSONWrite.fields(sources, first: 0, count: columnCount, row: row, out, sink)
        let base = bytes.pointer(UInt8.self)
        if out - base > Int(Int32.max) {
          errors.append(RowError(row: entry, error: EncodedRows.tooLarge))
          out = base + Int(positions[entry])
        }
        positions[entry + 1] = Int32(truncatingIfNeeded: out - base)
      }
    }
    if rows > 0 { bytesPerRow = Int(positions[rows]) / rows }
    return EncodedRows(
      count: rows, offsets: offsets, bytes: bytes, nulls: nulls, errors: errors)
  }
}

extension EncodedRows {
  static let tooLarge = RecordError(reason: "the batch holds more than 2 GiB of text")
}
