// Writes bare values; NULL becomes null bytes.
//
// Safe because one task owns the encoder, the column outlives the call, and the buffer has room
// for all rows before the loops write.

import Values

final class KafkaRecordEncoder: RecordEncoder {
  private let type: SQLType

  init(_ type: SQLType) { self.type = type }

  func encode(
    columns: [Column], count: Int, selection: Selection?, present: Bitmap?
  )
    -> EncodedRows
  {
    precondition(columns.count == 1)
    let column = columns[0]
    let rows = selection?.count ?? count
    let offsets = Buffer(capacity: (rows + 1) * 4)
    let loop = EncodedRowLoop(
      count: rows, selected: selection?.rows, valid: column.validity?.words,
      present: present?.words, positions: offsets.pointer(Int32.self))
    loop.positions[0] = 0
    let bytes = Buffer(capacity: rows * 8)
    var errors: [RowError] = []
    switch type {
    case .integer: KafkaBytes.writeFixed(loop, UnsafePointer(column.int32s), bytes.base)
    case .bigint, .double: KafkaBytes.writeFixed(loop, UnsafePointer(column.int64s), bytes.base)
    default: errors = writeText(loop, column, bytes)
    }
    return EncodedRows(
      count: rows, offsets: offsets, bytes: bytes, nulls: nulls(loop), errors: errors)
  }

  private func writeText(_ loop: EncodedRowLoop, _ column: Column, _ bytes: Buffer) -> [RowError] {
    let (positions, text) = (column.positions, column.text)
    var errors: [RowError] = []
    var used = 0
    var out = bytes.base
    var capacity = bytes.capacity
    for entry in 0..<loop.count {
      let row = loop.row(entry)
      if loop.isPresent(row) {
        let start = Int(positions[row])
        let count = Int(positions[row + 1]) - start
        if used + count > capacity {
          bytes.reserve(used + count, used: used)
          out = bytes.base
          capacity = bytes.capacity
        }
        if used + count > Int(Int32.max) {
          errors.append(RowError(row: entry, error: EncodedRows.tooLarge))
        } else {
          (out + used).copyMemory(from: text + start, byteCount: count)
          used += count
        }
      }
      loop.positions[entry + 1] = Int32(used)
    }
    return errors
  }

  private func nulls(_ loop: EncodedRowLoop) -> Bitmap? {
    guard loop.valid != nil || loop.present != nil else { return nil }
    var nulls: Bitmap?
    for entry in 0..<loop.count where !loop.isPresent(loop.row(entry)) {
      if nulls == nil { nulls = Bitmap(count: loop.count, all: false) }
      nulls?[entry] = true
    }
    return nulls
  }
}
