// One bit a row, packed in 64-bit words, low bit first (Arrow's order). Bits past the last row
// are unspecified; whoever counts masks them.

/// Which rows of a column are not NULL, or which rows of a batch have a value.
///
/// Safe because a bitmap is written only by whoever made it and is read-only once a column or
/// batch holds it.
package final class Bitmap: @unchecked Sendable {
  package let count: Int
  package let words: UnsafeMutablePointer<UInt64>

  package static func wordCount(_ count: Int) -> Int { (count + 63) >> 6 }

  /// A bitmap of `count` rows, all `value`.
  package init(count: Int, all value: Bool) {
    self.count = count
    let n = max(1, Bitmap.wordCount(count))
    words = .allocate(capacity: n)
    words.initialize(repeating: value ? ~0 : 0, count: n)
  }

  deinit { words.deallocate() }

  package subscript(row: Int) -> Bool {
    @inlinable @inline(__always) get { words[row >> 6] & (1 << UInt64(row & 63)) != 0 }
    @inlinable @inline(__always) set {
      if newValue {
        words[row >> 6] |= 1 << UInt64(row & 63)
      } else {
        words[row >> 6] &= ~(1 << UInt64(row & 63))
      }
    }
  }

  /// The number of set bits among the rows.
  package var setCount: Int {
    var total = 0
    let full = count >> 6
    for i in 0..<full { total += words[i].nonzeroBitCount }
    let rest = count & 63
    if rest > 0 { total += (words[full] & ((1 << UInt64(rest)) - 1)).nonzeroBitCount }
    return total
  }

  package var isAllSet: Bool { setCount == count }
  package var isAllClear: Bool { setCount == 0 }

  package func copy() -> Bitmap {
    let result = Bitmap(count: count, all: false)
    result.words.update(from: words, count: max(1, Bitmap.wordCount(count)))
    return result
  }

  /// The rows set in both; nil stands for "all set".
  package static func intersection(_ a: Bitmap?, _ b: Bitmap?) -> Bitmap? {
    guard let a else { return b }
    guard let b else { return a }
    precondition(a.count == b.count)
    let result = Bitmap(count: a.count, all: false)
    for i in 0..<Bitmap.wordCount(a.count) { result.words[i] = a.words[i] & b.words[i] }
    return result
  }

  /// Sets every row that is set in `other`.
  package func formUnion(_ other: Bitmap) {
    precondition(count == other.count)
    for i in 0..<Bitmap.wordCount(count) { words[i] |= other.words[i] }
  }

  /// Clears every row that is set in `other`.
  package func subtract(_ other: Bitmap) {
    precondition(count == other.count)
    for i in 0..<Bitmap.wordCount(count) { words[i] &= ~other.words[i] }
  }

  package func inverted() -> Bitmap {
    let result = Bitmap(count: count, all: false)
    for i in 0..<Bitmap.wordCount(count) { result.words[i] = ~words[i] }
    return result
  }
}
