// Bytes that all connections together may hold of frames that are not complete. Whoever does not get
// its share stops reading and is called when there is some again: memory has a bound, and a large
// frame of a busy server is late, not refused.

import Platform

/// A shared number of bytes. Safe because the lock guards the count and the line.
final class MemoryBudget: @unchecked Sendable {
  private let lock = Lock()
  private var free: Int
  private var waiting: [(count: Int, resume: @Sendable () -> Void)] = []

  init(byteCount: Int) { free = byteCount }

  /// Takes `count` bytes; when there are not enough, false, and `resume` is called once later, with
  /// the bytes taken.
  func take(_ count: Int, resume: @escaping @Sendable () -> Void) -> Bool {
    lock.withLock {
      if waiting.isEmpty, count <= free {
        free -= count
        return true
      }
      waiting.append((count, resume))
      return false
    }
  }

  func give(_ count: Int) {
    let ready = lock.withLock { () -> [@Sendable () -> Void] in
      free += count
      var ready: [@Sendable () -> Void] = []
      while let first = waiting.first, first.count <= free {
        free -= first.count
        ready.append(first.resume)
        waiting.removeFirst()
      }
      return ready
    }
    for resume in ready { resume() }
  }
}
