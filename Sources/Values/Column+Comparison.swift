// Equality, order and hash of single rows across columns: what generic functions and keys need
// without boxing a value.

extension Column {
  /// Whether two rows of one type hold the same value; NULL equals NULL. Maps compare as sets.
  package func equal(_ row: Int, _ other: Column, _ otherRow: Int) -> Bool {
    let valid = isValid(row)
    guard valid == other.isValid(otherRow) else { return false }
    guard valid else { return true }
    switch type {
    case .boolean: return booleans[row] == other.booleans[otherRow]
    case .integer, .date, .time: return int32s[row] == other.int32s[otherRow]
    case .bigint, .timestamp: return int64s[row] == other.int64s[otherRow]
    case .double:
      let (a, b) = (doubles[row], other.doubles[otherRow])
      return a == b || (a.isNaN && b.isNaN)
    case .decimal(_, let scale):
      guard case .decimal(_, let otherScale) = other.type else { return false }
      return Decimal.compare(
        decimals[row], scale: scale, other.decimals[otherRow], scale: otherScale) == 0
    case .string, .bytes:
      return bytesEqual(bytes(at: row), other.bytes(at: otherRow))
    case .array:
      let (a, b) = (elements(at: row), other.elements(at: otherRow))
      return a.count == b.count
        && zip(a, b).allSatisfy { children[0].equal($0, other.children[0], $1) }
    case .map:
      let (a, b) = (elements(at: row), other.elements(at: otherRow))
      return a.count == b.count
        && a.allSatisfy { i in
          b.contains { j in
            children[0].equal(i, other.children[0], j) && children[1].equal(i, other.children[1], j)
          }
        }
    case .struct:
      return children.count == other.children.count
        && zip(children, other.children).allSatisfy { $0.equal(row, $1, otherRow) }
    }
  }

  /// Negative, zero or positive; both rows must be valid and of a type with an order. Strings
  /// compare by UTF-16 code unit as the dialect asks, bytes as signed bytes.
  package func compare(_ row: Int, _ other: Column, _ otherRow: Int) -> Int {
    switch type {
    case .boolean: order(booleans[row], other.booleans[otherRow])
    case .integer, .date, .time: order(int32s[row], other.int32s[otherRow])
    case .bigint, .timestamp: order(int64s[row], other.int64s[otherRow])
    case .double: order(doubles[row], other.doubles[otherRow])
    case .decimal(_, let scale):
      if case .decimal(_, let otherScale) = other.type {
        Decimal.compare(decimals[row], scale: scale, other.decimals[otherRow], scale: otherScale)
      } else {
        0
      }
    case .string: TextOrder.compareUTF16(bytes(at: row), other.bytes(at: otherRow))
    case .bytes: TextOrder.compareSigned(bytes(at: row), other.bytes(at: otherRow))
    case .array, .map, .struct: 0
    }
  }

  /// A hash consistent with `equal` for the same column type.
  package func hash(_ row: Int, seed: UInt64 = 0) -> UInt64 {
    guard isValid(row) else { return seed &+ 0x9E37_79B9 }
    switch type {
    case .boolean: return mix(UInt64(booleans[row]), seed)
    case .integer, .date, .time: return mix(UInt64(bitPattern: Int64(int32s[row])), seed)
    case .bigint, .timestamp: return mix(UInt64(bitPattern: int64s[row]), seed)
    case .double:
      let value = doubles[row]
      return mix(value == 0 ? 0 : (value.isNaN ? 1 : value.bitPattern), seed)
    case .decimal:
      let value = decimals[row]
      return mix(
        UInt64(truncatingIfNeeded: value), mix(UInt64(truncatingIfNeeded: value >> 64), seed))
    case .string, .bytes:
      let slice = bytes(at: row)
      return ByteHash.hash(
        UnsafeRawPointer(text) + Int(positions[row]), count: slice.count, seed: seed)
    case .array: return elements(at: row).reduce(seed) { children[0].hash($1, seed: $0) }
    case .map:
      return elements(at: row).reduce(seed) {
        $0 &+ children[1].hash($1, seed: children[0].hash($1))
      }
    case .struct: return children.reduce(seed) { $1.hash(row, seed: $0) }
    }
  }

  private func mix(_ value: UInt64, _ seed: UInt64) -> UInt64 {
    ByteHash.fold(value ^ 0xA076_1D64_78BD_642F, seed ^ 0xE703_7ED1_A0B4_28DB)
  }

  private func order<T: Comparable>(_ a: T, _ b: T) -> Int { a < b ? -1 : (a == b ? 0 : 1) }

  private func bytesEqual(_ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>) -> Bool
  {
    guard a.count == b.count else { return false }
    for i in 0..<a.count where a[i] != b[i] { return false }
    return true
  }
}

package enum TextOrder {
  /// Order of two UTF-8 texts by UTF-16 code unit. It differs from byte order only where one side
  /// has a character above U+FFFF (a surrogate pair) and the other one from U+E000 to U+FFFF.
  package static func compareUTF16(
    _ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>
  ) -> Int {
    let shared = min(a.count, b.count)
    var i = 0
    while i < shared && a[i] == b[i] { i += 1 }
    if i == shared { return a.count - b.count }
    let (x, y) = (a[i], b[i])
    // Lead bytes: 0xEE, 0xEF start U+E000…U+FFFF; 0xF0 and up start surrogate pairs.
    if x >= 0xF0 && (y == 0xEE || y == 0xEF) { return -1 }
    if y >= 0xF0 && (x == 0xEE || x == 0xEF) { return 1 }
    return x < y ? -1 : 1
  }

  /// Lexicographic order of signed bytes, as Java compares byte arrays here.
  package static func compareSigned(
    _ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>
  ) -> Int {
    for i in 0..<min(a.count, b.count) where a[i] != b[i] {
      return Int8(bitPattern: a[i]) < Int8(bitPattern: b[i]) ? -1 : 1
    }
    return a.count - b.count
  }
}
