// Columns that a source takes from a record's surroundings: partition, offset, headers.

import Plan
import SegmentLog
import Values

/// Builds the system columns of a source.
struct SystemColumns {
  private let kinds: [SystemColumn]
  private let types: [SQLType]

  init(_ kinds: [SystemColumn], types: [SQLType]) {
    self.kinds = kinds
    self.types = types
  }

  func columns(_ records: UnsafeBufferPointer<RecordSlice>, partition: Int) -> [Column] {
    zip(kinds, types).map { kind, type in
      let builder = ColumnBuilder(type, capacity: records.count)
      switch kind {
      case .rowPartition:
        return Column.constant(
          .integer(Int32(truncatingIfNeeded: partition)), type: type, count: records.count)
      case .rowOffset:
        for record in records { builder.append(record.offset) }
      case .headers:
        SystemColumns.appendHeaders(of: records, to: builder)
      case .header(let name):
        for record in records { append(lastHeader: name, of: record, to: builder) }
      }
      return builder.finish()
    }
  }

  private static let headersType = SQLType.array(
    .struct([StructField("KEY", .string), StructField("VALUE", .bytes)]))

  /// The headers of the records, as they go on with the rows; nil when no record has any.
  static func headers(_ records: UnsafeBufferPointer<RecordSlice>) -> Column? {
    guard records.contains(where: { $0.headerCount > 0 }) else { return nil }
    let builder = ColumnBuilder(headersType, capacity: records.count)
    appendHeaders(of: records, to: builder)
    return builder.finish()
  }

  private static func appendHeaders(
    of records: UnsafeBufferPointer<RecordSlice>, to builder: ColumnBuilder
  ) {
    for record in records {
      record.forEachHeader { key, value in
        let fields = builder.children[0].children
        fields[0].append(key)
        if let value { fields[1].append(value) } else { fields[1].appendNull() }
        builder.children[0].endRow()
      }
      builder.endRow()
    }
  }

  private func append(lastHeader name: String, of record: RecordSlice, to builder: ColumnBuilder) {
    var found: UnsafeBufferPointer<UInt8>?
    record.forEachHeader { key, value in
      if key.elementsEqual(name.utf8) { found = value }
    }
    if let found { builder.append(found) } else { builder.appendNull() }
  }
}

extension RecordSlice {
  /// Walks the headers; stops at bytes that are none. Safe because every read is checked against
  /// `headersLength`.
  func forEachHeader(
    _ body: (UnsafeBufferPointer<UInt8>, UnsafeBufferPointer<UInt8>?) -> Void
  ) {
    guard headerCount > 0 else { return }
    let start = (value + Int(max(0, valueLength))).assumingMemoryBound(to: UInt8.self)
    let bytes = UnsafeBufferPointer(start: start, count: Int(headersLength))
    var position = 0
    guard readVarint(bytes, &position) != nil else { return }
    for _ in 0..<headerCount {
      guard let keyLength = readVarint(bytes, &position), keyLength >= 0,
        keyLength <= bytes.count - position
      else { return }
      let key = UnsafeBufferPointer(rebasing: bytes[position..<position + keyLength])
      position += keyLength
      guard let valueLength = readVarint(bytes, &position), valueLength <= bytes.count - position
      else { return }
      guard valueLength >= 0 else {
        body(key, nil)
        continue
      }
      body(key, UnsafeBufferPointer(rebasing: bytes[position..<position + valueLength]))
      position += valueLength
    }
  }
}

/// A zigzag varint; nil at the end of the bytes.
private func readVarint(_ bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int) -> Int? {
  var result: UInt64 = 0
  var shift: UInt64 = 0
  while position < bytes.count, shift < 64 {
    let byte = bytes[position]
    position += 1
    result |= UInt64(byte & 0x7F) << shift
    if byte & 0x80 == 0 { return Int(Int64(bitPattern: result >> 1) ^ -Int64(result & 1)) }
    shift += 7
  }
  return nil
}
