// A log store that shows readers only the front part of some topics. A test appends all its records
// first and then lets them through one at a time, so that offsets and topics are those of the file
// while the queries see what they would see if each record had just come.

import SegmentLog
import Synchronization

/// How far the readers of gated topics may look; outlives the databases of a test.
final class LogGate: Sendable {
  private struct State {
    var limits: [String: Int64] = [:]
    var callbacks: [Int: (topic: String, call: @Sendable () -> Void)] = [:]
    var nextCallback = 0
  }

  private let state = Mutex(State())

  /// The first offset that readers of the topic do not see; nil = they see all.
  func limit(of topic: String) -> Int64? { state.withLock { $0.limits[topic] } }

  /// Moves a gate, or opens it for good, and wakes the readers.
  func setLimit(of topic: String, to limit: Int64?) {
    let calls = state.withLock { state in
      state.limits[topic] = limit
      return state.callbacks.values.filter { $0.topic == topic }.map(\.call)
    }
    for call in calls { call() }
  }

  func add(_ topic: String, _ call: @escaping @Sendable () -> Void) -> Int {
    state.withLock { state in
      state.nextCallback += 1
      state.callbacks[state.nextCallback] = (topic, call)
      return state.nextCallback
    }
  }

  func remove(_ callback: Int) { state.withLock { $0.callbacks[callback] = nil } }
}

/// A log store behind a gate.
final class GatedLogStore: LogStore {
  private let inner: any LogStore
  private let gate: LogGate

  init(_ inner: any LogStore, _ gate: LogGate) {
    self.inner = inner
    self.gate = gate
  }

  // MARK: - Gated

  func read(
    _ partition: TopicPartition, from offset: Offset, maxBytes: Int, isolation: Isolation,
    into buffer: FetchBuffer
  ) throws(LogError) -> FetchedRecords {
    guard let limit = gate.limit(of: partition.topic) else {
      return try inner.read(
        partition, from: offset, maxBytes: maxBytes, isolation: isolation, into: buffer)
    }
    guard offset.value < limit else {
      buffer.reset()
      return FetchedRecords(
        count: 0, next: offset, bytes: 0, offsets: try offsets(partition))
    }
    var fetched = try inner.read(
      partition, from: offset, maxBytes: maxBytes, isolation: isolation, into: buffer)
    buffer.drop(from: Offset(limit))
    fetched.count = buffer.count
    fetched.next = min(fetched.next, Offset(limit))
    fetched.offsets = gated(fetched.offsets, limit)
    return fetched
  }

  func offsets(_ partition: TopicPartition) throws(LogError) -> PartitionOffsets {
    let offsets = try inner.offsets(partition)
    guard let limit = gate.limit(of: partition.topic) else { return offsets }
    return gated(offsets, limit)
  }

  private func gated(_ offsets: PartitionOffsets, _ limit: Int64) -> PartitionOffsets {
    var offsets = offsets
    let end = max(offsets.start, Offset(limit))
    offsets.stable = min(offsets.stable, end)
    offsets.readable = min(offsets.readable, end)
    offsets.end = min(offsets.end, end)
    return offsets
  }

  func subscribe(
    _ partition: TopicPartition, _ callback: @escaping @Sendable () -> Void
  ) throws(LogError) -> Subscription {
    let appends = try inner.subscribe(partition, callback)
    let gate = gate
    let number = gate.add(partition.topic, callback)
    return Subscription {
      appends.cancel()
      gate.remove(number)
    }
  }

  // MARK: - Passed on

  func createTopic(
    _ name: String, _ configuration: TopicConfiguration
  ) throws(LogError) -> TopicDescription { try inner.createTopic(name, configuration) }

  func deleteTopic(_ name: String) throws(LogError) { try inner.deleteTopic(name) }

  func alterTopic(_ name: String, _ configuration: TopicConfiguration) throws(LogError) {
    try inner.alterTopic(name, configuration)
  }

  func topics() -> [TopicDescription] { inner.topics() }

  func describe(_ name: String) -> TopicDescription? { inner.describe(name) }

  func append(
    _ records: RecordBatchBuilder, to partition: TopicPartition
  ) throws(LogError) -> AppendResult { try inner.append(records, to: partition) }

  func append(_ batches: [PartitionRecords]) throws(LogError) -> [AppendResult] {
    try inner.append(batches)
  }

  func deleteRecords(_ partition: TopicPartition, before offset: Offset) throws(LogError) {
    try inner.deleteRecords(partition, before: offset)
  }

  func openProducer(_ name: String) throws(LogError) -> Producer { try inner.openProducer(name) }

  func commit(_ transaction: LogTransaction) throws(LogError) -> CommitResult {
    try inner.commit(transaction)
  }

  func append(
    _ batches: [PartitionRecords], in producer: Producer
  ) throws(LogError) -> [AppendResult] { try inner.append(batches, in: producer) }

  func commitTransaction(
    of producer: Producer, progress: [String: [TopicPartition: Offset]]
  ) throws(LogError) { try inner.commitTransaction(of: producer, progress: progress) }

  func abortTransaction(of producer: Producer) throws(LogError) {
    try inner.abortTransaction(of: producer)
  }

  func committed(_ group: String) -> CommittedProgress? { inner.committed(group) }

  func commitOffsets(_ group: String, _ offsets: [TopicPartition: Offset]) throws(LogError) {
    try inner.commitOffsets(group, offsets)
  }

  func groups() -> [String] { inner.groups() }

  func deleteGroup(_ group: String) throws(LogError) { try inner.deleteGroup(group) }

  func offset(
    _ partition: TopicPartition, forTimestamp timestamp: Int64
  ) throws(LogError) -> TimestampedOffset? {
    try inner.offset(partition, forTimestamp: timestamp)
  }
}
