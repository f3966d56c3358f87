// Who wants to be woken when a partition got records.

import Platform

/// The callbacks of a partition. Safe because `lock` guards the list.
final class Listeners: @unchecked Sendable {
  private let lock = Lock()
  private var callbacks: [UInt64: @Sendable () -> Void] = [:]
  private var snapshot: [@Sendable () -> Void] = []
  private var nextNumber: UInt64 = 0

  func add(_ callback: @escaping @Sendable () -> Void) -> Subscription {
    lock.lock()
    defer { lock.unlock() }
    let number = nextNumber
    nextNumber += 1
    callbacks[number] = callback
    snapshot = Array(callbacks.values)
    return Subscription { [weak self] in self?.remove(number) }
  }

  private func remove(_ number: UInt64) {
    lock.lock()
    defer { lock.unlock() }
    guard callbacks.removeValue(forKey: number) != nil else { return }
    snapshot = Array(callbacks.values)
  }

  /// Calls all of them, with no lock held.
  func wake() {
    lock.lock()
    let current = snapshot
    lock.unlock()
    for callback in current { callback() }
  }
}
