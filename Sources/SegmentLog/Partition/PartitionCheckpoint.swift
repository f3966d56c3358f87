// What the journal remembers of a partition, so that a start after a crash scans little.

/// A partition as of a sync.
struct PartitionCheckpoint: Hashable, Sendable {
  var start: Offset = 0
  /// Where a scan begins: all transactions that may be open lie behind it.
  var scanFrom: Offset = 0
  /// Everything before it was on disk.
  var durableEnd: Offset = 0
  /// Where compaction stopped.
  var compactedEnd: Offset = 0
}
