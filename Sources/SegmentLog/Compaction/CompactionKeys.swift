// The last offset of each key in the part of a log that is being compacted.

/// Keys and where they were last seen.
struct CompactionKeys {
  private let countMax: Int
  private var lastOffsets: [KeyHash: Int64] = [:]
  /// One past the last offset that the map knows all about.
  var end: Offset = 0

  init(countMax: Int) { self.countMax = countMax }

  /// Whether no further segment should be mapped.
  var isFull: Bool { lastOffsets.count >= countMax }

  mutating func note(_ key: KeyHash, _ offset: Offset) { lastOffsets[key] = offset.value }

  /// Whether no later record of this key is known.
  func isLast(_ key: KeyHash, _ offset: Offset) -> Bool {
    guard let last = lastOffsets[key] else { return true }
    return offset.value >= last
  }
}
