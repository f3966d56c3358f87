// Keys to bytes and back. The order of the bytes is the order of the keys, column by column, so
// that range scans and ordered emission need no decoding:
//
//   one key column     its payload alone; a NULL has no encoding (the row is flagged)
//   several columns    each: 00 for NULL, 01 and the payload otherwise; a fixed-width payload is
//                      there for NULL too, as zeros, so that such keys have one width
//
//   BOOLEAN 1 byte; INTEGER DATE TIME 4, BIGINT TIMESTAMP 8, DECIMAL 16: big-endian with the sign
//   flipped; DOUBLE 8: big-endian with the sign flipped, all bits flipped below zero, one NaN
//   STRING BYTES       as they are when they end the key; elsewhere 00 as 00 FF, ended by 00 01
//   ARRAY              each element 01 (NULL) or 02 and payload, then 00
//   MAP                entries sorted by their bytes, each as two elements, then 00
//   STRUCT             each field 00 (NULL) or 01 and payload
//
// Two keys are the same key when their bytes are: 0.0 and -0.0 differ.

/// Encodes key columns as bytes that compare like the keys.
package struct KeyCodec: Sendable {
  package let types: [SQLType]
  /// The width of every key when all columns have one, nil when keys vary in length.
  package let fixedWidth: Int?

  package init(_ types: [SQLType]) {
    self.types = types
    var width: Int? = 0
    for type in types { width = type.fixedWidth.flatMap { w in width.map { $0 + w } } }
    fixedWidth = width.map { types.count > 1 ? $0 + types.count : $0 }
  }

  // MARK: - Encoding

  /// Encodes the selected rows of a batch. Rows with a NULL in any column are flagged in
  /// `keys.nulls`; with a single column they have no key.
  package func encode(
    _ columns: [Column], count: Int, selection: Selection? = nil, into keys: EncodedKeys
  ) {
    precondition(columns.count == types.count, "one column for each type of the key")
    if let width = fixedWidth {
      keys.begin(count: count, width: width)
      encodeFixed(columns, width: width, rows: RowSet(count, selection), into: keys)
    } else if types.count == 1, types[0] == .string || types[0] == .bytes {
      encodeText(columns[0], count: count, selection: selection, into: keys)
    } else {
      encodeRows(columns, count: count, selection: selection, into: keys)
    }
    keys.nulls = KeyCodec.nulls(of: columns, count: count)
  }

  /// Encodes one key from values at an edge; nil when it has no encoding.
  package func encode(_ values: [Value]) -> [UInt8]? {
    if types.count == 1, values[0] == .null { return nil }
    let keys = EncodedKeys(rowCapacity: 1)
    encode(zip(values, types).map { Column.constant($0, type: $1, count: 1) }, count: 1, into: keys)
    return Array(keys[0])
  }

  private static func nulls(of columns: [Column], count: Int) -> Bitmap? {
    var nulls: Bitmap?
    for column in columns where column.hasNulls {
      guard let inverted = column.validity?.inverted() else { continue }
      if let nulls { nulls.formUnion(inverted) } else { nulls = inverted }
    }
    return nulls
  }

  private func encodeFixed(
    _ columns: [Column], width: Int, rows: RowSet, into keys: EncodedKeys
  ) {
    if columns.count == 1 {
      switch types[0] {
      case .bigint, .timestamp:
        return encodeInt64Keys(columns[0].int64s, rows, into: keys.bytes, keys.hashes)
      case .integer, .date, .time:
        return encodeInt32Keys(columns[0].int32s, rows, into: keys.bytes, keys.hashes)
      default: break
      }
    }
    var position = 0
    for column in columns {
      if columns.count > 1 {
        encodeMarkers(column.validity?.words, rows, stride: width, into: keys.bytes + position)
        position += 1
      }
      encodeFixedColumn(column, rows, stride: width, into: keys.bytes + position)
      position += column.type.fixedWidth ?? 0
    }
    hashFixed(keys.bytes, width: width, rows, into: keys.hashes)
  }

  private func encodeText(
    _ column: Column, count: Int, selection: Selection?, into keys: EncodedKeys
  ) {
    keys.begin(count: count)
    let first = count > 0 ? Int(column.positions[0]) : 0
    let total = count > 0 ? Int(column.positions[count]) - first : 0
    keys.reserve(bytes: total, used: 0)
    if let selection {
      encodeSelectedTextKeys(
        column.positions, column.text, count: count, selection.rows, selection.count,
        into: keys.bytes, keys.offsets, keys.hashes)
    } else {
      keys.bytes.copyMemory(from: column.text + first, byteCount: total)
      hashTextKeys(
        column.positions, first: first, count: count, keys.bytes, keys.offsets, keys.hashes)
    }
  }

  /// Row by row, for keys that have a text or nested column among others.
  private func encodeRows(
    _ columns: [Column], count: Int, selection: Selection?, into keys: EncodedKeys
  ) {
    keys.begin(count: count)
    var writer = KeyWriter(keys)
    let last = columns.count - 1
    var next = 0
    RowSet(count, selection).forEach { row in
      while next <= row {
        keys.offsets[next] = Int32(truncatingIfNeeded: writer.used)
        next += 1
      }
      for (index, column) in columns.enumerated() {
        let valid = column.isValid(row)
        if last > 0 { writer.put(valid ? 1 : 0) }
        if valid {
          writer.put(column, row, endsKey: index == last)
        } else if last > 0, let width = column.type.fixedWidth {
          for _ in 0..<width { writer.put(0) }
        }
      }
      let start = Int(keys.offsets[row])
      keys.hashes[row] = ByteHash.hash(
        keys.bytes + start, count: writer.used - start, seed: EncodedKeys.seed)
    }
    for row in next..<(count + 1) { keys.offsets[row] = Int32(truncatingIfNeeded: writer.used) }
  }

  // MARK: - Decoding

  /// Appends every key to the builders, one for each column.
  package func decode(
    _ keys: EncodedKeys, into builders: [ColumnBuilder]
  ) throws(RecordError) {
    precondition(builders.count == types.count, "one builder for each type of the key")
    if types.count == 1, keys.count > 0, let width = fixedWidth, types[0] != .double {
      guard Int(keys.offsets[keys.count]) == keys.count * width else { throw KeyCodec.malformed }
      switch types[0] {
      case .bigint, .timestamp:
        decodeInt64Keys(keys.bytes, keys.count, into: builders[0].reserveValues(keys.count))
        return builders[0].advance(by: keys.count)
      case .integer, .date, .time:
        decodeInt32Keys(keys.bytes, keys.count, into: builders[0].reserveValues(keys.count))
        return builders[0].advance(by: keys.count)
      default: break
      }
    }
    for row in 0..<keys.count { try decode(keys[row], into: builders) }
  }

  /// Appends one key to the builders.
  package func decode(
    _ key: UnsafeRawBufferPointer, into builders: [ColumnBuilder]
  ) throws(RecordError) {
    var reader = KeyReader(key)
    for (index, builder) in builders.enumerated() {
      if types.count > 1 {
        let marker = try reader.byte()
        guard marker <= 1 else { throw KeyCodec.malformed }
        if marker == 0 {
          try reader.skip(builder.type.fixedWidth ?? 0)
          builder.appendNull()
          continue
        }
      }
      try reader.read(into: builder, endsKey: index == builders.count - 1)
    }
    guard reader.isAtEnd else { throw KeyCodec.malformed }
  }

  static let malformed = RecordError(reason: "the bytes of a key do not fit its type")
}
