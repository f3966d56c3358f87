// A task in the hands of the scheduler: opened at its first turn, run, and after a failure opened
// again from its last commit.

import Operators
import Platform
import SegmentLog

/// Runs one task of a query.
///
/// Safe because the scheduler never lets two threads in at once.
final class TaskRunner: ScheduledWork, @unchecked Sendable {
  /// How long one turn may take: ready tasks of other queries wait meanwhile.
  static let turnNanoseconds: Int64 = 2_000_000

  let place: TaskPlace
  private let graph: TaskGraph
  private let services: TaskServices
  private let time: any TimeSource
  private(set) var task: QueryTask?
  private(set) lazy var entry = ScheduledEntry(self)
  weak var query: RunningQuery?
  private var isIdle = false
  private var retryNanoseconds = RunningQuery.firstRetryNanoseconds
  private var retryAt: Int64?

  init(_ place: TaskPlace, graph: TaskGraph, services: TaskServices, time: any TimeSource) {
    self.place = place
    self.graph = graph
    self.services = services
    self.time = time
  }

  func runTurn() -> ScheduledTurn {
    if let retryAt, time.monotonicNanoseconds() < retryAt { return .idle(until: retryAt) }
    isIdle = false
    do throws(TaskError) {
      guard let task = try openedTask() else { return .idle(until: nil) }
      let turn = try task.run(budgetNanoseconds: TaskRunner.turnNanoseconds)
      let jobs = task.snapshotsDue()
      if !jobs.isEmpty { query?.snapshotsDue(jobs) }
      switch turn {
      case .moreInput: return .again
      case .idle, .finished:
        isIdle = true
        return .idle(until: nil)
      }
    } catch {
      return failed(error)
    }
  }

  /// The task, opened if it is not; nil while a failed one waits for its next attempt.
  func openedTask() throws(TaskError) -> QueryTask? {
    if let task { return task }
    if let retryAt, time.monotonicNanoseconds() < retryAt { return nil }
    let opened = try QueryTask.open(place, of: graph, services: services)
    task = opened
    if retryAt != nil {
      retryAt = nil
      query?.taskRecovered()
    }
    return opened
  }

  /// Opens the task of a new query and commits where it begins. A failure is the query's, as in a
  /// turn: it is kept, and the task tried again later.
  func fixStart() {
    do throws(TaskError) {
      try openedTask()?.commit()
    } catch {
      _ = failed(error)
    }
  }

  private func failed(_ error: TaskError) -> ScheduledTurn {
    task = nil
    query?.taskFailed(error)
    let at = time.monotonicNanoseconds() + retryNanoseconds
    retryNanoseconds = min(retryNanoseconds * 2, RunningQuery.lastRetryNanoseconds)
    retryAt = at
    return .idle(until: at)
  }

  /// Drops the task. A last commit that fails loses nothing: the next start goes on before it.
  func close(commits: Bool) {
    guard let task else { return }
    if commits && !isIdle {
      do throws(TaskError) { try task.commit() } catch { query?.taskFailed(error) }
    }
    self.task = nil
  }

  /// Records that wait in the inputs; 1 more while there is uncommitted work.
  func lag(_ log: any LogStore) -> Int64 {
    guard let task else { return 1 }
    var lag: Int64 = isIdle ? 0 : 1
    for (partition, position) in task.positions {
      do throws(LogError) {
        lag += max(0, try log.offsets(partition).stable - position)
      } catch {
        lag += 1
      }
    }
    return lag
  }
}

extension TaskError {
  /// Whether the data or the statement is to blame, rather than this machine.
  var isFaultOfUser: Bool {
    switch code {
    case .deserialization, .timestamp, .aggregation, .production, .memoryBudgetExceeded: true
    case .invalidPlan, .log, .corruptState: false
    }
  }
}

extension DatabaseError {
  /// A failure of a task, as the answer to a request that needed it.
  init(_ error: TaskError) {
    self.init(kind: .runtime, code: .internalError, message: error.sentence)
  }
}
