// One partition that a task reads: fetched records, decoded rows, and how far they were taken.
//
//   log  |---- taken ----|-- decoded, not taken --|-- fetched --|-- not read --|
//                        ^ position                             ^ readOffset
//
// Before an interleaved operator the decoded rows have already passed the steps in between and are
// staged; `origins` leads from a staged row back to its record.

package import SegmentLog
import Values

/// A partition as an input of a task.
package final class TaskInput {
  package let partition: TopicPartition
  /// Whether other inputs of the task compete for the next row.
  private let hasRivals: Bool
  private let log: any LogStore
  private let reader: any RecordReader
  private let downstream: Downstream
  private let settings: TaskSettings
  /// The topic is the query's own: records that were taken and committed are of no more use.
  let isOwn: Bool
  private var mark: Offset
  private var markedBytes = 0
  /// Where decoded rows wait for an interleaved operator; nil: they are pushed when taken.
  private let staging: Staging?
  private let buffer = FetchBuffer()

  /// The first record that was not taken yet.
  package private(set) var position: Offset
  private var readOffset: Offset
  /// Records of the buffer that were decoded.
  private var decoded = 0
  /// Decoded rows, and the next of them to take: an index into the selection if there is one.
  private var pending: ColumnBatch?
  private var cursor = 0
  /// When each row of `pending` is due.
  private let keys = Scratch<Int64>()
  private let greatest = Scratch<Int64>()
  /// The buffer's index of the first row of `pending`.
  private var pendingStart = 0
  private(set) var recordsRead = 0
  private(set) var bytesRead = 0

  init(
    _ partition: TopicPartition, hasRivals: Bool, position: Offset, log: any LogStore,
    reader: any RecordReader, downstream: Downstream, staging: Staging? = nil,
    isOwn: Bool, settings: TaskSettings
  ) {
    self.partition = partition
    self.hasRivals = hasRivals
    self.position = position
    readOffset = position
    self.log = log
    self.reader = reader
    self.downstream = downstream
    self.staging = staging
    self.isOwn = isOwn
    mark = position
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
      } else if let staging {
        try stage(batch, in: staging)
      } else {
        pending = batch
        if hasRivals { setKeys(of: batch.timestamps, at: nil) }
      }
    }
    return true
  }

  /// Runs the steps before an interleaved operator and stages what comes of them.
  private func stage(_ batch: ColumnBatch, in staging: Staging) throws(TaskError) {
    var tracked = batch
    tracked.origins = .numbers(batch.count)
    try downstream.push(tracked)
    let parts = staging.take()
    guard let staged = parts.first else { return advance(pastRecord: decoded - 1) }
    precondition(parts.count == 1, "stateless steps give one batch for one")
    pending = staged
    setKeys(of: batch.timestamps, at: staged.origins)
    try staging.target.flush()
    try staging.target.stage(staged, from: staging.input)
  }

  /// The order of rows among inputs: each is due when its time, or that of an earlier row of the
  /// same input, is the smallest. So a row's key is the greatest time up to it, and rows that a
  /// filter dropped still count.
  private func setKeys(of times: Column, at origins: Column?) {
    let count = times.count
    let rising = greatest.reserve(count)
    risingTimes(times.int64s, count, into: rising)
    guard let origins else {
      let out = keys.reserve(count)
      out.update(from: rising, count: count)
      return
    }
    let out = keys.reserve(origins.count)
    for row in 0..<origins.count { out[row] = rising[Int(origins.int32s[row])] }
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

  /// What the next row is due at. Rows are there.
  var head: Int64 {
    guard let pending else { return .max }
    return keys.pointer[row(cursor, of: pending)]
  }

  var hasRows: Bool { pending != nil }

  /// Hands all decoded rows on and gives their number.
  func takeAll() throws(TaskError) -> Int {
    guard let batch = pending else { return 0 }
    let rows = cursor..<batch.selectedCount
    pending = nil
    try hand(rows, of: batch)
    advance(pastRecord: decoded - 1)
    return rows.count
  }

  private func hand(_ range: Range<Int>, of batch: ColumnBatch) throws(TaskError) {
    guard let staging else { return try downstream.push(batch.slice(selected: range)) }
    try staging.target.take(range, from: staging.input)
  }

  /// Hands the rows on that are due before another input's head, and those due with it if this
  /// input goes first. Gives their number.
  func take(before head: Int64, orAt isFirst: Bool) throws(TaskError) -> Int {
    guard let batch = pending else { return 0 }
    let total = batch.selectedCount
    let keys = keys.pointer
    var end = cursor
    while end < total {
      let due = keys[row(end, of: batch)]
      guard isFirst ? due <= head : due < head else { break }
      end += 1
    }
    if end == total { return try takeAll() }
    guard end > cursor else { return 0 }
    let taken = cursor..<end
    cursor = end
    try hand(taken, of: batch)
    let next = row(end, of: batch)
    let record = batch.origins.map { Int($0.int32s[next]) } ?? next
    position = Offset(buffer.slices[pendingStart + record].offset)
    return taken.count
  }

  // MARK: - Purging

  /// After a commit: gives back the log of the query's own topic, now and then, up to where the
  /// task was the time before; a power failure may take the last commits back.
  func purge() throws(TaskError) {
    guard isOwn, bytesRead - markedBytes > TaskInput.purgeBytes, position > mark else { return }
    do { try log.deleteRecords(partition, before: mark) } catch { throw .log(error) }
    mark = position
    markedBytes = bytesRead
  }

  private static let purgeBytes = 16 << 20

  private func row(_ index: Int, of batch: ColumnBatch) -> Int {
    batch.selection.map { Int($0.rows[index]) } ?? index
  }
}

extension Column {
  /// INTEGER: the numbers from 0 on.
  static func numbers(_ count: Int) -> Column {
    let buffer = Buffer(capacity: count * 4)
    let out = buffer.pointer(Int32.self)
    for i in 0..<count { out[i] = Int32(truncatingIfNeeded: i) }
    return Column(type: .integer, count: count, validity: nil, values: buffer)
  }
}

// Hot: below a nanosecond a row. Safe because the caller guarantees room for `count` times.
@inline(never)
private func risingTimes(
  _ times: UnsafePointer<Int64>, _ count: Int, into out: UnsafeMutablePointer<Int64>
) {
  var greatest = Int64.min
  for row in 0..<count {
    greatest = max(greatest, times[row])
    out[row] = greatest
  }
}
