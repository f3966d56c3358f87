// Memory that an operator reuses from batch to batch.

/// Room for values of a trivial type (nothing is ever deinitialized); grows, is never cleared.
///
/// Safe because one operator owns it and reserves before it writes.
final class Scratch<Element> {
  private(set) var pointer: UnsafeMutablePointer<Element>
  private var capacity: Int

  init(capacity: Int = 64) {
    self.capacity = capacity
    pointer = .allocate(capacity: capacity)
  }

  deinit { pointer.deallocate() }

  /// The memory, with room for `count` values; what was there is gone.
  func reserve(_ count: Int) -> UnsafeMutablePointer<Element> {
    if count > capacity {
      pointer.deallocate()
      capacity = max(count, capacity * 2)
      pointer = .allocate(capacity: capacity)
    }
    return pointer
  }
}
