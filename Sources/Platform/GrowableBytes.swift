// A run of bytes that grows and is reused: the output of decompression, frames, encoders. Unlike an
// array it never zeroes memory, can be written by C, and keeps 64 readable bytes behind its end.

/// A growing byte buffer with an owner. Used by one thread at a time.
package final class GrowableBytes {
  /// Bytes that may be read behind the last one.
  package static let padding = 64

  package private(set) var base: UnsafeMutableRawPointer
  package private(set) var capacity: Int
  /// Bytes in use.
  package var count = 0

  package init(capacity: Int = 4096) {
    self.capacity = max(capacity, 64)
    base = .allocate(byteCount: self.capacity + Self.padding, alignment: 16)
  }

  deinit { base.deallocate() }

  /// The bytes in use.
  package var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

  /// Makes room for `additional` bytes behind the ones in use.
  package func reserve(_ additional: Int) {
    guard count + additional > capacity else { return }
    capacity = max(capacity * 2, count + additional)
    let larger = UnsafeMutableRawPointer.allocate(
      byteCount: capacity + Self.padding, alignment: 16)
    larger.copyMemory(from: base, byteCount: count)
    base.deallocate()
    base = larger
  }

  /// Appends bytes.
  package func append(_ bytes: UnsafeRawBufferPointer) {
    guard let source = bytes.baseAddress else { return }
    reserve(bytes.count)
    (base + count).copyMemory(from: source, byteCount: bytes.count)
    count += bytes.count
  }
}
