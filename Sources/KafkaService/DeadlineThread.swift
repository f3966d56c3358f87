// The one thread that lets groups and transactions know that time has passed.

import Platform

/// Calls `advance` at the moment that it returned, or earlier when told so. Safe because the
/// monitor guards the moment and the end.
final class DeadlineThread: @unchecked Sendable {
  private let monitor = Monitor()
  private let time: any TimeSource
  private var next: Int64 = 0
  private var isStopped = false
  private var thread: WorkerThread?

  init(time: any TimeSource) { self.time = time }

  /// Starts the thread. `advance` does what is due and returns when to call again, in monotonic
  /// milliseconds.
  func start(_ advance: @escaping @Sendable () -> Int64) {
    thread = WorkerThread { [self] in
      while waitForNext() {
        let moment = advance()
        monitor.withLock { next = min(next, moment) }
      }
    }
  }

  /// A deadline came up that may lie before those that are known.
  func isDue(at moment: Int64) {
    monitor.withLock {
      guard moment < next else { return }
      next = moment
      monitor.wakeAll()
    }
  }

  func stop() {
    monitor.withLock {
      isStopped = true
      monitor.wakeAll()
    }
    thread?.join()
    thread = nil
  }

  /// Waits until something is due; false at the end.
  private func waitForNext() -> Bool {
    monitor.withLock {
      while !isStopped {
        let left = next - time.monotonicNanoseconds() / 1_000_000
        guard left > 0 else {
          next = .max
          return true
        }
        monitor.wait(milliseconds: min(left, 60_000))
      }
      return false
    }
  }
}
