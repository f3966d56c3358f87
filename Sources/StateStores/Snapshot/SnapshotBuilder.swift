// Builds a snapshot from the one before and the changelog behind it; the live stores are not asked.
// The changelog is folded in memory, last write per key, a bounded piece at a time; every piece but
// the last is spilled as a sorted run (`ChangelogTail`). Then the previous snapshot, the runs and
// the last piece are merged: of records with one key the latest counts.
//
//   snapshot before  ──────────────┐
//   changelog ─▶ fold ─▶ run, run ─┼─▶ merge ─▶ snapshot
//                 └─▶ last piece ──┘
//
// Memory is one piece and a block of every run, whatever the sizes of state and changelog.

package import SegmentLog

/// What was built.
package struct SnapshotSummary: Sendable {
  package var path: String
  /// The changelog offset behind the last record it holds.
  package var end: Offset
  package var recordCount: Int
  /// Bytes of the file.
  package var byteCount: Int
  /// What the changelog may be trimmed to: the end of the snapshot before, so that losing this one
  /// loses no state. Zero when there was none.
  package var trimBefore: Offset
  /// Snapshots that could not be used.
  package var ignored: [StoreError]
  /// There was more changelog than one build takes: another one goes on from here.
  package var hasMore: Bool
  /// Runs that were spilled.
  package var runCount: Int
  /// The most bytes of memory that pieces and blocks took at one time.
  package var heldBytesMax: Int
}

/// What a build may take.
package struct SnapshotLimits: Sendable {
  /// Bytes of changes that are folded in memory at a time.
  package var pieceBytes = 32 << 20
  /// Runs of one build, those of its last commit not counted. What lies behind them is the next
  /// build's.
  package var runsMax = 32
  /// Bytes of a run that are read and checked at a time.
  package var blockBytes = 64 << 10

  package init() {}
}

/// Builds snapshots; may run on any thread while the task goes on.
package struct SnapshotBuilder: Sendable {
  private let log: any LogStore
  private let partition: TopicPartition
  private let folder: SnapshotFolder
  private let limits: SnapshotLimits

  package init(
    log: any LogStore, partition: TopicPartition, folder: SnapshotFolder,
    limits: SnapshotLimits = SnapshotLimits()
  ) {
    self.log = log
    self.partition = partition
    self.folder = folder
    self.limits = limits
  }

  /// Builds the snapshot of what was committed before `end` (the log's stable end when nil), which
  /// must be a commit's end; an earlier commit's when that would be more than one build takes. nil
  /// when the newest snapshot is already there.
  package func build(upTo end: Offset? = nil) throws(StoreError) -> SnapshotSummary? {
    let offsets: PartitionOffsets
    do { offsets = try log.offsets(partition) } catch { throw StoreError(error, at: partition) }
    let wanted = end ?? offsets.stable
    let topic = log.describe(partition.topic)?.identifier ?? TopicIdentifier(high: 0, low: 0)
    let (previous, ignored) = folder.newest(of: topic, partition, upTo: wanted)
    let start = previous?.end ?? .zero
    guard wanted > start else { return nil }
    guard offsets.start <= start else {
      throw StoreError(
        .changelogGap,
        "the changelog \(partition) begins at offset \(offsets.start), behind the newest usable "
          + "snapshot, which ends at \(start)", at: partition.description)
    }
    try folder.prepareBuild()
    var tail = ChangelogTail(folder, limits)
    try tail.read(log, partition, from: start, to: wanted)
    var writer = try SnapshotWriter(folder, end: tail.end)
    do throws(StoreError) {
      let (heldBytes, runCount) = try merge(previous, tail, into: &writer)
      let path = try writer.finish(end: tail.end, topic: topic, partition: partition.partition)
      return SnapshotSummary(
        path: path, end: tail.end, recordCount: writer.recordCount, byteCount: writer.byteCount,
        trimBefore: previous?.end ?? .zero, ignored: ignored, hasMore: tail.end < wanted,
        runCount: runCount, heldBytesMax: max(tail.heldBytesMax, heldBytes))
    } catch {
      writer.discard()
      throw error
    }
  }

  /// Gives the bytes that the sources held in memory, and the number of runs.
  private func merge(
    _ previous: SnapshotFile?, _ tail: ChangelogTail, into writer: inout SnapshotWriter
  ) throws(StoreError) -> (heldBytes: Int, runCount: Int) {
    var sources: [MergeSource] = []
    if let previous { sources.append(SnapshotSource(previous)) }
    for run in tail.runs { sources.append(RunSource(run, rank: sources.count)) }
    sources.append(PieceSource(tail.piece, rank: sources.count))
    var merge = try SourceMerge(sources)
    while let source = try merge.next() {
      guard let value = source.value, !tail.isDeleted(source.key, writtenAt: source.writtenAt)
      else { continue }
      try writer.append(source.key, value)
    }
    return (sources.reduce(0) { $0 + $1.byteCount }, tail.runs.count)
  }
}
