// The log store on this machine: topics made of partitions, and a journal that decides what is
// committed. A broker starts no threads; its owner calls `sync` about once a second and
// `runMaintenance` every few seconds.
//
// Locks, in the order in which they are taken: `changing`, a producer session's, that of producer
// identifiers, the journal's, a partition's.
// The broker's own lock guards the tables below and is never held while another one is taken.

import Platform

/// The embedded log store. Safe because `lock` guards the mutable fields.
package final class Broker: LogStore, @unchecked Sendable {
  let environment: LogEnvironment
  let folder: DataFolder
  let journal: Journal
  private let folderLock: any FileLock
  private let lock = Lock()
  /// Held while topics are created, changed or deleted.
  let changing = Lock()

  private var topicsByName: [String: Topic] = [:]
  private var namesByIdentifier: [TopicIdentifier: String] = [:]
  private var sessions: [String: ProducerSession] = [:]
  /// By transactional id.
  private var clients: [String: ProducerSession]
  let identifiers: ProducerIdentifiers
  private var isClosed = false
  /// What a start after a crash did.
  package let recovery: RecoveryReport

  init(
    environment: LogEnvironment, folder: DataFolder, journal: Journal, folderLock: any FileLock,
    topics: [Topic], clients: [String: ProducerSession], recovery: RecoveryReport
  ) {
    self.environment = environment
    self.folder = folder
    self.journal = journal
    self.folderLock = folderLock
    self.clients = clients
    identifiers = ProducerIdentifiers(journal)
    self.recovery = recovery
    for topic in topics {
      topicsByName[topic.description.name] = topic
      namesByIdentifier[topic.description.identifier] = topic.description.name
    }
  }

  /// The identity that the data folder got when it was created.
  package var clusterIdentifier: String { folder.clusterIdentifier }

  /// The node's number.
  package var nodeIdentifier: Int { folder.nodeIdentifier }

  /// Replaces what a second process that opens the folder is told.
  package func describe(holder: String) throws(LogError) {
    try LogError.converting("describing the holder of the data folder") { () throws(FileError) in
      try folderLock.describe(holder: holder)
    }
  }

  // MARK: - Tables

  func topic(_ name: String) throws(LogError) -> Topic {
    lock.lock()
    defer { lock.unlock() }
    guard let topic = topicsByName[name] else { throw Self.unknown(topic: name) }
    return topic
  }

  func partition(_ name: TopicPartition) throws(LogError) -> Partition {
    lock.lock()
    defer { lock.unlock() }
    guard let topic = topicsByName[name.topic] else { throw Self.unknown(topic: name.topic) }
    guard topic.partitions.indices.contains(name.partition) else {
      throw LogError(
        .unknownPartition,
        "topic \(name.topic) has no partition \(name.partition); it has "
          + "\(topic.partitions.count), counted from 0")
    }
    return topic.partitions[name.partition]
  }

  static func unknown(topic: String) -> LogError {
    LogError(.unknownTopic, "there is no topic \(topic); create it, or check the name")
  }

  /// All partitions, in no order.
  var allPartitions: [Partition] {
    lock.lock()
    defer { lock.unlock() }
    return topicsByName.values.flatMap(\.partitions)
  }

  /// All topics, in no order.
  var allTopics: [Topic] {
    lock.lock()
    defer { lock.unlock() }
    return Array(topicsByName.values)
  }

  /// Puts a topic into the tables.
  func insert(_ topic: Topic) {
    lock.lock()
    defer { lock.unlock() }
    topicsByName[topic.description.name] = topic
    namesByIdentifier[topic.description.identifier] = topic.description.name
  }

  /// Replaces a topic in the tables.
  func replace(_ topic: Topic) {
    lock.lock()
    defer { lock.unlock() }
    topicsByName[topic.description.name] = topic
  }

  /// Takes a topic out of the tables.
  func take(_ name: String) throws(LogError) -> Topic {
    lock.lock()
    defer { lock.unlock() }
    guard let topic = topicsByName.removeValue(forKey: name) else {
      throw Self.unknown(topic: name)
    }
    namesByIdentifier[topic.description.identifier] = nil
    return topic
  }

  /// The name of a partition that the journal names by identity, nil when its topic is gone.
  func name(of key: PartitionKey) -> TopicPartition? {
    lock.lock()
    defer { lock.unlock() }
    return namesByIdentifier[key.topic].map { TopicPartition($0, Int(key.partition)) }
  }

  /// The session of a name, made by `make` when there is none.
  func session(_ name: String, make: () -> ProducerSession?) -> ProducerSession? {
    lock.lock()
    defer { lock.unlock() }
    if let session = sessions[name] { return session }
    guard let made = make() else { return nil }
    sessions[name] = made
    return made
  }

  /// All sessions.
  var allSessions: [ProducerSession] {
    lock.lock()
    defer { lock.unlock() }
    return Array(sessions.values) + Array(clients.values)
  }

  /// The session of a transactional id.
  func client(_ name: String) -> ProducerSession? {
    lock.lock()
    defer { lock.unlock() }
    return clients[name]
  }

  /// All transactional ids' sessions.
  var allClients: [ProducerSession] {
    lock.lock()
    defer { lock.unlock() }
    return Array(clients.values)
  }

  /// Puts a transactional id's session into the table, unless there is one: that one is returned.
  func insert(client session: ProducerSession, _ name: String) -> ProducerSession {
    lock.lock()
    defer { lock.unlock() }
    if let other = clients[name] { return other }
    clients[name] = session
    return session
  }

  /// Takes a session out of the table.
  func remove(client session: ProducerSession, _ name: String) {
    lock.lock()
    defer { lock.unlock() }
    if clients[name] === session { clients[name] = nil }
  }

  // MARK: - Closing

  /// Stops cleanly: transactions of queries are aborted, everything is synced, and the next start
  /// need not scan, unless a client's transaction is open: that one stays open. Later calls fail.
  /// Calling it again does nothing.
  package func close() throws(LogError) {
    lock.lock()
    let wasClosed = isClosed
    isClosed = true
    lock.unlock()
    guard !wasClosed else { return }
    defer { folderLock.release() }
    defer { journal.close() }
    var hasOpen = false
    for session in allSessions {
      if session.snapshot?.record.status == .ongoing {
        hasOpen = true
      } else {
        try session.abort(by: nil, journal)
      }
    }
    try syncPartitions(allPartitions)
    let partitions = allPartitions
    for partition in partitions { partition.sealForStop() }
    try journal.rewrite(final: hasOpen ? .opened : .closed) { () throws(LogError) in
      try settle(partitions)
    }
    let closed = LogError(.closed, "the log is closed; open it again to go on")
    for partition in partitions { partition.close(because: closed) }
  }
}

/// What a start found to repair.
package struct RecoveryReport: Sendable, Equatable {
  /// Whether the last stop was clean, so that nothing was scanned.
  package var wasClean = true
  /// Transactions whose decision was there and whose markers were written again.
  package var completed = 0
  /// Transactions without a decision.
  package var aborted = 0
  /// Open transactions of clients that go on, per partition.
  package var kept = 0
  /// Decisions that were taken back because data they rest on is gone.
  package var rolledBack = 0
  /// Partitions that cannot be used, with the reason.
  package var failures: [String] = []
}
