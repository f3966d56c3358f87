// Who runs the tasks. The server has a pool of threads, the case runner and the simulation a queue
// that one thread drains when it is told to. A task is never run by two at once.

/// Something that runs in turns: a task of a query.
package protocol ScheduledWork: AnyObject, Sendable {
  /// Runs for about 2 ms at most and says what comes next.
  func runTurn() -> ScheduledTurn
}

/// What a turn leaves behind.
package enum ScheduledTurn: Sendable {
  /// There is more to do at once.
  case again
  /// Nothing to do until woken, or until the given reading of the monotonic clock (ns).
  case idle(until: Int64?)
}

/// A task in the hands of a scheduler. All fields belong to the scheduler and its lock.
///
/// Safe because only the scheduler touches `state`, under its lock.
package final class ScheduledEntry: @unchecked Sendable {
  package enum State: Sendable {
    case idle
    case ready
    case running
    /// Woken while it ran: runs again.
    case runningAndWoken
    case removed
  }

  package let work: any ScheduledWork
  var state = State.idle
  /// Monotonic ns at which an idle entry wants to run again.
  var deadline: Int64?
  /// Callers that wait to have the task for themselves.
  var exclusiveWaiters = 0
  /// Not run until it is resumed; wake-ups are remembered.
  var isPaused = false

  package init(_ work: any ScheduledWork) { self.work = work }
}

/// Runs tasks that have something to do.
package protocol Scheduler: AnyObject, Sendable {
  /// Takes a task in; it runs soon.
  func add(_ entry: ScheduledEntry)
  /// There may be something to do. Callable from any thread, also for a removed task.
  func wake(_ entry: ScheduledEntry)
  /// Lets the running turn end and never runs the task again.
  func remove(_ entry: ScheduledEntry)
  /// Runs `body` between two turns of the task, on the calling thread.
  func exclusively<Result>(_ entry: ScheduledEntry, _ body: () throws -> Result) rethrows -> Result
  /// Stops or resumes running the task; returns after the running turn.
  func setPaused(_ entry: ScheduledEntry, _ isPaused: Bool)
  /// Ends all threads after their turns.
  func shutDown()
}
