// Raw memory of a column. Readers may look up to `padding` bytes past the last byte, as the
// scanners do; the memory there exists and holds nothing of meaning.

/// A growable block of raw memory with one owner at a time.
///
/// Safe because a buffer is written only by the builder that made it and is read-only from the
/// moment a `Column` holds it.
package final class Buffer: @unchecked Sendable {
  package static let padding = 64

  @exclusivity(unchecked) package private(set) var base: UnsafeMutableRawPointer
  @exclusivity(unchecked) package private(set) var capacity: Int

  package init(capacity: Int) {
    self.capacity = max(capacity, 64)
    base = .allocate(byteCount: self.capacity + Buffer.padding, alignment: 16)
  }

  deinit { base.deallocate() }

  /// Grows to hold `needed` bytes, keeping the first `used`; at least doubles.
  package func reserve(_ needed: Int, used: Int) {
    guard needed > capacity else { return }
    let newCapacity = max(needed, capacity * 2)
    let newBase = UnsafeMutableRawPointer.allocate(
      byteCount: newCapacity + Buffer.padding, alignment: 16)
    newBase.copyMemory(from: base, byteCount: used)
    base.deallocate()
    base = newBase
    capacity = newCapacity
  }

  /// The memory as values of one trivial type.
  @inlinable package func pointer<T: BitwiseCopyable>(_ type: T.Type) -> UnsafeMutablePointer<T> {
    base.assumingMemoryBound(to: type)
  }
}
