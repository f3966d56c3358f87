// A growing run of raw bytes: what records and files are put together in.
//
// Safe because it has one owner, and every write reserves its room first.

import Platform

/// Bytes that are being put together.
final class ByteSink {
  private var memory: GrowingMemory
  private(set) var base: UnsafeMutableRawPointer
  private var capacity: Int
  var count = 0

  /// Readable past the end, as `RecordColumns` asks for.
  private static let padding = 64

  init(capacity: Int = 4096) {
    self.capacity = max(capacity, 64)
    memory = GrowingMemory(self.capacity + ByteSink.padding)
    base = memory.base
  }

  deinit { memory.free() }

  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

  @inline(__always)
  func reserve(_ more: Int) {
    if count + more > capacity { grow(more) }
  }

  private func grow(_ more: Int) {
    capacity = max(capacity * 2, count + more)
    memory.grow(to: capacity + ByteSink.padding)
    base = memory.base
  }

  func reset() { count = 0 }

  /// Replaces the content by bytes of a file; false when the file has fewer.
  func take(_ wanted: Int, of file: any File, at position: Int) throws(StoreError) -> Bool {
    reset()
    reserve(wanted)
    do {
      count = try file.read(
        into: UnsafeMutableRawBufferPointer(start: base, count: wanted), at: position)
    } catch { throw StoreError(error) }
    return count == wanted
  }

  func append(_ source: UnsafeRawPointer, _ length: Int) {
    reserve(length)
    (base + count).copyMemory(from: source, byteCount: length)
    count += length
  }

  func append(_ source: UnsafeRawBufferPointer) {
    guard let start = source.baseAddress else { return }
    append(start, source.count)
  }

  func append(_ source: [UInt8]) { source.withUnsafeBytes { append($0) } }

  /// Appends an integer as it is in memory: little-endian.
  func append<T: FixedWidthInteger>(word: T) {
    reserve(T.bitWidth / 8)
    base.storeBytes(of: word.littleEndian, toByteOffset: count, as: T.self)
    count += T.bitWidth / 8
  }

  /// Appends an integer so that the order of bytes is the order of numbers.
  func append<T: FixedWidthInteger>(ordered word: T) {
    reserve(T.bitWidth / 8)
    base.storeBytes(of: word.bigEndian, toByteOffset: count, as: T.self)
    count += T.bitWidth / 8
  }

  /// Appends a time so that the order of bytes is the order of times.
  func append(time: Int64) { append(ordered: UInt64(bitPattern: time) ^ (1 << 63)) }
}

/// Reads bytes that may be anything.
struct ByteSource {
  let bytes: UnsafeRawBufferPointer
  var position = 0

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  var rest: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: bytes[position...]) }
  var isAtEnd: Bool { position == bytes.count }

  mutating func take(_ count: Int) -> UnsafeRawBufferPointer? {
    guard count >= 0, bytes.count - position >= count else { return nil }
    defer { position += count }
    return UnsafeRawBufferPointer(rebasing: bytes[position..<(position + count)])
  }

  mutating func word<T: FixedWidthInteger>(_ type: T.Type) -> T? {
    take(T.bitWidth / 8).map { T(littleEndian: $0.loadUnaligned(as: T.self)) }
  }

  mutating func ordered<T: FixedWidthInteger>(_ type: T.Type) -> T? {
    take(T.bitWidth / 8).map { T(bigEndian: $0.loadUnaligned(as: T.self)) }
  }

  mutating func time() -> Int64? {
    ordered(UInt64.self).map { Int64(bitPattern: $0 ^ (1 << 63)) }
  }
}
