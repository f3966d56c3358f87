// A column, or a part of one, as the writers of text see it: raw pointers, and the text that goes
// before each value in a JSON object. The shape is fixed per schema; the
// pointers are set for each batch.
//
// Safe because the encoder keeps the columns alive while it writes.

import Values

struct RowSource {
  var kind: ValueKind
  var scale = 0
  /// STRUCT: its fields; ARRAY: its element; MAP: key and value. They lie next to each other.
  var firstChild = 0
  var childCount = 0
  /// What goes before the value in its object: `{"A":` or `,"B":`. Padded by 16 bytes.
  var prefix: BytePointer
  var prefixCount = 0

  var valid: UnsafePointer<UInt64>?
  var values: UnsafeRawPointer
  var positions: UnsafePointer<Int32>
  var bytes: BytePointer

  init(_ type: SQLType, prefix: BytePointer, prefixCount: Int) {
    kind = ValueKind(type)
    if case .decimal(_, let scale) = type { self.scale = scale }
    self.prefix = prefix
    self.prefixCount = prefixCount
    values = UnsafeRawPointer(prefix)
    positions = UnsafeRawPointer(prefix).assumingMemoryBound(to: Int32.self)
    bytes = prefix
  }

  @inline(__always) func isValid(_ row: Int) -> Bool {
    guard let valid else { return true }
    return valid[row >> 6] & (1 << UInt64(truncatingIfNeeded: row & 63)) != 0
  }

  @inline(__always) func value<T: BitwiseCopyable>(_ row: Int, _ type: T.Type) -> T {
    values.assumingMemoryBound(to: T.self)[row]
  }

  mutating func point(at column: Column) {
    valid = column.validity.map { UnsafePointer($0.words) }
    values = UnsafeRawPointer(column.values.base)
    positions = UnsafePointer(column.positions)
    bytes = UnsafePointer(column.text)
  }
}
