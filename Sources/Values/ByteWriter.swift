// A growable run of bytes: where encoders write one row after the other before the bytes go to a
// blob, a changelog record or a file.

/// Collects bytes at its end.
///
/// Safe because one task owns a writer, and every write reserves its room first.
package final class ByteWriter {
  @exclusivity(unchecked) package private(set) var base: UnsafeMutableRawPointer
  @exclusivity(unchecked) package private(set) var count = 0
  @exclusivity(unchecked) private var capacity: Int

  package init(capacity: Int = 256) {
    self.capacity = max(64, capacity)
    base = .allocate(byteCount: self.capacity, alignment: 16)
  }

  deinit { base.deallocate() }

  /// What was written; valid until the next write.
  package var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

  /// Forgets the bytes, keeps the memory.
  package func removeAll() { count = 0 }

  /// Forgets the bytes from `position` on.
  package func truncate(to position: Int) { count = position }

  /// Counts `room` more bytes and gives their place; the caller writes all of them.
  package func extend(by room: Int) -> UnsafeMutableRawPointer {
    if count + room > capacity { grow(count + room) }
    let place = base + count
    count += room
    return place
  }

  /// Appends the bytes of a value as they are in memory.
  package func append<T: BitwiseCopyable>(_ value: T) {
    extend(by: MemoryLayout<T>.size).storeBytes(of: value, as: T.self)
  }

  package func append(_ source: UnsafeRawBufferPointer) {
    guard let start = source.baseAddress, !source.isEmpty else { return }
    extend(by: source.count).copyMemory(from: start, byteCount: source.count)
  }

  package func append(_ source: UnsafeBufferPointer<UInt8>) {
    append(UnsafeRawBufferPointer(source))
  }

  private func grow(_ needed: Int) {
    capacity = max(needed, capacity * 2)
    let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
    larger.copyMemory(from: base, byteCount: count)
    base.deallocate()
    base = larger
  }
}
