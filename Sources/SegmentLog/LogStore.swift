// The one protocol through which queries and front doors see a log: topics, appends, transactions,
// reads, progress. `Broker` implements it over segment files on this machine.
//
// Every call is synchronous and safe from any thread. Records are opaque bytes. What a call that
// writes has answered is visible to every later read; with `Durability.fsync` it is also on disk.

/// A log store. See the file's head.
package protocol LogStore: AnyObject, Sendable {
  // MARK: Topics

  /// Creates a topic. Fails with `.topicExists` when there is one of this name.
  @discardableResult
  func createTopic(
    _ name: String, _ configuration: TopicConfiguration
  ) throws(LogError)
    -> TopicDescription
  /// Deletes a topic with its records. Running reads finish.
  func deleteTopic(_ name: String) throws(LogError)
  /// Changes the settings of a topic; partitions may be added, not removed.
  func alterTopic(_ name: String, _ configuration: TopicConfiguration) throws(LogError)
  /// All topics by name, internal ones too.
  func topics() -> [TopicDescription]
  /// One topic, nil when there is none.
  func describe(_ name: String) -> TopicDescription?

  // MARK: Writing

  /// Appends plain records to one partition.
  func append(
    _ records: RecordBatchBuilder, to partition: TopicPartition
  ) throws(LogError)
    -> AppendResult
  /// Appends plain records to several partitions with one wait for the disk. Not atomic: after an
  /// error the partitions before the failing one keep their records.
  func append(_ batches: [PartitionRecords]) throws(LogError) -> [AppendResult]
  /// Removes records before an offset. Space is freed by whole segments.
  func deleteRecords(_ partition: TopicPartition, before offset: Offset) throws(LogError)

  // MARK: Transactions

  /// Opens the producer of this name with a new epoch: earlier holders are fenced and their open
  /// transaction is aborted.
  func openProducer(_ name: String) throws(LogError) -> Producer
  /// Writes and commits a whole transaction in one call. After an error nothing of it is visible.
  @discardableResult
  func commit(_ transaction: LogTransaction) throws(LogError) -> CommitResult
  /// Appends to the open transaction of a producer, beginning one if there is none.
  func append(
    _ batches: [PartitionRecords], in producer: Producer
  ) throws(LogError)
    -> [AppendResult]
  /// Decides the open transaction for commit, together with the progress of groups.
  func commitTransaction(
    of producer: Producer, progress: [String: [TopicPartition: Offset]])
    throws(LogError)
  /// Decides the open transaction for abort; without one it does nothing.
  func abortTransaction(of producer: Producer) throws(LogError)

  // MARK: Progress

  /// What was committed under the name of a task or consumer group.
  func committed(_ group: String) -> CommittedProgress?
  /// Commits progress outside a transaction; partitions not named keep theirs.
  func commitOffsets(_ group: String, _ offsets: [TopicPartition: Offset]) throws(LogError)
  /// All names with progress, sorted.
  func groups() -> [String]
  /// Forgets the progress of a name.
  func deleteGroup(_ group: String) throws(LogError)

  // MARK: Reading

  /// Reads records from an offset on into the buffer, at least one batch when there is one, then
  /// as many as fit in `maxBytes` of log. The buffer's former content is gone. An offset below the
  /// start or above the end fails with `.offsetOutOfRange`; one at the end gives no records.
  func read(
    _ partition: TopicPartition, from offset: Offset, maxBytes: Int, isolation: Isolation,
    into buffer: FetchBuffer
  ) throws(LogError) -> FetchedRecords
  /// The limits of a partition.
  func offsets(_ partition: TopicPartition) throws(LogError) -> PartitionOffsets
  /// The first readable record whose timestamp is at least the given one; nil when there is none.
  func offset(
    _ partition: TopicPartition, forTimestamp timestamp: Int64
  ) throws(LogError)
    -> TimestampedOffset?
  /// Calls back after new records of a partition became readable, on the writer's thread and with
  /// no lock held; the callback must be short. Ends with `cancel` or the last reference.
  func subscribe(
    _ partition: TopicPartition, _ callback: @escaping @Sendable () -> Void
  )
    throws(LogError) -> Subscription
}
