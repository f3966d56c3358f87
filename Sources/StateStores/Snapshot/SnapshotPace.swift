// When the next snapshot of a changelog is built. The more there is to write again, the more
// changelog has to gather first: with a fixed amount the writing would grow with the square of the
// state. With half the last snapshot's size a build writes at most three bytes of snapshot
// for one of changelog, and a restart replays at most half of what it loads, or the least amount.
//
// One build at a time: what is due meanwhile waits, and costs disk and no memory.

import Platform

/// The pace of one changelog's snapshots. The task counts, whoever builds reports.
///
/// Safe because all fields are touched only while holding the lock.
package final class SnapshotPace: @unchecked Sendable {
  private let lock = Lock()
  private var isBuilding = false
  private var snapshotBytes: Int
  private var tailBytes: Int

  /// Begins with what a restore found.
  package init(snapshotBytes: Int = 0, tailBytes: Int = 0) {
    self.snapshotBytes = snapshotBytes
    self.tailBytes = tailBytes
  }

  /// Counts changelog that was committed.
  package func wrote(_ bytes: Int) { lock.withLock { tailBytes += bytes } }

  /// Whether a build is due; whoever is told so builds, and then calls `end`.
  package func begin(least: Int) -> Bool {
    lock.withLock {
      guard !isBuilding, tailBytes >= max(least, snapshotBytes / 2) else { return false }
      isBuilding = true
      tailBytes = 0
      return true
    }
  }

  /// The build is over. `snapshotBytes` is the size of the newest snapshot, nil when none was made.
  package func end(snapshotBytes: Int?) {
    lock.withLock {
      isBuilding = false
      if let snapshotBytes { self.snapshotBytes = snapshotBytes }
    }
  }
}
