// Ordered scans: collect the rows in range, sort them by key bytes. The order of the table itself
// would cost every update; a scan is rare and pays for itself.
//
// Safe because words are read only inside the shorter of two keys.

/// Bounds of a scan by key bytes; nil is open.
package struct KeyRange: Sendable {
  package var lower: [UInt8]?
  package var includesLower: Bool
  package var upper: [UInt8]?
  package var includesUpper: Bool

  package init(
    lower: [UInt8]? = nil, includesLower: Bool = true, upper: [UInt8]? = nil,
    includesUpper: Bool = false
  ) {
    self.lower = lower
    self.includesLower = includesLower
    self.upper = upper
    self.includesUpper = includesUpper
  }

  package static let all = KeyRange()

  func contains(_ key: UnsafeRawBufferPointer) -> Bool {
    if let lower {
      let order = lower.withUnsafeBytes { KeyOrder.compare(key, $0) }
      if order < 0 || order == 0 && !includesLower { return false }
    }
    if let upper {
      let order = upper.withUnsafeBytes { KeyOrder.compare(key, $0) }
      if order > 0 || order == 0 && !includesUpper { return false }
    }
    return true
  }
}

/// The order of encoded keys: byte by byte, a prefix first.
package enum KeyOrder {
  /// Negative, zero or positive.
  package static func compare(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Int {
    let shared = min(a.count, b.count)
    var at = 0
    while at + 8 <= shared {
      let x = UInt64(bigEndian: a.loadUnaligned(fromByteOffset: at, as: UInt64.self))
      let y = UInt64(bigEndian: b.loadUnaligned(fromByteOffset: at, as: UInt64.self))
      if x != y { return x < y ? -1 : 1 }
      at += 8
    }
    while at < shared {
      if a[at] != b[at] { return a[at] < b[at] ? -1 : 1 }
      at += 1
    }
    return a.count - b.count
  }

  /// How many of their first bytes, of `limit` at most, two keys have in common.
  static func sharedBytes(
    _ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer, upTo limit: Int
  ) -> Int {
    let limit = min(limit, b.count)
    var at = 0
    while at < limit, a[at] == b[at] { at += 1 }
    return at
  }

  /// The first 8 bytes as a number, padded with zeros: decides most comparisons.
  static func prefix(_ key: UnsafeRawBufferPointer) -> UInt64 {
    if key.count >= 8 { return UInt64(bigEndian: key.loadUnaligned(as: UInt64.self)) }
    var prefix: UInt64 = 0
    for i in 0..<key.count { prefix |= UInt64(key[i]) << UInt64(56 - 8 * i) }
    return prefix
  }
}

extension StateTable {
  /// The rows whose keys lie in a range, in the order of their keys. O(rows of the table).
  package func orderedRows(in range: KeyRange = .all) -> [UnsafeMutableRawPointer] {
    var states: [UnsafeMutableRawPointer] = []
    let isBounded = range.lower != nil || range.upper != nil
    states.reserveCapacity(isBounded ? 0 : count)
    forEachRow { state in
      if !isBounded || range.contains(key(of: state)) { states.append(state) }
    }
    sortByKey(&states)
    return states
  }

  /// Sorts by 16 bytes of the keys behind what all of them begin with, then by whole keys.
  private func sortByKey(_ states: inout [UnsafeMutableRawPointer]) {
    struct Entry {
      let upper: UInt64
      let lower: UInt64
      let state: UnsafeMutableRawPointer
    }
    guard let first = states.first.map({ key(of: $0) }) else { return }
    let shared = states.reduce(first.count) { KeyOrder.sharedBytes(first, key(of: $1), upTo: $0) }
    var entries = states.map { state in
      let rest = UnsafeRawBufferPointer(rebasing: key(of: state)[shared...])
      return Entry(
        upper: KeyOrder.prefix(rest),
        lower: rest.count > 8 ? KeyOrder.prefix(UnsafeRawBufferPointer(rebasing: rest[8...])) : 0,
        state: state)
    }
    entries.sort { a, b in
      if a.upper != b.upper { return a.upper < b.upper }
      if a.lower != b.lower { return a.lower < b.lower }
      return KeyOrder.compare(key(of: a.state), key(of: b.state)) < 0
    }
    for (i, entry) in entries.enumerated() { states[i] = entry.state }
  }
}
