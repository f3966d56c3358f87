// Memory that an aggregate reuses from batch to batch.

import Values

/// Row numbers and state pointers for one batch.
///
/// Safe because one operator owns it and reserves before it writes.
final class StateScratch {
  private(set) var states: UnsafeMutablePointer<UnsafeMutableRawPointer>
  private(set) var rows: UnsafeMutablePointer<Int32>
  private var capacity = 64
  var inserted: [Int32] = []

  init() {
    states = .allocate(capacity: capacity)
    rows = .allocate(capacity: capacity)
  }

  deinit {
    states.deallocate()
    rows.deallocate()
  }

  /// Makes room for `count` entries; what was there is gone.
  func reserve(_ count: Int) {
    guard count > capacity else { return }
    states.deallocate()
    rows.deallocate()
    capacity = max(count, capacity * 2)
    states = .allocate(capacity: capacity)
    rows = .allocate(capacity: capacity)
  }
}
