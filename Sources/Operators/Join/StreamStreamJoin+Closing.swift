// Rows of outer sides whose window has closed without a match, and rows on their way into a buffer.

import StateStores
import Values

extension StreamStreamJoin {
  /// Gives the rows that waited for a match until their window closed: by time, of one time the
  /// left ones first. Rows that arrived before are in the buffers.
  func emitClosed() throws(TaskError) {
    let bound = streamTime.saturatingAdd(-grace)
    take(sides[0], bound, into: &takenLeft)
    take(sides[1], bound, into: &takenRight)
    var (left, right) = (0, 0)
    while left < takenLeft.count || right < takenRight.count {
      let isLeft =
        right == takenRight.count
        || left < takenLeft.count && takenLeft[left].timestamp <= takenRight[right].timestamp
      let side = sides[isLeft ? 0 : 1]
      let row = isLeft ? takenLeft[left] : takenRight[right]
      result.add(side.buffer.key(of: row), side.staged.codec, time: row.timestamp)
      (isLeft ? result.left : result.right).append(stored: row.bytes)
      (isLeft ? result.right : result.left).appendAbsent()
      if isLeft { left += 1 } else { right += 1 }
      try emitIfFull()
    }
    updateNextClose()
  }

  private func take(_ side: StreamSide, _ bound: Int64, into taken: inout [JoinRow]) {
    taken.removeAll(keepingCapacity: true)
    guard side.isPreserved else { return }
    side.buffer.takeUnmatched(before: bound.saturatingAdd(-side.after), into: &taken)
  }

  func updateNextClose() {
    nextClose = .max
    for side in sides {
      if let time = side.buffer.earliestUnmatched {
        nextClose = min(nextClose, time.saturatingAdd(side.after).saturatingAdd(grace))
      }
    }
  }
}

/// Rows of a staged batch that are to go into their side's buffer.
///
/// Safe because the buffer takes as many rows as there are numbers, times, flags and ends.
final class ArrivedRows {
  @exclusivity(unchecked) private var rows: [Int32] = []
  @exclusivity(unchecked) private var times: [Int64] = []
  @exclusivity(unchecked) private var matched: [UInt8] = []
  private var ends: [Int32] = []
  private let writer = ByteWriter(capacity: 64 * 1024)

  func removeAll() {
    rows.removeAll(keepingCapacity: true)
    times.removeAll(keepingCapacity: true)
    matched.removeAll(keepingCapacity: true)
  }

  @inline(__always) func add(_ row: Int32, _ time: Int64, isMatched: Bool) {
    rows.append(row)
    times.append(time)
    matched.append(isMatched ? 1 : 0)
  }

  /// Puts the rows into the buffer and forgets them.
  func append(to side: StreamSide) {
    guard !rows.isEmpty else { return }
    writer.removeAll()
    ends.removeAll(keepingCapacity: true)
    ends.append(0)
    for row in rows {
      side.rowCodec.encodeRow(side.staged.values, Int(row), into: writer)
      ends.append(Int32(truncatingIfNeeded: writer.count))
    }
    side.buffer.append(
      side.staged.keys, rows: rows, count: rows.count, timestamps: times, values: writer.base,
      offsets: ends, matched: matched)
    removeAll()
  }
}
