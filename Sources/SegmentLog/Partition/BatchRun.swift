// Batches in memory on their way to a partition, and what kind of batches they are.

/// Encoded batches back to back. Borrowed for the duration of a call.
struct BatchRun {
  var base: UnsafeMutableRawPointer
  var starts: [Int]
  var used: Int

  var count: Int { starts.count }

  func end(of index: Int) -> Int { index + 1 < starts.count ? starts[index + 1] : used }

  /// The header of a batch. Safe to unwrap because runs hold only batches that were built here or
  /// checked on arrival.
  func header(_ index: Int) -> BatchHeader {
    BatchHeader(base + starts[index], available: end(of: index) - starts[index])!
  }
}

/// What an append means for the transactions of the partition.
enum AppendKind {
  case plain
  case transactional(Producer)
  case marker(ControlType, producer: Int64)
}
