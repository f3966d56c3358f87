// A walk over the fields of one message.
//
// Safe because every read is checked against `end`, and whoever makes a cursor keeps the bytes
// alive.

import Values

/// Reads field after field; stops at the end or at bytes that are no message.
struct ProtobufCursor {
  /// A field as it stands in the bytes.
  struct Field {
    var number: Int
    var wire: UInt8
    /// A varint, or the bits of a fixed number.
    var value: UInt64 = 0
    /// Where the bytes of a length-delimited field are.
    var start = 0
    var count = 0
  }

  let base: UnsafePointer<UInt8>
  private(set) var position: Int
  private let end: Int
  private(set) var isBroken = false

  init(_ base: UnsafePointer<UInt8>, from start: Int, count: Int) {
    self.base = base
    position = start
    end = start + count
  }

  var isAtEnd: Bool { position >= end }

  mutating func next() -> Field? {
    guard position < end, !isBroken else { return nil }
    guard let key = varint(), key >> 3 > 0, key >> 3 < 1 << 29 else { return fail() }
    var field = Field(number: Int(key >> 3), wire: UInt8(key & 7))
    switch field.wire {
    case ProtobufWire.varint:
      guard let value = varint() else { return fail() }
      field.value = value
    case ProtobufWire.fixed64:
      guard let value = fixed(8) else { return fail() }
      field.value = value
    case ProtobufWire.fixed32:
      guard let value = fixed(4) else { return fail() }
      field.value = value
    case ProtobufWire.bytes:
      guard let length = varint(), length <= UInt64(end - position) else { return fail() }
      field.start = position
      field.count = Int(length)
      position += field.count
    default: return fail()
    }
    return field
  }

  private mutating func fail() -> Field? {
    isBroken = true
    return nil
  }

  /// A varint of at most ten bytes; nil when there is none.
  mutating func varint() -> UInt64? {
    var result: UInt64 = 0
    var shift: UInt64 = 0
    while position < end, shift < 70 {
      let byte = base[position]
      position += 1
      result |= UInt64(byte & 0x7F) << shift
      if byte & 0x80 == 0 { return result }
      shift += 7
    }
    return nil
  }

  /// The little-endian number in the next `width` bytes; nil when there are fewer.
  mutating func fixed(_ width: Int) -> UInt64? {
    guard end - position >= width else { return nil }
    var result: UInt64 = 0
    for i in 0..<width { result |= UInt64(base[position + i]) << UInt64(8 * i) }
    position += width
    return result
  }
}
