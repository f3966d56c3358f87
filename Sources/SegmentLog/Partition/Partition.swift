// A partition: a sequence of segments, of which the last grows. Three locks, always taken in this
// order:
//
//   writing   whoever appends, rolls, removes or compacts segments: one at a time
//   syncing   whoever waits for the disk; those who queue here share one sync (group commit)
//   state     the fields below, for the moment it takes to read or publish them
//
// Readers take `state` only, to pick segment, size and limit; they walk the mapped file with no
// lock held. Nothing is published before it is wholly written, so a reader never looks behind what
// a failed append left. The four ends, each at or below the next:
//
//   last stable ≤ readable ≤ end      durable ≤ end
//
// Readable is the end, except where an answer means disk: there records become readable when they
// are on disk.

import Platform

/// One partition of a topic. Safe because the mutable fields are guarded as the file's head says.
final class Partition: @unchecked Sendable {
  let name: TopicPartition
  let key: PartitionKey
  let folder: String
  let environment: LogEnvironment

  let writing = Lock()
  let syncing = Lock()
  let state = Lock()
  let listeners = Listeners()

  // Guarded by `state`; all but the durable and readable end change only with `writing` held too.
  var configuration: TopicConfiguration
  var segments: [Segment] = []
  var start: Offset = 0
  var end: Offset = 0
  /// The end of the last batch that is no marker.
  var dataEnd: Offset = 0
  var durableEnd: Offset = 0
  /// Where a scan after a crash has to begin: at or before the durable end, and before every
  /// transaction that had no durable marker at the last sync.
  var scanFrom: Offset = 0
  var readableEnd: Offset = 0
  /// The readable end when readers were last woken by a background sync.
  var announcedEnd: Offset = 0
  var transactions = TransactionState()
  /// Changes only with `writing` held too.
  var producers = ProducerTable()
  /// When the journal was last told of the producers, in wall milliseconds.
  var producersTold: Int64 = .min
  /// Whether files were created or removed since the folder was synced.
  var hasUnsyncedNames = false
  /// Where compaction stopped last time.
  var compactedEnd: Offset = 0
  /// Why the partition cannot be used, if it cannot.
  var failure: LogError?
  /// What the journal was told last.
  var journaled: PartitionCheckpoint?

  init(
    name: TopicPartition, key: PartitionKey, folder: String, configuration: TopicConfiguration,
    environment: LogEnvironment
  ) {
    self.name = name
    self.key = key
    self.folder = folder
    self.configuration = configuration
    self.environment = environment
  }

  /// Whether answers to writes, and what readers see, wait for the disk.
  var syncsBeforeAnswer: Bool {
    environment.settings.durability == .fsync || configuration.flushRecords <= 1
  }

  /// The last stable offset. Call with `state` held.
  var stableEnd: Offset {
    guard let first = transactions.firstUndecided else { return readableEnd }
    return min(first, readableEnd)
  }

  /// The limits. Call with `state` held.
  var limits: PartitionOffsets {
    PartitionOffsets(start: start, stable: stableEnd, readable: readableEnd, end: end)
  }

  /// The limits.
  func offsets() throws(LogError) -> PartitionOffsets {
    state.lock()
    defer { state.unlock() }
    if let failure { throw failure }
    return limits
  }

  /// Whether answers to writes mean disk.
  var promisesDisk: Bool {
    state.lock()
    defer { state.unlock() }
    return syncsBeforeAnswer
  }

  /// Whether the topic was deleted.
  var isDeleted: Bool {
    state.lock()
    defer { state.unlock() }
    return failure?.code == .unknownTopic
  }

  /// One past the last offset that was written.
  var writtenEnd: Offset {
    state.lock()
    defer { state.unlock() }
    return end
  }

  /// Recomputes the readable end. Call with `state` held. Markers need no sync of their own: a
  /// start writes them again from the decision.
  func publishReadableEnd() {
    if !syncsBeforeAnswer || dataEnd <= durableEnd {
      readableEnd = end
    } else {
      readableEnd = max(readableEnd, durableEnd)
    }
  }

  /// Fails when the partition cannot be used. Call without `state` held.
  func checkUsable() throws(LogError) {
    state.lock()
    defer { state.unlock() }
    if let failure { throw failure }
  }

  /// Declares the partition unusable. Call with `state` held.
  func fail(_ error: LogError) {
    if failure == nil { failure = error }
  }

  /// The path of a file in the partition's folder.
  func path(_ file: String) -> String { folder + "/" + file }

  /// A segment file's handle.
  func segmentFile(_ base: Offset) -> SegmentFile {
    SegmentFile(
      path: path(SegmentName.log(base)), fileSystem: environment.fileSystem,
      openFiles: environment.openFiles)
  }

  /// Changes the settings.
  func configure(_ configuration: TopicConfiguration) {
    writing.lock()
    defer { writing.unlock() }
    state.lock()
    defer { state.unlock() }
    self.configuration = configuration
    publishReadableEnd()
  }

  /// Makes every later call fail; the files are about to go.
  func close(because error: LogError) {
    writing.lock()
    defer { writing.unlock() }
    syncing.lock()
    defer { syncing.unlock() }
    state.lock()
    defer { state.unlock() }
    fail(error)
    for segment in segments { environment.openFiles.forget(segment.file) }
  }
}
