// Two streams within a distance in time. Every row meets the rows of the other side that are there,
// then waits in its own side's buffer for those to come. Times move on like this:
//
//   stream time     greatest time of any row; closes windows of rows that wait for a match
//   time of a side  greatest time of its rows; what is older than the retention is gone
//
// Without GRACE a row of an outer side that finds no match leaves at once; with it, when its window
// has closed: before the results of the row that moved stream time.

import Plan
import StateStores
import Values

/// One side of a join of streams.
///
/// Safe because its join alone reads and writes it.
final class StreamSide {
  let staged: StagedSide
  let buffer: JoinBuffer
  /// How far other rows may lie before and after a row of this side.
  let before: Int64
  let after: Int64
  /// Rows without a match leave with NULLs.
  let isPreserved: Bool
  let rowCodec: RowCodec
  @exclusivity(unchecked) var time = Int64.min
  /// The earliest time that is still kept.
  @exclusivity(unchecked) var kept = Int64.min

  init(
    _ edge: Edge, _ choice: StoreChoice, before: Int64, after: Int64, retention: Int64,
    isPreserved: Bool, defers: Bool
  ) {
    staged = StagedSide(edge, windowColumns: edge.window.keyColumns)
    let types = edge.schema.value.map(\.type)
    let text = types.map(\.description).joined(separator: ",")
    buffer = JoinBuffer(
      storeName: choice.name, description: Array("1 joined row|\(text)".utf8),
      keyWidth: staged.codec.fixedWidth,
      bucketMilliseconds: max(1, before.saturatingAdd(after), retention / 128),
      tracksUnmatched: isPreserved && defers)
    self.before = before
    self.after = after
    self.isPreserved = isPreserved
    rowCodec = RowCodec(types)
  }
}

/// Joins two streams.
///
/// Safe because nothing that it calls while it changes a property leads back to it.
final class StreamStreamJoin: InterleavedOperator {
  var metrics = OperatorMetrics(name: "Join streams")
  let sides: [StreamSide]
  let result: JoinResult
  /// Rows without a match wait for their window to close.
  let defers: Bool
  let grace: Int64
  let retention: Int64
  @exclusivity(unchecked) var streamTime = Int64.min
  /// No row that waits has a window that closes before stream time exceeds this.
  @exclusivity(unchecked) var nextClose = Int64.max
  var takenLeft: [JoinRow] = []
  var takenRight: [JoinRow] = []
  let arrived = ArrivedRows()
  private let matches = JoinMatches()
  private let bounds = Scratch<Int64>()
  private let batchRows: Int
  private let downstream: Downstream
  private let context: OperatorContext

  init(_ node: StreamStreamJoinNode, downstream: Downstream, context: OperatorContext) {
    let (leftEdge, rightEdge) = (node.left.output, node.right.output)
    let span = node.before.saturatingAdd(node.after)
    let grace = node.grace ?? StreamStreamJoin.defaultGrace
    let retention = span.saturatingAdd(grace)
    let defers = node.grace != nil
    sides = [
      StreamSide(
        leftEdge, node.leftStore, before: node.before, after: node.after, retention: retention,
        isPreserved: node.kind == .left || node.kind == .full, defers: defers),
      StreamSide(
        rightEdge, node.rightStore, before: node.after, after: node.before, retention: retention,
        isPreserved: node.kind == .right || node.kind == .full, defers: defers),
    ]
    result = JoinResult(node.output, left: leftEdge, right: rightEdge)
    self.defers = defers
    self.grace = grace
    self.retention = retention
    batchRows = context.settings.batchRows
    self.downstream = downstream
    self.context = context
  }

  private static let defaultGrace: Int64 = 24 * 60 * 60 * 1000

  package var stores: [any StateStore] { sides.map(\.buffer) }

  func stage(_ batch: ColumnBatch, from input: Int) throws(TaskError) {
    context.noteNullKeys(sides[input].staged.stage(batch), metrics: &metrics)
  }

  func take(_ range: Range<Int>, from input: Int) throws(TaskError) {
    let (own, other) = (sides[input], sides[1 - input])
    let rows = own.staged.rows(range)
    guard rows.count > 0 else { return }
    findMatches(own, other, rows)
    arrived.removeAll()
    for i in 0..<rows.count {
      try takeRow(rows[i], matches.range(of: i), own, other, isLeft: input == 0)
      if result.count >= batchRows { try emit() }
    }
    arrived.append(to: own)
    own.buffer.dropRows(before: own.kept.saturatingAdd(-1))
  }

  /// The other side does not change while rows of one side are taken: all look up together.
  private func findMatches(
    _ own: StreamSide, _ other: StreamSide, _ rows: UnsafeBufferPointer<Int32>
  ) {
    let lower = bounds.reserve(2 * rows.count)
    let upper = lower + rows.count
    for i in 0..<rows.count {
      let time = own.staged.time(rows[i])
      lower[i] = max(time.saturatingAdd(-own.before), other.kept)
      upper[i] = time.saturatingAdd(own.after)
    }
    other.buffer.matches(
      own.staged.keys, rows: rows.baseAddress, count: rows.count, lower: lower, upper: upper,
      into: matches)
  }

  private func takeRow(
    _ row: Int32, _ found: Range<Int>, _ own: StreamSide, _ other: StreamSide, isLeft: Bool
  ) throws(TaskError) {
    let time = own.staged.time(row)
    let (ownResult, otherResult) =
      isLeft ? (result.left, result.right) : (result.right, result.left)
    if time >= streamTime {
      streamTime = time
      if nextClose < streamTime {
        arrived.append(to: own)
        try emitClosed()
      }
    }
    var isMatched = true
    for match in found {
      let partner = matches.rows[match]
      other.buffer.markMatched(partner)
      result.add(own.staged, row, time: max(time, partner.timestamp))
      ownResult.append(staged: row)
      otherResult.append(stored: partner.bytes)
      if result.count >= batchRows { try emit() }
    }
    if found.isEmpty, own.isPreserved {
      let close = time.saturatingAdd(own.after).saturatingAdd(grace)
      if defers, close >= streamTime {
        isMatched = false
        nextClose = min(nextClose, close)
      } else {
        result.add(own.staged, row, time: time)
        ownResult.append(staged: row)
        otherResult.appendAbsent()
      }
    }
    if time > own.time {
      own.time = time
      own.kept = time.saturatingAdd(-retention).saturatingAdd(1)
    }
    if time >= own.kept { arrived.add(row, time, isMatched: isMatched) }
  }

  func emit() throws(TaskError) {
    guard result.count > 0 else { return }
    metrics.rowsOut += result.count
    try downstream.push(result.finish(sides[0].staged, sides[1].staged))
  }

  func emitIfFull() throws(TaskError) { if result.count >= batchRows { try emit() } }

  func flush() throws(TaskError) { try emit() }

  func saveState(into out: ByteWriter) {
    for time in [streamTime, sides[0].time, sides[1].time] { out.append(time.littleEndian) }
  }

  func restoreState(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard bytes.count == 24 else { return bytes.isEmpty }
    func time(_ index: Int) -> Int64 {
      Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: index * 8, as: Int64.self))
    }
    streamTime = time(0)
    for (index, side) in sides.enumerated() {
      side.time = time(index + 1)
      side.kept =
        side.time == .min ? .min : side.time.saturatingAdd(-retention).saturatingAdd(1)
    }
    updateNextClose()
    return true
  }
}

extension Int64 {
  /// The sum, or the bound that it would have passed.
  @inline(__always) func saturatingAdd(_ other: Int64) -> Int64 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? (other < 0 ? .min : .max) : sum
  }
}
