// Bytes of one frame, read from front to back.
//
// Safe because every read asks `take` first, which never hands out more than is left, and the
// caller keeps the bytes alive: a reader does not outlive the closure that gave it the pointer.

/// A bounds-checked cursor over the bytes of one frame.
package struct WireReader {
  private let base: UnsafeRawBufferPointer
  /// Counted from the first byte of the frame.
  package private(set) var position: Int

  package init(_ frame: UnsafeRawBufferPointer, at position: Int = 0) {
    base = frame
    self.position = min(max(0, position), frame.count)
  }

  package var left: Int { base.count - position }

  /// Where the next `count` bytes begin; they are behind the cursor afterwards.
  private mutating func take(_ count: Int) throws(WireError) -> Int {
    guard count >= 0 else { throw WireError(.invalidLength, at: position) }
    guard count <= left else { throw WireError(.truncated, at: position) }
    let start = position
    position += count
    return start
  }

  package mutating func skip(_ count: Int) throws(WireError) {
    _ = try take(count)
  }

  package mutating func integer<T: FixedWidthInteger>(
    _ type: T.Type = T.self
  ) throws(WireError) -> T {
    let start = try take(MemoryLayout<T>.size)
    return T(bigEndian: base.loadUnaligned(fromByteOffset: start, as: T.self))
  }

  /// Seven bits a byte, lowest first, at most 32 bits.
  package mutating func unsignedVarint() throws(WireError) -> UInt32 {
    var value: UInt32 = 0
    for shift: UInt32 in [0, 7, 14, 21, 28] {
      let byte: UInt8 = try integer()
      guard shift < 28 || byte < 16 else { throw WireError(.invalidVarint, at: position) }
      value |= UInt32(byte & 0x7f) << shift
      if byte < 0x80 { return value }
    }
    throw WireError(.invalidVarint, at: position)
  }

  package mutating func uuid() throws(WireError) -> KafkaUUID {
    KafkaUUID(high: try integer(), low: try integer())
  }

  /// Text; ill-formed UTF-8 is repaired with U+FFFD, as a JVM broker does.
  package mutating func text(_ count: Int) throws(WireError) -> String {
    let start = try take(count)
    return String(decoding: base[start..<position], as: UTF8.self)
  }

  package mutating func bytes(_ count: Int) throws(WireError) -> [UInt8] {
    let start = try take(count)
    return Array(base[start..<position])
  }

  package mutating func span(_ count: Int) throws(WireError) -> RecordSpan {
    RecordSpan(start: try take(count), count: count)
  }
}
