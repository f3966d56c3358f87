// Writes columns as messages. Nested messages get their length when they are written: one byte is
// kept for it, and the rare longer ones are moved.

import Values

final class ProtobufRecordEncoder: RecordEncoder {
  private let types: [SQLType]
  /// A key of one column that is NULL is null bytes, as in every format.
  private let hasNullKeys: Bool
  private var out: [UInt8] = []

  init(_ columns: [ColumnSchema], isKey: Bool) {
    types = columns.map(\.type)
    hasNullKeys = isKey && columns.count == 1
  }

  func encode(
    columns: [Column], count: Int, selection: Selection?, present: Bitmap?
  ) -> EncodedRows {
    precondition(columns.count == types.count)
    let rows = selection?.count ?? count
    let offsets = Buffer(capacity: (rows + 1) * 4)
    let positions = offsets.pointer(Int32.self)
    positions[0] = 0
    out.removeAll(keepingCapacity: true)
    var nulls: Bitmap?
    var errors: [RowError] = []
    for entry in 0..<rows {
      let row = selection.map { Int($0.rows[entry]) } ?? entry
      let start = out.count
      if present.map({ !$0[row] }) ?? false || (hasNullKeys && !columns[0].isValid(row)) {
        let bits = nulls ?? Bitmap(count: rows, all: false)
        bits[entry] = true
        nulls = bits
      } else {
        appendMessage(types, columns, row)
        if out.count > Int(Int32.max) {
          errors.append(RowError(row: entry, error: EncodedRows.tooLarge))
          out.removeLast(out.count - start)
        }
      }
      positions[entry + 1] = Int32(truncatingIfNeeded: out.count)
    }
    let bytes = Buffer(capacity: out.count)
    out.withUnsafeBytes { source in
      if let base = source.baseAddress {
        bytes.base.copyMemory(from: base, byteCount: source.count)
      }
    }
    return EncodedRows(count: rows, offsets: offsets, bytes: bytes, nulls: nulls, errors: errors)
  }

  // MARK: - Messages

  private func appendMessage(_ types: [SQLType], _ columns: [Column], _ row: Int) {
    for (index, type) in types.enumerated() where columns[index].isValid(row) {
      append(columns[index], row, type, number: index + 1, skipsDefault: true)
    }
  }

  private func appendKey(_ number: Int, _ wire: UInt8) {
    append(varint: UInt64(number) << 3 | UInt64(wire))
  }

  private func append(varint value: UInt64) {
    var value = value
    while value >= 0x80 {
      out.append(UInt8(truncatingIfNeeded: value) | 0x80)
      value >>= 7
    }
    out.append(UInt8(truncatingIfNeeded: value))
  }

  private func append(fixed value: UInt64) {
    withUnsafeBytes(of: value.littleEndian) { out.append(contentsOf: $0) }
  }

  /// Appends a length-delimited field whose content `body` appends.
  private func append(number: Int, _ body: () -> Void) {
    appendKey(number, ProtobufWire.bytes)
    let mark = out.count
    out.append(0)
    body()
    let length = out.count - mark - 1
    guard length >= 0x80 else {
      out[mark] = UInt8(length)
      return
    }
    let end = out.count
    append(varint: UInt64(length))
    let prefix = Array(out[end...])
    out.removeLast(prefix.count)
    out.replaceSubrange(mark...mark, with: prefix)
  }

  // MARK: - Fields

  private func append(
    _ column: Column, _ row: Int, _ type: SQLType, number: Int, skipsDefault: Bool
  ) {
    switch type {
    case .boolean, .integer, .bigint, .double:
      let bits = column.isValid(row) ? ProtobufRecordEncoder.bits(column, row, type) : 0
      guard bits != 0 || !skipsDefault else { return }
      appendKey(number, ProtobufWire.type(type))
      append(bits, type)
    case .string, .bytes:
      let text = column.bytes(at: row)
      guard !text.isEmpty || !skipsDefault else { return }
      append(number: number) { out.append(contentsOf: text) }
    case .struct(let fields):
      append(number: number) { appendMessage(fields.map(\.type), column.children, row) }
    case .array(let element): append(elements: column, row, element, number: number)
    case .map(_, let value):
      for entry in column.elements(at: row) {
        append(number: number) {
          append(column.children[0], entry, .string, number: 1, skipsDefault: false)
          guard column.children[1].isValid(entry) else { return }
          append(column.children[1], entry, value, number: 2, skipsDefault: false)
        }
      }
    default: append(number: number) { appendParts(column, row, type) }
    }
  }

  private func append(elements column: Column, _ row: Int, _ type: SQLType, number: Int) {
    let range = column.elements(at: row)
    guard !range.isEmpty else { return }
    let child = column.children[0]
    guard ProtobufWire.type(type) != ProtobufWire.bytes else {
      for element in range {
        append(child, element, type, number: number, skipsDefault: false)
      }
      return
    }
    append(number: number) {
      for element in range {
        let bits = child.isValid(element) ? ProtobufRecordEncoder.bits(child, element, type) : 0
        append(bits, type)
      }
    }
  }

  private func append(_ bits: UInt64, _ type: SQLType) {
    if type == .double { append(fixed: bits) } else { append(varint: bits) }
  }

  /// What a number is on the wire; negative ones are extended to 64 bits.
  private static func bits(_ column: Column, _ row: Int, _ type: SQLType) -> UInt64 {
    switch type {
    case .boolean: column.booleans[row] == 0 ? 0 : 1
    case .integer: UInt64(bitPattern: Int64(column.int32s[row]))
    case .bigint: UInt64(bitPattern: column.int64s[row])
    default: column.doubles[row].bitPattern
    }
  }

  // MARK: - Messages that stand for values

  private func appendNumbers(_ numbers: (Int64, Int64, Int64, Int64)) {
    appendNumber(1, numbers.0)
    appendNumber(2, numbers.1)
    appendNumber(3, numbers.2)
    appendNumber(4, numbers.3)
  }

  private func appendNumber(_ number: Int, _ value: Int64) {
    guard value != 0 else { return }
    appendKey(number, ProtobufWire.varint)
    append(varint: UInt64(bitPattern: value))
  }

  private func appendParts(_ column: Column, _ row: Int, _ type: SQLType) {
    switch type {
    case .date:
      let date = CivilDate(daysSinceEpoch: Int(column.int32s[row]))
      appendNumbers((Int64(date.year), Int64(date.month), Int64(date.day), 0))
    case .time:
      let time = Int64(column.int32s[row])
      appendNumbers(
        (time / 3_600_000, time / 60_000 % 60, time / 1_000 % 60, time % 1_000 * 1_000_000))
    case .timestamp:
      var (seconds, rest) = column.int64s[row].quotientAndRemainder(dividingBy: 1_000)
      if rest < 0 { (seconds, rest) = (seconds - 1, rest + 1_000) }
      appendNumbers((seconds, rest * 1_000_000, 0, 0))
    case .decimal(let precision, let scale):
      append(number: 1) { append(unscaled: column.decimals[row]) }
      appendNumber(2, Int64(precision))
      appendNumber(3, Int64(scale))
    default: break
    }
  }

  /// The shortest big-endian two's complement form.
  private func append(unscaled: Int128) {
    var width = 1
    while width < 16, unscaled >> Int128(8 * width - 1) != (unscaled < 0 ? -1 : 0) { width += 1 }
    for i in stride(from: width - 1, through: 0, by: -1) {
      out.append(UInt8(truncatingIfNeeded: unscaled >> Int128(8 * i)))
    }
  }
}
