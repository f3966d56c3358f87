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

  package func readEncoded(
    _ partition: TopicPartition, from offset: Offset, maxBytes: Int, isolation: Isolation,
    into bytes: inout [UInt8], aborted: inout [AbortedTransaction]
  ) throws(LogError) -> PartitionOffsets {
    try self.partition(partition).readEncoded(
      from: offset, maxBytes: maxBytes, isolation, into: &bytes, aborted: &aborted)
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
