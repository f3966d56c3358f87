// Reads messages into columns: first whether all of a record can be read, then field by field, so
// that a record is there as a whole or not at all. The last of several values of a field counts.
//
// Safe because slices keep their bytes alive while the batch is read, and every place inside them
// comes from a cursor that checked it.

import Values

final class ProtobufRecordDecoder: RecordDecoder {
  private let root: ProtobufMessage
  private let columns: [ColumnSchema]
  private let wanted: [Int]
  private let isKey: Bool

  init(_ request: DecoderRequest) {
    columns = request.columns
    wanted = request.wanted
    isKey = request.isKey
    root = ProtobufMessage(request.columns.map(\.type))
  }

  func decode(_ slices: UnsafeBufferPointer<ByteSlice>) -> DecodedRows {
    let builders = wanted.map { ColumnBuilder(columns[$0].type, capacity: slices.count) }
    var errors: [RowError] = []
    for (row, slice) in slices.enumerated() {
      guard slice.count >= 0 else {
        for builder in builders { builder.appendNull() }
        continue
      }
      if let bad = root.flaw(slice.start, from: 0, count: Int(slice.count)) {
        for builder in builders { builder.appendNull() }
        let field = bad < columns.count ? "$.\(columns[bad].name)" : nil
        errors.append(
          RowError(
            row: row,
            error: field.map {
              RecordError(field: $0, reason: "the bytes are no value of the field")
            }
              ?? RecordError(reason: "the bytes are no protobuf message")))
        continue
      }
      root.scan(slice.start, from: 0, count: Int(slice.count))
      for (builder, index) in zip(builders, wanted) {
        root.append(index, to: builder, slice.start, from: 0, count: Int(slice.count))
      }
    }
    return DecodedRows(
      columns: builders.map { $0.finish() }, present: Presence.of(slices), errors: errors)
  }
}

/// The fields of one message, with room for where they are in the record at hand.
final class ProtobufMessage {
  private let types: [SQLType]
  /// The message inside a field: of a STRUCT, or of the elements of an ARRAY or MAP.
  private let inner: [ProtobufMessage?]
  private var last: [ProtobufCursor.Field]

  init(_ types: [SQLType]) {
    self.types = types
    inner = types.map { ProtobufMessage.message(in: $0) }
    last = types.map { _ in ProtobufCursor.Field(number: 0, wire: 0) }
  }

  private static func message(in type: SQLType) -> ProtobufMessage? {
    switch type {
    case .struct(let fields): ProtobufMessage(fields.map(\.type))
    case .array(let element): message(in: element)
    // An entry is a message of key and value.
    case .map(let key, let value): ProtobufMessage([key, value])
    default: nil
    }
  }

  // MARK: - Checking

  /// The index of the first field that cannot be read; the number of fields when the bytes are no
  /// message at all; nil when all is well.
  func flaw(_ base: UnsafePointer<UInt8>, from start: Int, count: Int) -> Int? {
    var cursor = ProtobufCursor(base, from: start, count: count)
    while let field = cursor.next() {
      let index = field.number - 1
      guard index < types.count else { continue }
      if !isReadable(field, index, types[index], base) { return index }
    }
    return cursor.isBroken ? types.count : nil
  }

  private func isReadable(
    _ field: ProtobufCursor.Field, _ index: Int, _ type: SQLType, _ base: UnsafePointer<UInt8>
  ) -> Bool {
    if case .array(let element) = type {
      let wire = ProtobufWire.type(element)
      guard field.wire == ProtobufWire.bytes, wire != ProtobufWire.bytes else {
        return isReadable(field, index, element, base)
      }
      var packed = ProtobufCursor(base, from: field.start, count: field.count)
      while !packed.isAtEnd {
        guard (wire == ProtobufWire.varint ? packed.varint() : packed.fixed(8)) != nil else {
          return false
        }
      }
      return true
    }
    guard field.wire == ProtobufWire.type(type) else { return false }
    switch type {
    case .string: return UTF8Text.isValid(base + field.start, field.count)
    case .struct, .map:
      return inner[index]?.flaw(base, from: field.start, count: field.count) == nil
    case .decimal(let precision, let scale):
      return ProtobufParts.decimal(base, field, precision: precision, scale: scale) != nil
    case .date: return ProtobufParts.date(base, field) != nil
    case .time: return ProtobufParts.time(base, field) != nil
    case .timestamp: return ProtobufParts.timestamp(base, field) != nil
    default: return true
    }
  }

  // MARK: - Reading

  /// Notes where the last value of every field is. The bytes have been checked.
  func scan(_ base: UnsafePointer<UInt8>, from start: Int, count: Int) {
    for index in last.indices { last[index].number = 0 }
    var cursor = ProtobufCursor(base, from: start, count: count)
    while let field = cursor.next() {
      if field.number <= last.count { last[field.number - 1] = field }
    }
  }

  /// Appends a field of the message that was scanned.
  func append(
    _ index: Int, to builder: ColumnBuilder, _ base: UnsafePointer<UInt8>, from start: Int,
    count: Int
  ) {
    switch types[index] {
    case .array(let element):
      var cursor = ProtobufCursor(base, from: start, count: count)
      while let field = cursor.next() {
        if field.number == index + 1 { appendElements(field, index, element, to: builder, base) }
      }
      builder.endRow()
    case .map:
      appendEntries(index, to: builder, ProtobufCursor(base, from: start, count: count))
      builder.endRow()
    case let type:
      let field = last[index]
      append(field.number == 0 ? nil : field, index, type, to: builder, base)
    }
  }

  private func appendElements(
    _ field: ProtobufCursor.Field, _ index: Int, _ element: SQLType, to builder: ColumnBuilder,
    _ base: UnsafePointer<UInt8>
  ) {
    let wire = ProtobufWire.type(element)
    guard field.wire == ProtobufWire.bytes, wire != ProtobufWire.bytes else {
      return append(field, index, element, to: builder.children[0], base)
    }
    var packed = ProtobufCursor(base, from: field.start, count: field.count)
    while !packed.isAtEnd {
      guard let value = wire == ProtobufWire.varint ? packed.varint() : packed.fixed(8) else {
        return
      }
      append(
        ProtobufCursor.Field(number: index + 1, wire: wire, value: value), index, element,
        to: builder.children[0], base)
    }
  }

  /// Appends the entries of a map; of entries with one key the last counts.
  private func appendEntries(_ index: Int, to builder: ColumnBuilder, _ cursor: ProtobufCursor) {
    guard let entry = inner[index] else { return }
    var total = 0
    var counting = cursor
    while let field = counting.next() { total += field.number == index + 1 ? 1 : 0 }
    // Only a map of several entries can hold a key twice.
    var lastOfKey: [UInt64: Int] = [:]
    if total > 1 {
      entry.forEachEntry(of: index, cursor) { number, key in lastOfKey[key] = number }
    }
    entry.forEachEntry(of: index, cursor) { number, key in
      guard total == 1 || lastOfKey[key] == number else { return }
      for side in 0..<2 {
        let field = entry.last[side]
        entry.append(
          field.number == 0 ? nil : field, side, entry.types[side], to: builder.children[side],
          cursor.base)
      }
    }
  }

  /// Scans entry after entry of a map field and gives its number and the hash of its key.
  private func forEachEntry(
    of index: Int, _ cursor: ProtobufCursor, _ body: (Int, UInt64) -> Void
  ) {
    var cursor = cursor
    var number = 0
    while let field = cursor.next() {
      guard field.number == index + 1 else { continue }
      scan(cursor.base, from: field.start, count: field.count)
      let key = last[0].number == 0 ? 0 : last[0].count
      body(number, ByteHash.hash(cursor.base + last[0].start, count: key, seed: EncodedKeys.seed))
      number += 1
    }
  }

  /// Appends one value; without a field the default of its type, NULL where that is a message.
  private func append(
    _ field: ProtobufCursor.Field?, _ index: Int, _ type: SQLType, to builder: ColumnBuilder,
    _ base: UnsafePointer<UInt8>
  ) {
    let value = field?.value ?? 0
    switch type {
    case .boolean: builder.append(value != 0)
    case .integer: builder.append(Int32(truncatingIfNeeded: value))
    case .bigint: builder.append(Int64(bitPattern: value))
    case .double: builder.append(Double(bitPattern: value))
    case .string, .bytes:
      builder.append(
        UnsafeBufferPointer(start: base + (field?.start ?? 0), count: field?.count ?? 0))
    case .struct:
      guard let field, let message = inner[index] else { return builder.appendNull() }
      message.scan(base, from: field.start, count: field.count)
      for (child, column) in builder.children.enumerated() {
        message.append(child, to: column, base, from: field.start, count: field.count)
      }
      builder.endRow()
    case .decimal(let precision, let scale):
      let number = field.flatMap {
        ProtobufParts.decimal(base, $0, precision: precision, scale: scale)
      }
      if let number { builder.append(number) } else { builder.appendNull() }
    case .date:
      if let day = field.flatMap({ ProtobufParts.date(base, $0) }) {
        builder.append(day)
      } else {
        builder.appendNull()
      }
    case .time:
      if let time = field.flatMap({ ProtobufParts.time(base, $0) }) {
        builder.append(time)
      } else {
        builder.appendNull()
      }
    case .timestamp:
      if let time = field.flatMap({ ProtobufParts.timestamp(base, $0) }) {
        builder.append(time)
      } else {
        builder.appendNull()
      }
    case .array, .map: builder.appendNull()
    }
  }
}
