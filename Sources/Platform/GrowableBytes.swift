// A run of bytes that grows and is reused: the output of decompression, frames, encoders. Unlike an
// array it never zeroes memory, can be written by C, and keeps 64 readable bytes behind its end.

/// A growing byte buffer with an owner. Used by one thread at a time.
package final class GrowableBytes {
  /// Bytes that may be read behind the last one.
  package static let padding = 64

  private var memory: GrowingMemory
  package private(set) var base: UnsafeMutableRawPointer
  package private(set) var capacity: Int
  /// Bytes in use.
  package var count = 0

  package init(capacity: Int = 4096) {
    self.capacity = max(capacity, 64)
    memory = GrowingMemory(self.capacity + Self.padding)
    base = memory.base
  }

  deinit { memory.free() }

  /// The bytes in use.
  package var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

  /// Makes room for `additional` bytes behind the ones in use.
  package func reserve(_ additional: Int) {
    guard count + additional > capacity else { return }
    capacity = max(capacity * 2, count + additional)
    memory.grow(to: capacity + Self.padding)
    base = memory.base
  }

  /// Appends bytes.
  package func append(_ bytes: UnsafeRawBufferPointer) {
    guard let source = bytes.baseAddress else { return }
    reserve(bytes.count)
    (base + count).copyMemory(from: source, byteCount: bytes.count)
    count += bytes.count
  }
}
