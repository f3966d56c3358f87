// One suite under many lenses: what a test file says must hold however large the batches are, over
// restarts and crashes, and however many partitions its topics have.

/// A way to run tests that must not change their results.
package struct Lens: Hashable, Sendable {
  /// What happens after every step that changed something.
  package enum Interruption: Hashable, Sendable {
    case none
    /// The database is closed and opened again.
    case restart
    /// It goes on with a copy of the files as they are, as after `kill -9`.
    case crash
  }

  package let name: String
  /// Rows that a task takes at a time.
  package let batchSize: Int
  package let interruption: Interruption
  /// Partitions of topics that a test leaves to the runner; above 1, changes are compared by key.
  package let partitions: Int

  package init(
    _ name: String, batchSize: Int = 4096, interruption: Interruption = .none, partitions: Int = 1
  ) {
    self.name = name
    self.batchSize = batchSize
    self.interruption = interruption
    self.partitions = partitions
  }

  package static let single = Lens("batch-1", batchSize: 1)

  /// Every lens; the first is the default.
  package static let all: [Lens] = [
    single,
    Lens("batch-7", batchSize: 7),
    Lens("batch-4096"),
    Lens("restart", interruption: .restart),
    Lens("crash", interruption: .crash),
    Lens("partitions", partitions: 4),
  ]

  package static func named(_ name: String) -> Lens? { all.first { $0.name == name } }
}
