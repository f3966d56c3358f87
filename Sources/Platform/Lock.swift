// A mutual-exclusion lock that guards several fields of a class, or a stretch of code that writes
// to a file. `Mutex` of the standard library fits a single value; this one fits the rest.

import Glibc

/// A lock; not re-entrant.
package final class Lock: @unchecked Sendable {
  // Safe because the system's mutex may be used from every thread and never moves.
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>

  package init() {
    mutex = .allocate(capacity: 1)
    pthread_mutex_init(mutex, nil)
  }

  deinit {
    pthread_mutex_destroy(mutex)
    mutex.deallocate()
  }

  /// Waits for the lock.
  package func lock() { pthread_mutex_lock(mutex) }

  /// Gives it back, on the thread that took it.
  package func unlock() { pthread_mutex_unlock(mutex) }

  /// Runs `body` while holding the lock.
  @inlinable
  package func withLock<Result: ~Copyable, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    lock()
    defer { unlock() }
    return try body()
  }
}
