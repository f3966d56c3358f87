// How much memory the state of one query may take. Each task counts its own stores into an account
// and asks after every batch whether the query as a whole is over its limit; the engine then pauses
// the query by name. Nothing here stops an allocation.

import Synchronization

/// The memory of one query, summed over its tasks. Safe to use from any thread.
package final class MemoryBudget: Sendable {
  private let limit: Atomic<Int>
  private let used = Atomic<Int>(0)

  /// `limit` in bytes; 0 and below mean none.
  package init(limit: Int) { self.limit = Atomic(limit) }

  /// Bytes that all accounts hold.
  package var byteCount: Int { used.load(ordering: .relaxed) }

  /// Whether the query holds more than it may.
  package var isExceeded: Bool {
    let limit = limit.load(ordering: .relaxed)
    return limit > 0 && byteCount > limit
  }

  /// Changes the limit of a running query.
  package func setLimit(_ bytes: Int) { limit.store(bytes, ordering: .relaxed) }

  /// Opens the account of one task.
  package func openAccount() -> Account { Account(budget: self) }

  /// What one task holds. Used by one thread at a time; gives its bytes back at the end.
  package final class Account {
    private let budget: MemoryBudget
    private var held = 0

    fileprivate init(budget: MemoryBudget) { self.budget = budget }

    deinit { budget.used.subtract(held, ordering: .relaxed) }

    /// Replaces what the task holds.
    package func update(_ bytes: Int) {
      budget.used.add(bytes - held, ordering: .relaxed)
      held = bytes
    }

    package var isExceeded: Bool { budget.isExceeded }
  }
}
