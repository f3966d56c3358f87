// How a database is opened. Everything from outside comes in here as a value.

package import Access
package import Operators
package import Platform
package import SegmentLog

/// The settings of a database that cannot change while it is open.
package struct DatabaseConfiguration: Sendable {
  /// The data folder; created when missing, locked while open.
  package var directory: String
  package var durability: Durability = .cache
  /// Server-wide values of properties (`ksql.*` and friends), under their full names.
  package var properties: [String: String] = [:]
  /// Threads that run tasks; 0 = nobody runs them but `runUntilIdle`.
  package var workers = 2
  /// Rows that a task takes at a time, 1 … 8192. Never shows in results.
  package var batchSize = 4096
  /// Keyed records go to partition `hash(key) % n`; tests send everything to partition 0.
  package var partitioner: Partitioner = .murmur2
  /// Where start positions default to when `auto.offset.reset` is not set.
  package var startsFromEarliest = false
  /// How the holder of the data folder can be reached, for the message a second opener gets.
  package var servingAddress = ""
  /// Whom the doors of a server let in, and who may do everything.
  package var access = AccessSettings()
  package var files: any FileSystem = PosixFileSystem()
  package var time: any TimeSource = SystemTimeSource()
  package var random: any RandomSource = SystemRandomSource()

  /// Puts another log store in front of the one of this folder: tests hold records back, and look on.
  package var decorateLog: (@Sendable (any LogStore) -> any LogStore)?

  package init(directory: String) { self.directory = directory }
}
