// Reads delimited records into columns. The first line of a record counts; empty lines before it
// are skipped. The number of values must be that of the columns.
//
// Safe because the decoder belongs to one task, owns its memory, and vectors have room for the
// batch before rows are written.

import Values

final class DelimitedRecordDecoder: RecordDecoder {
  private let columns: [ColumnSchema]
  private let topic: String
  private let delimiter: UInt8
  private let tree: VectorTree
  /// Per column of the record: its vector, or -1.
  private let targets: UnsafeMutablePointer<Int32>
  private var scratch: MutableBytePointer = .allocate(capacity: 256)
  private var scratchCapacity = 256

  init(_ request: DecoderRequest) {
    columns = request.columns
    topic = request.topic
    delimiter = request.properties.delimiterOrComma
    tree = VectorTree(request.wanted.map { request.columns[$0].type })
    targets = .allocate(capacity: columns.count)
    targets.initialize(repeating: -1, count: columns.count)
    for (position, vector) in zip(request.wanted, tree.roots) { targets[position] = vector }
  }

  deinit {
    targets.deallocate()
    scratch.deallocate()
  }

  func decode(_ slices: UnsafeBufferPointer<ByteSlice>) -> DecodedRows {
    tree.begin(rows: slices.count)
    var errors: [RowError] = []
    var hasNull = false
    for row in 0..<slices.count {
      let slice = slices[row]
      if slice.count < 0 {
        hasNull = true
      } else {
        do throws(RecordError) {
          try read(slice, row: row)
        } catch {
          errors.append(RowError(row: row, error: error))
          tree.truncate(0, to: row)
        }
      }
      VectorTree.endRow(tree.groups, tree.vectors, tree.groups)
    }
    return DecodedRows(
      columns: tree.finish(), present: hasNull ? Presence.of(slices) : nil, errors: errors)
  }

  private func read(_ slice: ByteSlice, row: Int) throws(RecordError) {
    let count = Int(slice.count)
    let start = slice.start
    let end = start + count
    guard ByteBlocks.isASCII(start, count) || UTF8Text.isValid(start, count) else {
      throw RecordError(reason: "the record is not UTF-8")
    }
    if count + ByteSlice.overread > scratchCapacity {
      scratch.deallocate()
      scratchCapacity = count * 2 + ByteSlice.overread
      scratch = .allocate(capacity: scratchCapacity)
    }
    var p = start
    while p < end && (p.pointee == 0x0A || p.pointee == 0x0D) { p += 1 }
    guard p < end else { throw RecordError(reason: "No fields in record") }
    var position = 0
    while true {
      let token = DelimitedScan.token(p, end, delimiter: delimiter, scratch: scratch)
      if let failure = token.failure { throw RecordError(reason: failure.sentence) }
      let vector = position < columns.count ? Int(targets[position]) : -1
      if vector >= 0, !token.text.isEmpty {
        try DelimitedField.read(token.text, into: tree.vectors + vector, row: row) {
          columns[position]
        }
      }
      position += 1
      p = token.after
      if token.isLast { break }
    }
    guard position == columns.count else {
      throw RecordError(
        reason: "Column count mismatch on deserialization. topic: \(topic), "
          + "expected: \(columns.count), got: \(position)")
    }
  }
}
