// The decision to commit a transaction, and the progress that goes with it.

/// What a consumer group says about an offset beyond the number; tasks of queries say nothing.
struct OffsetDetails: Hashable, Sendable {
  var leaderEpoch: Int32
  /// When it was committed, in wall milliseconds.
  var timestamp: Int64
  var metadata: String
}

/// Progress under one name, as a journal entry carries it.
struct ProgressEntry: Equatable, Sendable {
  var group: String
  var offsets: [(key: PartitionKey, offset: Offset)]
  /// One for each offset, or nil: a task's progress.
  var details: [OffsetDetails]?
  /// Replaces the former metadata unless nil.
  var metadata: [UInt8]?

  static func == (left: ProgressEntry, right: ProgressEntry) -> Bool {
    left.group == right.group && left.metadata == right.metadata && left.details == right.details
      && left.offsets.elementsEqual(right.offsets) { $0.key == $1.key && $0.offset == $1.offset }
  }
}

/// The decision to commit a transaction: from the moment that it is written, the transaction is
/// committed.
struct Decision: Equatable {
  struct Range: Equatable {
    var key: PartitionKey
    var first: Offset
    var end: Offset
  }

  var sequence: UInt64
  var producer: Int64
  var epoch: Int16
  /// Whether the ranges, and the inputs up to the committed offsets, were on disk before it was
  /// written.
  var isDurable: Bool
  var ranges: [Range]
  var progress: [ProgressEntry]
}
