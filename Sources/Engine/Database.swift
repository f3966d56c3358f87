// The database: a log, a catalog, and the queries that run over them. Front doors open one and make
// sessions of it.
//
// Statements that change the catalog run one at a time: plan against the catalog, append the record
// to the catalog log (the commit point), then carry out its effects. Everything else reads a copy of
// the catalog value and holds nobody up.

package import Access
package import Coordination
import Operators
package import Planner
import Platform
import SQLSyntax
package import SegmentLog
import Synchronization

/// An open database.
///
/// Safe because its mutable state is behind `state` and `commands`; the rest is set once in `open`.
package final class Database: @unchecked Sendable {
  package let configuration: DatabaseConfiguration
  package let log: any LogStore
  /// The log itself, for front doors that serve it beside the queries.
  package let broker: Broker
  /// Consumer groups over the log: the same for Kafka's clients and for SQL.
  package let groups: GroupCoordinator
  /// Why the log could not be closed cleanly; the next start then scans.
  package private(set) var closeFailure: LogError?
  package let scheduler: any Scheduler
  /// Users, rights and quotas of this data folder.
  package let access: AccessControl
  let processingLog: ProcessingLog
  let catalogLog: CatalogLog
  let maintenance: Maintenance
  /// Held while a statement changes the catalog.
  let commands = Lock()
  private let state: Mutex<State>

  struct State {
    var catalog = Catalog()
    var nextSequence: Int64 = 0
    var running: [String: RunningQuery] = [:]
    var transient: [String: TransientQuery] = [:]
    var paused: Set<String> = []
    /// The last outcome of each command, by its id, for `/status`.
    var commandStatuses: [String: CommandOutcome] = [:]
    var nextTransient = 0
    var isClosed = false
  }

  /// Opens or creates the data folder, redoes what the last command may have left undone, and starts
  /// the queries where they were.
  package static func open(
    _ configuration: DatabaseConfiguration, scheduler: (any Scheduler)? = nil
  ) throws(DatabaseError) -> Database {
    let broker: Broker
    do throws(LogError) {
      var settings = BrokerSettings(folder: configuration.directory)
      settings.durability = configuration.durability
      settings.holder = configuration.servingAddress
      broker = try Broker.open(
        settings, fileSystem: configuration.files, time: configuration.time,
        random: configuration.random)
    } catch {
      throw DatabaseError(error)
    }
    let access: AccessControl
    do throws(AccessError) {
      access = try AccessControl.open(
        folder: configuration.directory, files: configuration.files,
        settings: configuration.access, random: configuration.random)
    } catch {
      throw DatabaseError(error)
    }
    let (catalogLog, records) = try CatalogLog.open(
      configuration.directory + "/catalog.log", files: configuration.files)
    let scheduler =
      scheduler ?? ThreadScheduler(workers: configuration.workers, time: configuration.time)
    let database = Database(
      configuration: configuration, broker: broker, scheduler: scheduler, catalogLog: catalogLog,
      access: access)
    try database.recover(records)
    return database
  }

  private init(
    configuration: DatabaseConfiguration, broker: Broker, scheduler: any Scheduler,
    catalogLog: CatalogLog, access: AccessControl
  ) {
    self.configuration = configuration
    self.access = access
    self.broker = broker
    groups = GroupCoordinator(broker, time: configuration.time, random: configuration.random)
    log = configuration.decorateLog?(broker) ?? broker
    self.scheduler = scheduler
    self.catalogLog = catalogLog
    processingLog = ProcessingLog(log: log, time: configuration.time)
    maintenance = Maintenance(broker: broker, time: configuration.time)
    state = Mutex(State())
    if configuration.workers > 0 { maintenance.start(processingLog) }
  }

  private func recover(_ records: [CatalogRecord]) throws(DatabaseError) {
    let (queries, paused) = withState { state in
      for record in records {
        state.catalog.apply(record.changes)
        for (id, isPaused) in record.pauses {
          if isPaused { state.paused.insert(id) } else { state.paused.remove(id) }
        }
        state.nextSequence = record.sequence + 1
        state.commandStatuses[record.commandID] = record.outcome
      }
      return (
        state.catalog.queries.values.sorted { $0.creationOrder < $1.creationOrder }, state.paused
      )
    }
    if let last = records.last { try carryOutTopics(last) }
    for query in queries {
      try start(query, paused: paused.contains(query.id), isNew: false)
    }
  }

  /// A new session; doors of a server say whose.
  package func session(
    dialect: SessionDialect = .shell, rights: SessionRights = .owner
  ) -> Session {
    Session(database: self, dialect: dialect.parserDialect, rights: rights)
  }

  /// Replaces `servingAddress` in the message that a second opener of the data folder gets.
  package func announce(_ servingAddress: String) throws(DatabaseError) {
    do throws(LogError) {
      try broker.describe(holder: servingAddress)
    } catch {
      throw DatabaseError(error)
    }
  }

  /// Stops all queries after a last commit, syncs the log and gives the data folder back.
  package func close() {
    let (running, push) = withState { state in
      state.isClosed = true
      defer {
        state.running = [:]
        state.transient = [:]
      }
      return (Array(state.running.values), Array(state.transient.values))
    }
    for query in push { query.stop(.closed) }
    for query in running { query.stop(commits: true) }
    scheduler.shutDown()
    maintenance.stop()
    processingLog.flush()
    catalogLog.close()
    access.close()
    do throws(LogError) {
      try broker.close()
    } catch {
      closeFailure = error
    }
  }

  // MARK: - State

  func withState<R>(_ body: (inout State) -> R) -> R { state.withLock { body(&$0) } }

  /// The catalog as it is now.
  package var catalog: Catalog { withState(\.catalog) }

  package var isClosed: Bool { withState(\.isClosed) }

  func runningQuery(_ id: String) -> RunningQuery? { withState { $0.running[id] } }

  // MARK: - Commands

  /// Makes a planned change durable and carries it out. The caller holds `commands`.
  func commit(_ change: CatalogRecord) throws(DatabaseError) {
    try catalogLog.append(change)
    let (stopped, started) = withState { state in
      var stopped: [RunningQuery] = []
      var started: [QueryDefinition] = []
      for step in change.changes {
        switch step {
        case .removeQuery(let id):
          if let query = state.running.removeValue(forKey: id) { stopped.append(query) }
          state.paused.remove(id)
        case .putQuery(let query):
          if let old = state.running.removeValue(forKey: query.id) { stopped.append(old) }
          started.append(query)
        default: break
        }
      }
      state.catalog.apply(change.changes)
      for (id, isPaused) in change.pauses {
        if isPaused { state.paused.insert(id) } else { state.paused.remove(id) }
      }
      state.nextSequence = change.sequence + 1
      state.commandStatuses[change.commandID] = change.outcome
      return (stopped, started)
    }
    let replaced = Set(started.map(\.id))
    for query in stopped {
      query.stop(commits: true)
      if !replaced.contains(query.id) { try query.deleteState() }
    }
    try carryOutTopics(change)
    for query in started { try start(query, paused: false, isNew: true) }
    for (id, isPaused) in change.pauses { runningQuery(id)?.setPaused(isPaused) }
  }

  /// Creates and deletes the topics of a change; doing it twice is harmless.
  private func carryOutTopics(_ change: CatalogRecord) throws(DatabaseError) {
    for topic in change.topicsToCreate where log.describe(topic.name) == nil {
      do throws(LogError) {
        try log.createTopic(topic.name, TopicConfiguration(topic))
      } catch {
        throw DatabaseError(error)
      }
    }
    for topic in change.topicsToDelete where log.describe(topic) != nil {
      do throws(LogError) { try log.deleteTopic(topic) } catch { throw DatabaseError(error) }
    }
  }

  private func start(
    _ query: QueryDefinition, paused: Bool, isNew: Bool
  ) throws(DatabaseError) {
    let running = try RunningQuery(query, in: self, paused: paused)
    withState { $0.running[query.id] = running }
    try running.start(isNew: isNew)
  }
}

/// Whose words a session takes.
package enum SessionDialect: Sendable {
  case server
  /// With RUN SCRIPT.
  case shell
  /// With the assertions of test files.
  case test

  var parserDialect: ParserOptions.Dialect {
    switch self {
    case .server: .server
    case .shell: .shell
    case .test: .test
    }
  }
}
