// Reading: each call finds its partition and hands over.

import Platform

extension Broker {
  package func read(
    _ partition: TopicPartition, from offset: Offset, maxBytes: Int, isolation: Isolation,
    into buffer: FetchBuffer
  ) throws(LogError) -> FetchedRecords {
    try self.partition(partition).read(
      from: offset, maxBytes: maxBytes, isolation, into: buffer)
  }

  /// Whole batches as they are on disk, as many as fit in `maxBytes`; with `alwaysFirst` at least one
  /// when there is one. An offset below the start or above the end fails with `.offsetOutOfRange`; one
  /// at the end gives none.
  package func encodedRecords(
    _ partition: TopicPartition, from offset: Offset, maxBytes: Int, alwaysFirst: Bool = true,
    isolation: Isolation
  ) throws(LogError) -> EncodedRecords {
    try self.partition(partition).encodedRecords(
      from: offset, maxBytes: maxBytes, alwaysFirst: alwaysFirst, isolation)
  }

  package func offsets(_ partition: TopicPartition) throws(LogError) -> PartitionOffsets {
    try self.partition(partition).offsets()
  }

  package func offset(
    _ partition: TopicPartition, forTimestamp timestamp: Int64
  )
    throws(LogError) -> TimestampedOffset?
  {
    try self.partition(partition).offset(forTimestamp: timestamp)
  }

  package func subscribe(
    _ partition: TopicPartition, _ callback: @escaping @Sendable () -> Void
  ) throws(LogError) -> Subscription {
    try self.partition(partition).listeners.add(callback)
  }
}
