// Time as a value that is passed in: the system's clock in the server, a clock that tests move by
// hand everywhere else.

import Glibc
import Synchronization

/// Where the time comes from. Safe to use from any thread.
package protocol TimeSource: Sendable {
  /// Milliseconds since 1970-01-01 UTC; may jump.
  func wallMilliseconds() -> Int64
  /// Nanoseconds since some fixed moment; never runs backwards.
  func monotonicNanoseconds() -> Int64
}

/// The clock of the system.
package struct SystemTimeSource: TimeSource {
  package init() {}

  package func wallMilliseconds() -> Int64 {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return Int64(now.tv_sec) * 1000 + Int64(now.tv_nsec) / 1_000_000
  }

  package func monotonicNanoseconds() -> Int64 {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
  }
}

/// A clock that stands still until it is moved.
package final class ManualTimeSource: TimeSource {
  private let nanoseconds: Atomic<Int64>
  private let start: Int64

  /// A clock whose wall time begins at `wallMilliseconds`.
  package init(wallMilliseconds: Int64 = 0) {
    start = wallMilliseconds
    nanoseconds = Atomic(0)
  }

  /// Moves the clock.
  package func advance(milliseconds: Int64) {
    nanoseconds.add(milliseconds * 1_000_000, ordering: .relaxed)
  }

  package func wallMilliseconds() -> Int64 {
    start + nanoseconds.load(ordering: .relaxed) / 1_000_000
  }

  package func monotonicNanoseconds() -> Int64 { nanoseconds.load(ordering: .relaxed) }
}
