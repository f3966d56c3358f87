// Builds a snapshot from the one before and the changelog behind it; the live stores are not
// asked. The tail is folded in memory, last write per key, and merged with the sorted previous
// snapshot. Deletions of ranges are few: they are kept in a list, each with its place in the log,
// and applied in the merge. Memory is that of the tail, not of the state.

package import SegmentLog
import Values

/// What was built.
package struct SnapshotSummary: Sendable {
  package var path: String
  /// The changelog offset behind the last record it holds.
  package var end: Offset
  package var recordCount: Int
  /// What the changelog may be trimmed to: the end of the snapshot before, so that losing this one
  /// loses no state. Zero when there was none.
  package var trimBefore: Offset
  /// Snapshots that could not be used.
  package var ignored: [StoreError]
}

/// Builds snapshots; may run on any thread while the task goes on.
package struct SnapshotBuilder: Sendable {
  private let log: any LogStore
  private let partition: TopicPartition
  private let folder: SnapshotFolder

  package init(log: any LogStore, partition: TopicPartition, folder: SnapshotFolder) {
    self.log = log
    self.partition = partition
    self.folder = folder
  }

  /// Builds the snapshot of everything committed before `end` (the log's stable end when nil),
  /// which must be a commit's end. nil when the newest snapshot is already there.
  package func build(upTo end: Offset? = nil) throws(StoreError) -> SnapshotSummary? {
    let limits: PartitionOffsets
    do { limits = try log.offsets(partition) } catch { throw StoreError(error, at: partition) }
    let end = end ?? limits.stable
    let topic = log.describe(partition.topic)?.identifier ?? TopicIdentifier(high: 0, low: 0)
    let (previous, ignored) = folder.newest(of: topic, partition, upTo: end)
    let start = previous?.end ?? .zero
    guard end > start else { return nil }
    guard limits.start <= start else {
      throw StoreError(
        .changelogGap,
        "the changelog \(partition) begins at offset \(limits.start), behind the newest usable "
          + "snapshot, which ends at \(start)", at: partition.description)
    }
    let tail = try ChangelogTail(log: log, partition, from: start, to: end)
    var writer = try SnapshotWriter(folder, end: end)
    do throws(StoreError) {
      try merge(previous, tail, into: &writer)
      let path = try writer.finish(end: end, topic: topic, partition: partition.partition)
      return SnapshotSummary(
        path: path, end: end, recordCount: writer.recordCount, trimBefore: previous?.end ?? .zero,
        ignored: ignored)
    } catch {
      writer.discard()
      throw error
    }
  }

  private func merge(
    _ previous: SnapshotFile?, _ tail: ChangelogTail, into writer: inout SnapshotWriter
  ) throws(StoreError) {
    let changed = tail.orderedRows()
    var records = previous?.records ?? SnapshotRecords(UnsafeRawBufferPointer(start: nil, count: 0))
    var old = records.next()
    for state in changed {
      let key = tail.key(of: state)
      while let (oldKey, oldValue) = old {
        let order = KeyOrder.compare(oldKey, key)
        if order > 0 { break }
        if order < 0, !tail.isDeleted(oldKey, writtenAt: -1) { try writer.append(oldKey, oldValue) }
        old = records.next()
      }
      if let value = tail.value(of: state) { try writer.append(key, value) }
    }
    while let (oldKey, oldValue) = old {
      if !tail.isDeleted(oldKey, writtenAt: -1) { try writer.append(oldKey, oldValue) }
      old = records.next()
    }
    guard records.isAtEnd else {
      throw SnapshotFile.corrupt(previous?.path ?? "", "a record is cut off")
    }
  }
}

/// The changelog between two offsets: the last write of each key, and the deletions of ranges.
struct ChangelogTail {
  private struct RangeDelete {
    var lower: [UInt8]
    var upper: [UInt8]
    var offset: Int64
  }

  /// offset of the last write Int64 | 1 when it has a value UInt64 | the value Blob
  private static let layout = RowLayout(rowBytes: 32, blobOffsets: [16])
  private let rows = StateTable(layout: layout, keyWidth: nil, tracksChanges: false)
  private var ranges: [RangeDelete] = []

  init(
    log: any LogStore, _ partition: TopicPartition, from start: Offset, to end: Offset
  ) throws(StoreError) {
    let buffer = FetchBuffer()
    var next = start
    while next < end {
      let fetched: FetchedRecords
      do {
        fetched = try log.read(
          partition, from: next, maxBytes: 4 << 20, isolation: .committed, into: buffer)
      } catch { throw StoreError(error, at: partition) }
      for slice in buffer.records where slice.offset < end.value {
        guard let key = slice.keyBytes else { continue }
        fold(key, slice.valueBytes, at: slice.offset)
      }
      guard fetched.next > next else { break }
      next = fetched.next
    }
  }

  private mutating func fold(
    _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer?, at offset: Int64
  ) {
    if key.count >= 3, key[0] == RecordKind.rangeDelete, let value {
      var lower = Array(key)
      lower[0] = RecordKind.row
      let upper = Array(lower[0..<3]) + Array(value)
      // A later range that begins where an earlier one did and reaches as far makes it redundant:
      // stores drop from the beginning of time.
      ranges.removeAll { $0.lower == lower && !upper.lexicographicallyPrecedes($0.upper) }
      ranges.append(RangeDelete(lower: lower, upper: upper, offset: offset))
      return
    }
    let (state, _) = rows.upsert(key)
    state.storeBytes(of: offset, as: Int64.self)
    state.storeBytes(of: value == nil ? 0 : 1, toByteOffset: 8, as: UInt64.self)
    rows.arena.assign(
      (state + 16).assumingMemoryBound(to: Blob.self),
      value ?? UnsafeRawBufferPointer(start: nil, count: 0))
  }

  /// Whether a later deletion of a range takes a record that was written at an offset.
  func isDeleted(_ key: UnsafeRawBufferPointer, writtenAt offset: Int64) -> Bool {
    ranges.contains { range in
      range.offset > offset
        && range.lower.withUnsafeBytes { KeyOrder.compare($0, key) } <= 0
        && range.upper.withUnsafeBytes { KeyOrder.compare(key, $0) } < 0
    }
  }

  func orderedRows() -> [UnsafeMutableRawPointer] { rows.orderedRows() }

  func key(of state: UnsafeMutableRawPointer) -> UnsafeRawBufferPointer { rows.key(of: state) }

  /// The value that is left of a key, nil when it is gone.
  func value(of state: UnsafeMutableRawPointer) -> UnsafeRawBufferPointer? {
    guard state.load(fromByteOffset: 8, as: UInt64.self) != 0,
      !isDeleted(key(of: state), writtenAt: state.load(as: Int64.self))
    else { return nil }
    return (state + 16).load(as: Blob.self).bytes
  }
}
