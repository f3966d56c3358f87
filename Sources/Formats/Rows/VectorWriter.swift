// A column while a decoder writes it: raw pointers, so that the loops touch no object.
//
// A vector belongs to a group of vectors that share a row number (`RowGroup`). A row is NULL until
// its bit in `valid` is set; fixed-width values of NULL rows are zero.
//
// Safe because `VectorTree` owns the memory, sizes it before a row is written, and hands it over
// only when the batch is done.

import Values

/// How the bytes of a value are read; one case per SQL type.
enum ValueKind: UInt8 {
  case boolean, integer, bigint, double, decimal, string, bytes, date, time, timestamp
  case array, map, `struct`

  init(_ type: SQLType) {
    switch type {
    case .boolean: self = .boolean
    case .integer: self = .integer
    case .bigint: self = .bigint
    case .double: self = .double
    case .decimal: self = .decimal
    case .string: self = .string
    case .bytes: self = .bytes
    case .date: self = .date
    case .time: self = .time
    case .timestamp: self = .timestamp
    case .array: self = .array
    case .map: self = .map
    case .struct: self = .struct
    }
  }

  var isText: Bool { self == .string || self == .bytes }
  var hasElements: Bool { self == .array || self == .map }
  var hasOffsets: Bool { isText || hasElements }
}

struct VectorWriter {
  var kind: ValueKind
  var width: Int
  var precision: Int32 = 0
  var scale: Int32 = 0
  /// DECIMAL: 10^precision.
  var decimalLimit: Int128 = 0
  /// ARRAY and MAP: the group of the elements.
  var elements: Int32 = -1
  /// ARRAY, MAP, STRUCT: the first vector below; the others follow it in `VectorTree.children`.
  var firstChild: Int32 = -1
  /// STRUCT: the key table of its fields.
  var keys: Int32 = -1

  var values: UnsafeMutableRawPointer
  var positions: UnsafeMutablePointer<Int32>
  var bytes: UnsafeMutablePointer<UInt8>
  var byteCount = 0
  var byteCapacity = 0
  var valid: UnsafeMutablePointer<UInt64>

  var valueBuffer: Unmanaged<Buffer>?
  var offsetBuffer: Unmanaged<Buffer>?
  var byteBuffer: Unmanaged<Buffer>?

  @inline(__always) func isValid(_ row: Int) -> Bool {
    valid[row >> 6] & (1 << UInt64(truncatingIfNeeded: row & 63)) != 0
  }

  @inline(__always) func setValid(_ row: Int) {
    valid[row >> 6] |= 1 << UInt64(truncatingIfNeeded: row & 63)
  }

  @inline(__always) func set<T: BitwiseCopyable>(_ row: Int, _ value: T) {
    values.assumingMemoryBound(to: T.self)[row] = value
    setValid(row)
  }

  /// Makes room for `needed` bytes of text in all; false beyond what offsets can address.
  @inline(__always) mutating func reserveBytes(_ needed: Int) -> Bool {
    needed <= byteCapacity || growBytes(needed)
  }

  @inline(never) private mutating func growBytes(_ needed: Int) -> Bool {
    guard needed < Int(Int32.max), let buffer = byteBuffer?.takeUnretainedValue() else {
      return false
    }
    buffer.reserve(needed, used: byteCount)
    bytes = buffer.pointer(UInt8.self)
    byteCapacity = buffer.capacity
    return true
  }

  /// Appends text to the row in progress; false when the column is full.
  mutating func append(_ source: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    guard reserveBytes(byteCount + count) else { return false }
    (bytes + byteCount).update(from: source, count: count)
    byteCount += count
    return true
  }

  mutating func append(_ byte: UInt8) -> Bool {
    guard reserveBytes(byteCount + 1) else { return false }
    bytes[byteCount] = byte
    byteCount += 1
    return true
  }
}

/// Vectors that share a row number: the columns of a batch with their struct fields, or the
/// elements of an array or map with theirs.
struct RowGroup {
  /// Finished rows; the row in progress has this number.
  var count = 0
  var capacity = 0
  var members: UnsafeMutablePointer<Int32>
  var memberCount = 0
  /// Those members that have offsets.
  var offsetMembers: UnsafeMutablePointer<Int32>
  var offsetMemberCount = 0
}
