// One partition that a task reads: fetched records, decoded rows, and how far they were taken.
//
//   log  |---- taken ----|-- decoded, not taken --|-- fetched --|-- not read --|
//                        ^ position                             ^ readOffset

package import SegmentLog
import Values

/// A partition as an input of a task.
package final class TaskInput {
  package let partition: TopicPartition
  /// The order of sources in the plan; breaks ties between heads.
  let rank: Int
  private let log: any LogStore
  private let reader: any RecordReader
  private let downstream: Downstream
  private let settings: TaskSettings
  private let buffer = FetchBuffer()

  /// The first record that was not taken yet.
  package private(set) var position: Offset
  private var readOffset: Offset
  /// Records of the buffer that were decoded.
  private var decoded = 0
  /// Decoded rows, and the next of them to take: an index into the selection if there is one.
  private var pending: ColumnBatch?
  private var cursor = 0
  /// The buffer's index of the first row of `pending`.
  private var pendingStart = 0
  private(set) var recordsRead = 0
  private(set) var bytesRead = 0

  init(
    _ partition: TopicPartition, rank: Int, position: Offset, log: any LogStore,
    reader: any RecordReader, downstream: Downstream, settings: TaskSettings
  ) {
    self.partition = partition
    self.rank = rank
    self.position = position
    readOffset = position
    self.log = log
    self.reader = reader
    self.downstream = downstream
    self.settings = settings
  }

  // MARK: - Reading

  /// Makes decoded rows available. False at the end of the log.
  func fill() throws(TaskError) -> Bool {
    while pending == nil {
      if decoded == buffer.count {
        guard try fetch() else { return false }
        if buffer.count == 0 { continue }
      }
      let count = min(settings.batchRows, buffer.count - decoded)
      let records = UnsafeBufferPointer(rebasing: buffer.records[decoded..<decoded + count])
      let batch = try reader.read(records, of: partition)
      pendingStart = decoded
      decoded += count
      cursor = 0
      if batch.selectedCount == 0 {
        advance(pastRecord: decoded - 1)
      } else {
        pending = batch
      }
    }
    return true
  }

  /// Reads the next records of the log. False when there are none.
  private func fetch() throws(TaskError) -> Bool {
    let fetched: FetchedRecords
    do {
      fetched = try log.read(
        partition, from: readOffset, maxBytes: settings.fetchBytes, isolation: .committed,
        into: buffer)
    } catch {
      guard error.code == .offsetOutOfRange else { throw .log(error) }
      try skipRemoved(error)
      return true
    }
    decoded = 0
    recordsRead += fetched.count
    bytesRead += fetched.bytes
    let moved = fetched.next > readOffset
    readOffset = fetched.next
    if fetched.count == 0 { position = readOffset }
    return moved
  }

  /// Retention removed what was to be read next: go on with the first record that is left.
  private func skipRemoved(_ error: LogError) throws(TaskError) {
    let limits: PartitionOffsets
    do { limits = try log.offsets(partition) } catch { throw .log(error) }
    guard readOffset < limits.start else { throw .log(error) }
    buffer.reset()
    decoded = 0
    readOffset = limits.start
    position = limits.start
  }

  private func advance(pastRecord index: Int) {
    let isLast = index == buffer.count - 1
    position = isLast ? readOffset : Offset(buffer.slices[index].offset + 1)
  }

  // MARK: - Taking rows

  /// The event time of the next row. Rows are there.
  var headTimestamp: Int64 {
    guard let pending else { return .max }
    return pending.timestamps.int64s[row(cursor, of: pending)]
  }

  var hasRows: Bool { pending != nil }

  /// Hands all decoded rows on.
  func takeAll() throws(TaskError) {
    guard let batch = pending else { return }
    let whole = batch.slice(selected: cursor..<batch.selectedCount)
    pending = nil
    try downstream.push(whole)
    advance(pastRecord: decoded - 1)
  }

  /// Hands the rows on that come before another input's head: those with a smaller event time, and
  /// with an equal one if this input goes first.
  func take(before head: Int64, orAt isFirst: Bool) throws(TaskError) {
    guard let batch = pending else { return }
    let times = batch.timestamps.int64s
    let total = batch.selectedCount
    var end = cursor
    while end < total {
      let time = times[row(end, of: batch)]
      guard isFirst ? time <= head : time < head else { break }
      end += 1
    }
    if end == total { return try takeAll() }
    guard end > cursor else { return }
    let taken = batch.slice(selected: cursor..<end)
    cursor = end
    try downstream.push(taken)
    advance(pastRecord: pendingStart + row(end, of: batch) - 1)
  }

  private func row(_ index: Int, of batch: ColumnBatch) -> Int {
    batch.selection.map { Int($0.rows[index]) } ?? index
  }
}
