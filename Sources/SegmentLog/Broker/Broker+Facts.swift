// Small questions of clients and administrators: where an offset is, how large a partition is, who
// writes to it.

import Platform

/// A producer that wrote to a partition lately.
package struct ProducerDescription: Hashable, Sendable {
  package var identifier: Int64
  package var epoch: Int16
  /// Of its last batch, nil when it does not number its records.
  package var lastSequence: Int32?
  package var lastTimestamp: Int64?
  /// Where its open transaction begins, nil when there is none.
  package var transactionStart: Offset?

  package init(
    identifier: Int64, epoch: Int16, lastSequence: Int32? = nil, lastTimestamp: Int64? = nil,
    transactionStart: Offset? = nil
  ) {
    self.identifier = identifier
    self.epoch = epoch
    self.lastSequence = lastSequence
    self.lastTimestamp = lastTimestamp
    self.transactionStart = transactionStart
  }
}

/// A place in a partition that is asked for by what is there.
package enum OffsetPosition: Hashable, Sendable {
  /// The log's start.
  case earliest
  /// The end for the reader: the last stable offset, or the readable end.
  case latest
  /// The first record with the largest timestamp.
  case maxTimestamp
  /// The first record at or after a time, in wall milliseconds.
  case time(Int64)
}

extension Broker {
  /// Finds an offset for a reader. The timestamp is that of the record there, -1 for the two ends;
  /// nil when there is no such record.
  package func offset(
    _ name: TopicPartition, at position: OffsetPosition, isolation: Isolation
  ) throws(LogError) -> TimestampedOffset? {
    let partition = try partition(name)
    let limits = try partition.offsets()
    let end = isolation == .committed ? limits.stable : limits.readable
    let found: TimestampedOffset?
    switch position {
    case .earliest: return TimestampedOffset(offset: limits.start, timestamp: -1)
    case .latest: return TimestampedOffset(offset: end, timestamp: -1)
    case .maxTimestamp:
      guard let largest = try partition.maxTimestamp() else { return nil }
      found = try partition.offset(forTimestamp: largest)
    case .time(let time): found = try partition.offset(forTimestamp: time)
    }
    return found.flatMap { $0.offset < end ? $0 : nil }
  }

  /// Bytes of a partition's segments.
  package func byteCount(_ partition: TopicPartition) throws(LogError) -> Int {
    let target = try self.partition(partition)
    return target.state.withLock { target.segments.reduce(0) { $0 + $1.size } }
  }

  /// Bytes that can still be written to the volume of the data folder.
  package func freeBytes() throws(LogError) -> Int {
    try LogError.converting("asking for free space") { () throws(FileError) in
      try environment.fileSystem.freeBytes(environment.settings.folder)
    }
  }

  /// What the broker was opened with.
  package var settings: BrokerSettings { environment.settings }

  /// The data folder.
  package var path: String { environment.settings.folder }

  /// The producers that wrote to a partition lately.
  package func producers(_ partition: TopicPartition) throws(LogError) -> [ProducerDescription] {
    try self.partition(partition).describeProducers()
  }
}

extension Partition {
  /// The largest timestamp of a record that is there, nil in an empty log.
  func maxTimestamp() throws(LogError) -> Int64? {
    state.lock()
    defer { state.unlock() }
    if let failure { throw failure }
    var largest: Int64?
    for segment in segments where segment.end > start && !segment.isEmpty {
      let found = try segment.index(environment.fileSystem).maxTimestamp
      if found >= 0 { largest = max(largest ?? found, found) }
    }
    return largest
  }
}
