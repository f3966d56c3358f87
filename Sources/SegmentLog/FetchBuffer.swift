// Where a read puts what it found: one flat array of record slices, and references to the mapped
// segments and decompressed blocks that the slices point into. Owned by the caller and reused, so
// that reading allocates nothing once the buffer has grown to its size.

import Platform

/// One record of a read: numbers, and pointers into memory that the `FetchBuffer` keeps alive until
/// its next use. At least 64 bytes after every value can be read, whatever they hold.
package struct RecordSlice {
  package var offset: Int64
  package var timestamp: Int64
  package var key: UnsafeRawPointer
  package var value: UnsafeRawPointer
  /// -1 for a null key.
  package var keyLength: Int32
  /// -1 for a null value: a tombstone.
  package var valueLength: Int32
  /// Headers follow the value: their count as a varint, then the headers.
  package var headerCount: Int32
  /// Bytes of the headers, the count included.
  package var headersLength: Int32

  /// The key's bytes, nil when it is null.
  @inlinable
  package var keyBytes: UnsafeRawBufferPointer? {
    keyLength < 0 ? nil : UnsafeRawBufferPointer(start: key, count: Int(keyLength))
  }

  /// The value's bytes, nil for a tombstone.
  @inlinable
  package var valueBytes: UnsafeRawBufferPointer? {
    valueLength < 0 ? nil : UnsafeRawBufferPointer(start: value, count: Int(valueLength))
  }
}

/// The result of the last read. Used by one thread at a time.
package final class FetchBuffer {
  /// The slices of the last read: valid until the next read or the end of the buffer.
  package private(set) var slices: UnsafeMutablePointer<RecordSlice>
  /// How many there are.
  package internal(set) var count = 0
  private(set) var capacity: Int
  private var mappings: [any FileMapping] = []

  package init(capacity: Int = 4096) {
    self.capacity = capacity
    slices = .allocate(capacity: capacity)
  }

  deinit { slices.deallocate() }

  /// The records of the last read.
  package var records: UnsafeBufferPointer<RecordSlice> {
    UnsafeBufferPointer(start: slices, count: count)
  }

  /// Gives up the records and what keeps them alive, and keeps the memory.
  package func reset() {
    count = 0
    mappings.removeAll(keepingCapacity: true)
  }

  func keep(_ mapping: any FileMapping) { mappings.append(mapping) }

  /// Makes room for `additional` more slices.
  func reserve(_ additional: Int) {
    guard count + additional > capacity else { return }
    capacity = max(capacity * 2, count + additional)
    let larger = UnsafeMutablePointer<RecordSlice>.allocate(capacity: capacity)
    larger.moveInitialize(from: slices, count: count)
    slices.deallocate()
    slices = larger
  }
}
