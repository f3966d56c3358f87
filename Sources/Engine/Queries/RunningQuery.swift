// A persistent query while it runs: its tasks, who wakes them, and what becomes of it when a task
// fails. A failed query is opened again from its last commit, after 15 s at first and then twice as
// long each time, up to 15 minutes.

import Operators
import Plan
import Planner
import Platform
import SegmentLog
import StateStores
import Synchronization

/// A running persistent query.
///
/// Safe because its mutable state is behind `state`; tasks are touched only between their turns.
final class RunningQuery: @unchecked Sendable {
  let definition: QueryDefinition
  let graph: TaskGraph
  let services: TaskServices
  private let scheduler: any Scheduler
  private let maintenance: Maintenance
  private let time: any TimeSource
  private let snapshotFolder: String
  private let files: any FileSystem
  private let runners: [TaskRunner]
  private let state: Mutex<State>

  struct State {
    var isPaused: Bool
    var failures: [QueryFailure] = []
    var isFailed = false
    var subscriptions: [Subscription] = []
  }

  package var id: String { definition.id }

  init(
    _ definition: QueryDefinition, in database: Database, paused: Bool
  ) throws(DatabaseError) {
    self.definition = definition
    scheduler = database.scheduler
    maintenance = database.maintenance
    time = database.configuration.time
    files = database.configuration.files
    let log = database.log
    let applicationID = database.applicationID(of: definition.id)
    snapshotFolder = database.configuration.directory + "/snapshots/" + applicationID
    let graph: TaskGraph
    do throws(TaskError) {
      graph = try TaskGraph(definition.plan, applicationID: applicationID, isTransient: false) {
        log.describe($0)?.configuration.partitionCount
      }
    } catch {
      throw DatabaseError(error)
    }
    self.graph = graph
    let services = database.services(
      for: definition.plan, query: definition.id,
      snapshots: SnapshotPlace(snapshotFolder, in: files))
    self.services = services
    let time = time
    runners = graph.tasks.map { TaskRunner($0, graph: graph, services: services, time: time) }
    state = Mutex(State(isPaused: paused))
    for runner in runners { runner.query = self }
  }

  // MARK: - Life

  /// Creates what internal topics are missing and hands the tasks to the scheduler. The tasks of a
  /// new query fix their start first: where the log ends now is where one that reads new records begins,
  /// after a crash too, so that it sees what is written after its statement has answered.
  func start(isNew: Bool) throws(DatabaseError) {
    do throws(LogError) {
      for topic in graph.internalTopics where services.log.describe(topic.name) == nil {
        try services.log.createTopic(topic.name, topic.configuration)
      }
      for runner in runners {
        let (scheduler, entry) = (scheduler, runner.entry)
        for partition in runner.place.inputs {
          let subscription = try services.log.subscribe(partition) { scheduler.wake(entry) }
          state.withLock { $0.subscriptions.append(subscription) }
        }
      }
    } catch {
      throw DatabaseError(error)
    }
    if state.withLock({ $0.isPaused }) {
      for runner in runners { scheduler.setPaused(runner.entry, true) }
    }
    if isNew { for runner in runners { runner.fixStart() } }
    for runner in runners { scheduler.add(runner.entry) }
  }

  /// Ends all tasks after their turns, with a last commit if asked for.
  func stop(commits: Bool) {
    let subscriptions = state.withLock { state in
      defer { state.subscriptions = [] }
      return state.subscriptions
    }
    for subscription in subscriptions { subscription.cancel() }
    for runner in runners {
      scheduler.remove(runner.entry)
      runner.close(commits: commits)
    }
  }

  /// Deletes internal topics, progress and snapshots of a query that will not run again.
  func deleteState() throws(DatabaseError) {
    do throws(LogError) {
      for topic in graph.internalTopics where services.log.describe(topic.name) != nil {
        try services.log.deleteTopic(topic.name)
      }
      for place in graph.tasks where services.log.committed(place.name) != nil {
        try services.log.deleteGroup(place.name)
      }
    } catch {
      throw DatabaseError(error)
    }
    do throws(FileError) {
      try files.removeDirectory(snapshotFolder)
    } catch {
      throw DatabaseError.system("the snapshots of query \(id) cannot be removed: \(error)")
    }
  }

  package func setPaused(_ isPaused: Bool) {
    state.withLock {
      $0.isPaused = isPaused
      if !isPaused { $0.isFailed = false }
    }
    for runner in runners { scheduler.setPaused(runner.entry, isPaused) }
  }

  // MARK: - Failures

  static let firstRetryNanoseconds: Int64 = 15_000_000_000
  static let lastRetryNanoseconds: Int64 = 900_000_000_000
  private static let failuresKept = 10

  /// Remembers why a task failed; called by its runner.
  func taskFailed(_ error: TaskError) {
    let type = error.isFaultOfUser ? "USER" : "SYSTEM"
    let failure = QueryFailure(
      time: time.wallMilliseconds(), message: error.sentence, type: type)
    state.withLock { state in
      state.isFailed = true
      state.failures.insert(failure, at: 0)
      if state.failures.count > RunningQuery.failuresKept { state.failures.removeLast() }
    }
  }

  func taskRecovered() { state.withLock { $0.isFailed = false } }

  func snapshotsDue(_ jobs: [SnapshotJob]) {
    for job in jobs {
      maintenance.enqueue { [weak self] in
        do throws(StoreError) {
          try job.run()
        } catch {
          self?.services.problems.report(
            RecordProblem(kind: .production, place: "Snapshot \(job.name)", reason: "\(error)"))
        }
      }
    }
  }

  package var failures: [QueryFailure] { state.withLock(\.failures) }

  package var runState: QueryListing.State {
    state.withLock { $0.isPaused ? .paused : ($0.isFailed ? .error : .running) }
  }

  // MARK: - Looking in

  /// Records that are written and not read yet, over all inputs; at least 1 while work is not
  /// committed.
  var lag: Int64 {
    runners.reduce(0) { sum, runner in
      sum + scheduler.exclusively(runner.entry) { runner.lag(services.log) }
    }
  }

  /// Runs `body` on each open task between its turns.
  func withTasks(_ body: (QueryTask) throws -> Void) throws {
    for runner in runners {
      try scheduler.exclusively(runner.entry) {
        guard let task = try runner.openedTask() else { return }
        try body(task)
      }
    }
  }

  /// What all tasks did so far.
  var metrics: [TaskMetrics] {
    runners.compactMap { runner in
      scheduler.exclusively(runner.entry) { runner.task?.metrics }
    }
  }

  /// How far the tasks have read, as groups by topic.
  var progress: [GroupProgress] {
    var positions: [TopicPartition: Offset] = [:]
    for runner in runners {
      let of = scheduler.exclusively(runner.entry) { runner.task?.positions ?? [:] }
      positions.merge(of) { $1 }
    }
    return GroupProgress.of(
      positions, group: "_confluent-ksql-" + id, log: services.log)
  }
}

extension GroupProgress {
  /// Positions sorted by topic and partition, with the limits of the log beside them.
  static func of(
    _ positions: [TopicPartition: Offset], group: String, log: any LogStore
  ) -> [GroupProgress] {
    Dictionary(grouping: positions.keys, by: \.topic).sorted { $0.key < $1.key }
      .map { topic, partitions in
        GroupProgress(
          group: group, topic: topic,
          partitions: partitions.sorted { $0.partition < $1.partition }.map { partition in
            // A partition that is gone shows as empty.
            let limits = (try? log.offsets(partition))
            return Partition(
              partition: partition.partition, start: limits?.start.value ?? 0,
              end: limits?.stable.value ?? 0, position: positions[partition]?.value ?? 0)
          })
      }
  }
}
