// Reads bare values.
//
// Safe because the vectors have room for the batch, and a value is read only when the slice has
// exactly its size.

import Values

final class KafkaRecordDecoder: RecordDecoder {
  private let column: ColumnSchema
  private let tree: VectorTree

  init(_ column: ColumnSchema) {
    self.column = column
    tree = VectorTree([column.type])
  }

  func decode(_ slices: UnsafeBufferPointer<ByteSlice>) -> DecodedRows {
    tree.begin(rows: slices.count)
    let vector = tree.vectors
    let bad: [Int] =
      switch vector.pointee.kind {
      case .integer:
        KafkaBytes.readFixed(slices, vector, width: 4) { Int32(bigEndian: $0) }
      case .bigint, .double:
        // A double is read as the integer with its bits.
        KafkaBytes.readFixed(slices, vector, width: 8) { Int64(bigEndian: $0) }
      default:
        KafkaBytes.readText(slices, vector)
      }
    tree.groups[0].count = slices.count
    let errors = bad.map { RowError(row: $0, error: wrongSize(slices[$0].count)) }
    return DecodedRows(
      columns: tree.finish(), present: Presence.of(slices), errors: errors)
  }

  private func wrongSize(_ count: Int32) -> RecordError {
    let reason: String
    switch column.type {
    case .integer: reason = "Size of data received by IntegerDeserializer is not 4"
    case .bigint: reason = "Size of data received by LongDeserializer is not 8"
    case .double: reason = "Size of data received by Deserializer is not 8"
    default: return EncodedRows.tooLarge
    }
    return RecordError(field: "$.\(column.name)", reason: "\(reason), got \(count)")
  }
}
