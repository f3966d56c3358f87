// A queue that the calling thread drains: test cases and the simulation decide when and in which
// order tasks run.

import Platform

/// Runs tasks only inside `runUntilIdle`. One thread uses it, but wake-ups may come from any.
///
/// Safe because all state is touched only while holding the monitor.
package final class ManualScheduler: Scheduler, @unchecked Sendable {
  private let monitor = Monitor()
  private var ready: [ScheduledEntry] = []
  /// Chooses which of `n` ready tasks runs next; the default takes the oldest.
  private let choose: @Sendable (Int) -> Int

  package init(choose: @escaping @Sendable (Int) -> Int = { _ in 0 }) { self.choose = choose }

  package func add(_ entry: ScheduledEntry) { wake(entry) }

  package func wake(_ entry: ScheduledEntry) {
    monitor.withLock {
      switch entry.state {
      case .idle:
        entry.state = .ready
        ready.append(entry)
      case .running: entry.state = .runningAndWoken
      case .ready, .runningAndWoken, .removed: break
      }
    }
  }

  package func remove(_ entry: ScheduledEntry) {
    monitor.withLock {
      entry.state = .removed
      ready.removeAll { $0 === entry }
    }
  }

  package func exclusively<Result>(
    _ entry: ScheduledEntry, _ body: () throws -> Result
  ) rethrows -> Result { try body() }

  package func setPaused(_ entry: ScheduledEntry, _ isPaused: Bool) {
    monitor.withLock { entry.isPaused = isPaused }
  }

  package func shutDown() {}

  /// Runs ready tasks until none is left that is not paused. Deadlines count as not ready. False
  /// when some were left after so many turns.
  @discardableResult
  package func runUntilIdle(turnLimit: Int = .max) -> Bool {
    var turns = 0
    while turns < turnLimit, let entry = takeNext() {
      turns += 1
      let turn = entry.work.runTurn()
      monitor.withLock {
        let woken = entry.state == .runningAndWoken
        guard entry.state != .removed else { return }
        entry.state = .idle
        if case .again = turn {
          entry.state = .ready
          ready.append(entry)
        } else if woken {
          entry.state = .ready
          ready.append(entry)
        }
      }
    }
    return turns < turnLimit
  }

  private func takeNext() -> ScheduledEntry? {
    monitor.withLock {
      let candidates = ready.indices.filter { !ready[$0].isPaused }
      guard !candidates.isEmpty else { return nil }
      let entry = ready.remove(at: candidates[choose(candidates.count)])
      entry.state = .running
      return entry
    }
  }
}
