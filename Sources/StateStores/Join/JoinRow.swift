// A row that waits in a join buffer:
//
//    0 next row of the key, by time | 8 row of the key | 16 timestamp | 24 sequence number
//   32 flags UInt8 | 36 length UInt32 | 40 the bytes, padded to a multiple of 8
//
// Safe because a row is in a chunk of its bucket's memory until the bucket is dropped.

/// One buffered row: an address that is good until its bucket is dropped.
package struct JoinRow {
  let node: UnsafeMutableRawPointer

  static let headerBytes = 40
  /// Has met a row of the other side, or been emitted without one.
  static let matched: UInt8 = 8

  package var timestamp: Int64 { node.load(fromByteOffset: 16, as: Int64.self) }
  /// The row's bytes as they were appended.
  package var bytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(
      start: node + JoinRow.headerBytes,
      count: Int(node.load(fromByteOffset: 36, as: UInt32.self)))
  }
  /// Whether the row has met a row of the other side, or been emitted without one.
  package var isMatched: Bool { flags & JoinRow.matched != 0 }

  /// Where the row stands among all rows of its buffer.
  package var sequence: UInt64 { node.load(fromByteOffset: 24, as: UInt64.self) }

  var next: UnsafeMutableRawPointer? {
    get { node.load(as: UnsafeMutableRawPointer?.self) }
    nonmutating set { node.storeBytes(of: newValue, as: UnsafeMutableRawPointer?.self) }
  }
  var list: UnsafeMutableRawPointer {
    node.load(fromByteOffset: 8, as: UnsafeMutableRawPointer.self)
  }
  var flags: UInt8 {
    get { node.load(fromByteOffset: 32, as: UInt8.self) }
    nonmutating set { node.storeBytes(of: newValue, toByteOffset: 32, as: UInt8.self) }
  }

  /// Earlier in time, then earlier appended.
  func precedes(_ other: JoinRow) -> Bool {
    timestamp != other.timestamp ? timestamp < other.timestamp : sequence < other.sequence
  }
}

/// What a batch of look-ups found: rows of look-up `i` are `rows[ends[i - 1] ..< ends[i]]`, in the
/// order of their time.
package final class JoinMatches {
  package internal(set) var rows: [JoinRow] = []
  package internal(set) var ends: [Int32] = []

  package init() {}

  /// The rows of one look-up.
  package func range(of index: Int) -> Range<Int> {
    (index == 0 ? 0 : Int(ends[index - 1]))..<Int(ends[index])
  }

  func reset() {
    rows.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
  }
}
