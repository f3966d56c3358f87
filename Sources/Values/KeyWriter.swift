// One key after the other into `EncodedKeys`, and back: the general case of `KeyCodec`, with text
// and nested columns among others.
//
// Safe because the writer reserves room for what it writes, and the reader checks every length.

/// Appends encoded values behind the bytes that are already there.
struct KeyWriter {
  let keys: EncodedKeys
  var used = 0

  init(_ keys: EncodedKeys) { self.keys = keys }

  mutating func put(_ byte: UInt8) {
    keys.reserve(bytes: used + 1, used: used)
    keys.bytes.storeBytes(of: byte, toByteOffset: used, as: UInt8.self)
    used += 1
  }

  mutating func put<T: FixedWidthInteger>(word: T) {
    let width = T.bitWidth / 8
    keys.reserve(bytes: used + width, used: used)
    keys.bytes.storeBytes(of: word.bigEndian, toByteOffset: used, as: T.self)
    used += width
  }

  /// Writes a value that is not NULL.
  mutating func put(_ column: Column, _ row: Int, endsKey: Bool) {
    switch column.type {
    case .boolean: put(column.booleans[row])
    case .integer, .date, .time: put(word: UInt32(bitPattern: column.int32s[row]) ^ (1 << 31))
    case .bigint, .timestamp: put(word: UInt64(bitPattern: column.int64s[row]) ^ (1 << 63))
    case .double: put(word: orderedBits(column.doubles[row]))
    case .decimal: put(word: UInt128(bitPattern: column.decimals[row]) ^ (1 << 127))
    case .string, .bytes:
      if endsKey { put(raw: column.bytes(at: row)) } else { put(escaped: column.bytes(at: row)) }
    case .array:
      for element in column.elements(at: row) { put(element: column.children[0], element) }
      put(0)
    case .map: put(map: column, row)
    case .struct:
      for field in column.children {
        let valid = field.isValid(row)
        put(valid ? 1 : 0)
        if valid { put(field, row, endsKey: false) }
      }
    }
  }

  private mutating func put(element column: Column, _ row: Int) {
    let valid = column.isValid(row)
    put(valid ? 2 : 1)
    if valid { put(column, row, endsKey: false) }
  }

  private mutating func put(raw text: UnsafeBufferPointer<UInt8>) {
    keys.reserve(bytes: used + text.count, used: used)
    if let start = text.baseAddress {
      (keys.bytes + used).copyMemory(from: start, byteCount: text.count)
    }
    used += text.count
  }

  private mutating func put(escaped text: UnsafeBufferPointer<UInt8>) {
    keys.reserve(bytes: used + text.count * 2 + 2, used: used)
    let out = keys.bytes.assumingMemoryBound(to: UInt8.self)
    for byte in text {
      out[used] = byte
      used += 1
      if byte == 0 {
        out[used] = 0xFF
        used += 1
      }
    }
    out[used] = 0
    out[used + 1] = 1
    used += 2
  }

  /// Entries have no order of their own: they are written, cut out again and sorted by bytes.
  private mutating func put(map column: Column, _ row: Int) {
    let start = used
    var entries: [[UInt8]] = []
    for entry in column.elements(at: row) {
      put(element: column.children[0], entry)
      put(element: column.children[1], entry)
      entries.append(
        Array(UnsafeRawBufferPointer(start: keys.bytes + start, count: used - start)))
      used = start
    }
    entries.sort { $0.lexicographicallyPrecedes($1) }
    for entry in entries { for byte in entry { put(byte) } }
    put(0)
  }
}

/// Reads what `KeyWriter` wrote, trusting nothing.
struct KeyReader {
  let bytes: UnsafeRawBufferPointer
  var position = 0

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  var isAtEnd: Bool { position == bytes.count }

  mutating func skip(_ count: Int) throws(RecordError) {
    guard bytes.count - position >= count else { throw KeyCodec.malformed }
    position += count
  }

  mutating func byte() throws(RecordError) -> UInt8 {
    try skip(1)
    return bytes[position - 1]
  }

  mutating func word<T: FixedWidthInteger>(_ type: T.Type) throws(RecordError) -> T {
    try skip(T.bitWidth / 8)
    return T(
      bigEndian: bytes.loadUnaligned(fromByteOffset: position - T.bitWidth / 8, as: T.self))
  }

  /// Reads a value that is not NULL.
  mutating func read(into builder: ColumnBuilder, endsKey: Bool) throws(RecordError) {
    switch builder.type {
    case .boolean: builder.append(try byte() != 0)
    case .integer, .date, .time:
      builder.append(Int32(bitPattern: try word(UInt32.self) ^ (1 << 31)))
    case .bigint, .timestamp:
      builder.append(Int64(bitPattern: try word(UInt64.self) ^ (1 << 63)))
    case .double:
      let bits = try word(UInt64.self)
      builder.append(Double(bitPattern: bits >> 63 == 1 ? bits ^ (1 << 63) : ~bits))
    case .decimal: builder.append(Int128(bitPattern: try word(UInt128.self) ^ (1 << 127)))
    case .string, .bytes:
      if endsKey {
        builder.append(
          UnsafeRawBufferPointer(rebasing: bytes[position...]).assumingMemoryBound(to: UInt8.self))
        position = bytes.count
      } else {
        try readEscaped(into: builder)
      }
    case .array, .map:
      while let valid = try elementMarker() {
        try readElement(into: builder.children[0], valid: valid)
        for child in builder.children.dropFirst() {
          guard let valid = try elementMarker() else { throw KeyCodec.malformed }
          try readElement(into: child, valid: valid)
        }
      }
      builder.endRow()
    case .struct:
      for child in builder.children {
        try readElement(into: child, valid: try byte() != 0)
      }
      builder.endRow()
    }
  }

  /// nil at the end of the elements, else whether the next one is not NULL.
  private mutating func elementMarker() throws(RecordError) -> Bool? {
    switch try byte() {
    case 0: nil
    case 1: false
    case 2: true
    default: throw KeyCodec.malformed
    }
  }

  private mutating func readElement(
    into builder: ColumnBuilder, valid: Bool
  ) throws(RecordError) {
    if valid { try read(into: builder, endsKey: false) } else { builder.appendNull() }
  }

  private mutating func readEscaped(into builder: ColumnBuilder) throws(RecordError) {
    while true {
      let byte = try byte()
      if byte == 0 {
        switch try self.byte() {
        case 1: return builder.endRow()
        case 0xFF: break
        default: throw KeyCodec.malformed
        }
      }
      builder.appendPartial(byte)
    }
  }
}
