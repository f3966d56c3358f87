// TOPK and TOPKDISTINCT of fixed-width values: whole numbers, doubles, dates and times. State: Int64
// count; blob of at most k Int64 sort keys, greatest first. The key of a double is the one that
// `DoubleOrder` sorts by.
//
// Safe because keys are read and written below the count, which never exceeds the blob.

import Values

struct RankedNumbers: RowAggregate {
  /// How a value and its key belong together.
  private enum Kind: Sendable {
    case four, eight, double
  }

  let fixedBytes = 24
  let hasBlob = true
  private let kind: Kind
  private let k: Int
  private let isDistinct: Bool

  /// Nil for types whose values do not fit a key.
  init?(_ type: SQLType, k: Int, isDistinct: Bool) {
    switch type {
    case .integer, .date, .time: kind = .four
    case .bigint, .timestamp: kind = .eight
    case .double: kind = .double
    default: return nil
    }
    self.k = max(0, k)
    self.isDistinct = isDistinct
  }

  struct Prepared {
    let values: UnsafeMutableRawPointer
    let words: UnsafeMutablePointer<UInt64>?
  }

  func prepare(_ rows: AggregateRows) -> Prepared {
    Prepared(
      values: rows.arguments[0].values.base, words: rows.arguments[0].validity?.words)
  }

  @inline(__always)
  func add(
    _ prepared: Prepared, row: Int, order: Int64, to state: UnsafeMutableRawPointer,
    arena: BlobArena
  ) -> String? {
    if let words = prepared.words, words[row >> 6] & (1 << UInt64(row & 63)) == 0 { return nil }
    switch kind {
    case .four:
      take(Int64(prepared.values.assumingMemoryBound(to: Int32.self)[row]), state, arena)
    case .eight: take(prepared.values.assumingMemoryBound(to: Int64.self)[row], state, arena)
    case .double:
      let value = prepared.values.assumingMemoryBound(to: Double.self)[row]
      take(DoubleOrder.key(value), state, arena)
    }
    return nil
  }

  @inline(__always)
  private func take(_ key: Int64, _ state: UnsafeMutableRawPointer, _ arena: BlobArena) {
    let count = Int(state.load(as: Int64.self))
    if count == k {
      guard let keys = keys(state), k > 0, key > keys[k - 1] else { return }
    }
    insert(key, count, state, arena)
  }

  @inline(__always)
  private func keys(_ state: UnsafeMutableRawPointer) -> UnsafeMutablePointer<Int64>? {
    blob(state).pointee.start?.assumingMemoryBound(to: Int64.self)
  }

  private func insert(
    _ key: Int64, _ count: Int, _ state: UnsafeMutableRawPointer, _ arena: BlobArena
  ) {
    if count < k { arena.reserve(blob(state), (count + 1) * 8) }
    guard let keys = keys(state) else { return }
    var position = 0
    while position < count && keys[position] >= key {
      if isDistinct && keys[position] == key { return }
      position += 1
    }
    let newCount = min(count + 1, k)
    var i = newCount - 1
    while i > position {
      keys[i] = keys[i - 1]
      i -= 1
    }
    keys[position] = key
    blob(state).pointee.count = UInt32(newCount * 8)
    state.storeBytes(of: Int64(newCount), as: Int64.self)
  }

  func appendResult(_ state: UnsafeMutableRawPointer, to results: ColumnBuilder) {
    let count = Int(state.load(as: Int64.self))
    if count > 0, let keys = keys(state) {
      let elements = results.children[0]
      let out = elements.reserveValues(count)
      for i in 0..<count {
        switch kind {
        case .four:
          out.assumingMemoryBound(to: Int32.self)[i] = Int32(truncatingIfNeeded: keys[i])
        case .eight: out.assumingMemoryBound(to: Int64.self)[i] = keys[i]
        case .double: out.assumingMemoryBound(to: Int64.self)[i] = DoubleOrder.flip(keys[i])
        }
      }
      elements.advance(by: count)
    }
    results.endRow()
  }

  func merge(
    _ other: UnsafeMutableRawPointer, into state: UnsafeMutableRawPointer, arena: BlobArena
  ) {
    guard let keys = keys(other) else { return }
    for i in 0..<Int(other.load(as: Int64.self)) { take(keys[i], state, arena) }
  }
}
