// What the calls of `LogStore` take and give beyond plain names and numbers.

/// Records for one partition.
package struct PartitionRecords {
  package var partition: TopicPartition
  /// One or more finished or open batches; the log patches offsets and checksums into it.
  package var records: RecordBatchBuilder

  package init(_ partition: TopicPartition, _ records: RecordBatchBuilder) {
    self.partition = partition
    self.records = records
  }
}

/// Where records ended up.
package struct AppendResult: Hashable, Sendable {
  package var partition: TopicPartition
  /// The offset of the first record.
  package var first: Offset
  /// One past the offset of the last record.
  package var end: Offset
  /// The time given by the log when the topic uses LogAppendTime, else -1.
  package var appendTime: Int64
  /// Whether the producer had sent the batch before: nothing was written, and the offsets and the
  /// time are those of the first append.
  package var isDuplicate: Bool

  package init(
    partition: TopicPartition, first: Offset, end: Offset, appendTime: Int64 = -1,
    isDuplicate: Bool = false
  ) {
    self.partition = partition
    self.first = first
    self.end = end
    self.appendTime = appendTime
    self.isDuplicate = isDuplicate
  }
}

/// One who writes transactions: a query task or a Kafka client with a transactional id. A later
/// `openProducer` of the same name fences it.
package struct Producer: Hashable, Sendable {
  /// The name it was opened with; progress is committed under it.
  package var name: String
  package var identifier: Int64
  package var epoch: Int16

  package init(name: String, identifier: Int64, epoch: Int16) {
    self.name = name
    self.identifier = identifier
    self.epoch = epoch
  }
}

/// One commit of a query task: its outputs and its progress, visible together or not at all.
package struct LogTransaction {
  package var producer: Producer
  /// Outputs and changelog, at most one entry per partition.
  package var outputs: [PartitionRecords]
  /// Per input partition, the offset of the next record to read. Replaces what the last commit
  /// said about the same partition; others stay.
  package var inputs: [TopicPartition: Offset]
  /// Small state of the task that belongs to the commit (stream time and the like).
  package var metadata: [UInt8]

  package init(
    producer: Producer, outputs: [PartitionRecords], inputs: [TopicPartition: Offset],
    metadata: [UInt8] = []
  ) {
    self.producer = producer
    self.outputs = outputs
    self.inputs = inputs
    self.metadata = metadata
  }
}

/// What a commit did.
package struct CommitResult: Sendable {
  /// In the order of the transaction's outputs; partitions without records are left out.
  package var outputs: [AppendResult]
}

/// The progress of a task or a consumer group.
package struct CommittedProgress: Hashable, Sendable {
  package var offsets: [TopicPartition: Offset]
  package var metadata: [UInt8]

  package init(offsets: [TopicPartition: Offset] = [:], metadata: [UInt8] = []) {
    self.offsets = offsets
    self.metadata = metadata
  }
}

/// Which records a reader sees.
package enum Isolation: Sendable {
  /// Up to the last stable offset, without aborted records.
  case committed
  /// Everything up to the readable end.
  case uncommitted
}

/// The limits of a partition.
package struct PartitionOffsets: Hashable, Sendable {
  /// The first kept offset.
  package var start: Offset
  /// The end for committed readers: nothing before it is undecided.
  package var stable: Offset
  /// The end for uncommitted readers; in fsync mode what is on disk.
  package var readable: Offset
  /// The offset that the next record gets.
  package var end: Offset

  package init(start: Offset, stable: Offset, readable: Offset, end: Offset) {
    self.start = start
    self.stable = stable
    self.readable = readable
    self.end = end
  }
}

/// What a read found; the records themselves are in the `FetchBuffer`.
package struct FetchedRecords: Hashable, Sendable {
  /// How many records; 0 is possible although `next` moved (control batches, aborted records).
  package var count: Int
  /// Where to read next.
  package var next: Offset
  /// Bytes of log that were walked.
  package var bytes: Int
  /// The partition's limits at the time of the read.
  package var offsets: PartitionOffsets

  package init(count: Int, next: Offset, bytes: Int, offsets: PartitionOffsets) {
    self.count = count
    self.next = next
    self.bytes = bytes
    self.offsets = offsets
  }
}

/// The answer to a look-up by time.
package struct TimestampedOffset: Hashable, Sendable {
  package var offset: Offset
  package var timestamp: Int64

  package init(offset: Offset, timestamp: Int64) {
    self.offset = offset
    self.timestamp = timestamp
  }
}

/// An aborted transaction as a Kafka fetch reports it.
package struct AbortedTransaction: Hashable, Sendable {
  package var producerIdentifier: Int64
  package var first: Offset

  package init(producerIdentifier: Int64, first: Offset) {
    self.producerIdentifier = producerIdentifier
    self.first = first
  }
}
