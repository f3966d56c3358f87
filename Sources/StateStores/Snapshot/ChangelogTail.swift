// The changelog behind a snapshot, folded to the last write of each key. It may be longer than
// memory: when a piece is full it is written to disk as a sorted run, and the next one begins.
//
// Deletions of ranges are few, stores drop from the beginning of time: they stay in a list, each
// with its place in the log. Those inside a piece are applied when it is spilled; those behind it
// in the merge, which compares their place with the run's last offset.

import SegmentLog
import Values

/// What the changelog between two offsets amounts to.
struct ChangelogTail {
  private struct RangeDelete {
    var lower: [UInt8]
    var upper: [UInt8]
    var offset: Int64
  }

  private let folder: SnapshotFolder
  private let limits: SnapshotLimits
  /// Behind the last record that was folded: a commit's end.
  private(set) var end = Offset.zero
  /// The sorted runs, oldest first.
  private(set) var runs: [SnapshotRun] = []
  private var rows = ChangelogTail.emptyTable()
  private var ranges: [RangeDelete] = []
  private var lastOffset: Int64 = -1
  /// The most memory that a piece took.
  private(set) var heldBytesMax = 0

  /// Bytes of changelog that one read takes.
  private static let readBytes = 1 << 20

  init(_ folder: SnapshotFolder, _ limits: SnapshotLimits) {
    self.folder = folder
    self.limits = limits
  }

  private static func emptyTable() -> StateTable {
    // offset of the last write Int64 | 1 when it has a value UInt64 | the value Blob
    StateTable(
      layout: RowLayout(rowBytes: 32, blobOffsets: [16]), keyWidth: nil, pageRows: 128,
      tracksChanges: false)
  }

  /// Folds the log from `start` to `limit`, or to a commit's end before it when the runs are used
  /// up. Both must be ends of commits.
  mutating func read(
    _ log: any LogStore, _ partition: TopicPartition, from start: Offset, to limit: Offset
  ) throws(StoreError) {
    let buffer = FetchBuffer()
    var next = start
    end = start
    while next < limit {
      let fetched: FetchedRecords
      do {
        fetched = try log.read(
          partition, from: next, maxBytes: ChangelogTail.readBytes, isolation: .committed,
          into: buffer)
      } catch { throw StoreError(error, at: partition) }
      for slice in buffer.records where slice.offset < limit.value {
        // Commits are apart by the marker that ends each, so a gap lies between two of them.
        if runs.count >= limits.runsMax, slice.offset > lastOffset + 1 {
          end = Offset(slice.offset)
          return
        }
        lastOffset = slice.offset
        guard let key = slice.keyBytes else { continue }
        fold(key, slice.valueBytes, at: slice.offset)
        if rows.byteCount >= limits.pieceBytes { try spill() }
      }
      guard fetched.next > next else { break }
      next = fetched.next
    }
    end = limit
    heldBytesMax = max(heldBytesMax, rows.byteCount)
  }

  private mutating func fold(
    _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer?, at offset: Int64
  ) {
    if key.count >= 3, key[0] == RecordKind.rangeDelete, let value {
      var lower = Array(key)
      lower[0] = RecordKind.row
      let upper = Array(lower[0..<3]) + Array(value)
      // A later range that begins where an earlier one did and reaches as far makes it redundant.
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

  private mutating func spill() throws(StoreError) {
    heldBytesMax = max(heldBytesMax, rows.byteCount)
    let run = try SnapshotRun(
      folder.unfinished("run-\(runs.count)"), in: folder.fileSystem, lastOffset: lastOffset,
      blockBytes: limits.blockBytes)
    let piece = self.piece
    for state in piece.states { try run.append(piece.key(of: state), piece.value(of: state)) }
    try run.flush()
    runs.append(run)
    rows = ChangelogTail.emptyTable()
  }

  /// What is in memory, in order. Of what a range took inside of it the removal is left.
  var piece: TailPiece {
    let states = rows.orderedRows()
    for state in states
    where isDeleted(rows.key(of: state), writtenAt: state.load(as: Int64.self)) {
      state.storeBytes(of: 0, toByteOffset: 8, as: UInt64.self)
    }
    return TailPiece(rows: rows, states: states, lastOffset: lastOffset)
  }

  /// Whether a later deletion of a range takes a record that was written at an offset.
  func isDeleted(_ key: UnsafeRawBufferPointer, writtenAt offset: Int64) -> Bool {
    ranges.contains { range in
      range.offset > offset
        && range.lower.withUnsafeBytes { KeyOrder.compare($0, key) } <= 0
        && range.upper.withUnsafeBytes { KeyOrder.compare(key, $0) } < 0
    }
  }
}

/// Folded changes in the order of their keys.
struct TailPiece {
  fileprivate let rows: StateTable
  let states: [UnsafeMutableRawPointer]
  /// No change in it is later.
  let lastOffset: Int64

  var byteCount: Int { rows.byteCount + states.count * 8 }

  func key(of state: UnsafeMutableRawPointer) -> UnsafeRawBufferPointer { rows.key(of: state) }

  /// The value that is left of a key, nil when it is gone.
  func value(of state: UnsafeMutableRawPointer) -> UnsafeRawBufferPointer? {
    guard state.load(fromByteOffset: 8, as: UInt64.self) != 0 else { return nil }
    return (state + 16).load(as: Blob.self).bytes
  }
}
