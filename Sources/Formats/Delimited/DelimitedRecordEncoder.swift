// Writes delimited records: values as text, quoted where Apache Commons CSV (quote mode MINIMAL)
// quotes them. Only STRING values need a look at every byte; the texts of other types hold letters,
// digits, `-`, `+`, `.`, `/` and `=`, but the delimiter may be one of these.
//
// Safe because one task owns the encoder, the columns outlive the call, and the buffer grows before
// a value is written.

import Values

final class DelimitedRecordEncoder: RecordEncoder {
  private let sources: RowSources
  private let columnCount: Int
  private let delimiter: UInt8
  private let isKey: Bool
  private var bytesPerRow = 32

  init(columns: [ColumnSchema], isKey: Bool, properties: FormatProperties) {
    sources = RowSources(columns)
    columnCount = columns.count
    delimiter = properties.delimiterOrComma
    self.isKey = isKey
  }

  func encode(
    columns: [Column], count: Int, selection: Selection?, present: Bitmap?
  )
    -> EncodedRows
  {
    precondition(columns.count == columnCount)
    sources.point(at: columns)
    let rows = selection?.count ?? count
    let offsets = Buffer(capacity: (rows + 1) * 4)
    // A key of one column that is NULL is null bytes, as in every format.
    let nullable = isKey && columnCount == 1 ? columns[0].validity?.words : nil
    let loop = EncodedRowLoop(
      count: rows, selected: selection?.rows, valid: nullable, present: present?.words,
      positions: offsets.pointer(Int32.self))
    loop.positions[0] = 0
    let bytes = Buffer(capacity: rows * (bytesPerRow + 8) + sources.fixedBytes * 2)
    var sink = TextSink(bytes, reserve: sources.fixedBytes)
    var out = bytes.pointer(UInt8.self)
    var nulls: Bitmap?
    var errors: [RowError] = []
    for entry in 0..<rows {
      let row = loop.row(entry)
      if loop.isPresent(row) {
        out = write(row, sink.ensure(0, out), &sink)
        let base = bytes.pointer(UInt8.self)
        if out - base > Int(Int32.max) {
          errors.append(RowError(row: entry, error: EncodedRows.tooLarge))
          out = base + Int(loop.positions[entry])
        }
      } else {
        if nulls == nil { nulls = Bitmap(count: rows, all: false) }
        nulls?[entry] = true
      }
      loop.positions[entry + 1] = Int32(truncatingIfNeeded: out - bytes.pointer(UInt8.self))
    }
    if rows > 0 { bytesPerRow = Int(loop.positions[rows]) / rows }
    return EncodedRows(
      count: rows, offsets: offsets, bytes: bytes, nulls: nulls, errors: errors)
  }

  private func write(
    _ row: Int, _ start: MutableBytePointer, _ sink: inout TextSink
  ) -> MutableBytePointer {
    var out = start
    for i in 0..<columnCount {
      if i > 0 {
        out[0] = delimiter
        out += 1
      }
      let source = sources.sources + i
      guard source.pointee.isValid(row) else {
        // A line with nothing in it could not be read back.
        if columnCount == 1 {
          (out[0], out[1]) = (0x22, 0x22)
          out += 2
        }
        continue
      }
      out = DelimitedWrite.value(source, row, out, &sink, isFirst: i == 0, delimiter: delimiter)
    }
    return out
  }
}
