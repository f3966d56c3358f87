// Bytes being written, with the places where record batches are to be put in.
//
// Safe because `room` makes the storage long enough before the pointer is taken, and the pointer
// does not leave the closure.

package struct WireWriter: Sendable {
  /// Longer than what has been written: a store into it needs no call.
  private var storage: [UInt8]
  /// How many bytes have been written, gaps not included.
  package private(set) var position = 0
  package private(set) var splices: [EncodedFrame.Splice] = []
  /// Bytes of all gaps.
  private var splicedCount = 0

  package init(capacity: Int = 256) {
    storage = [UInt8](repeating: 0, count: max(16, capacity))
  }

  /// How long the frame is so far, gaps included.
  package var count: Int { position + splicedCount }
  /// A copy of what has been written.
  package var bytes: [UInt8] { Array(storage[..<position]) }

  /// Advances by `size` bytes and gives the position of the first.
  private mutating func room(_ size: Int) -> Int {
    let start = position
    position += size
    if position > storage.count {
      let more = max(position + 16, storage.count * 2) - storage.count
      storage.append(contentsOf: repeatElement(0, count: more))
    }
    return start
  }

  package mutating func integer<T: FixedWidthInteger>(_ value: T) {
    let start = room(MemoryLayout<T>.size)
    storage.withUnsafeMutableBytes {
      $0.storeBytes(of: value.bigEndian, toByteOffset: start, as: T.self)
    }
  }

  package mutating func unsignedVarint(_ value: UInt32) {
    var rest = value
    while rest >= 0x80 {
      integer(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    integer(UInt8(rest))
  }

  package mutating func uuid(_ value: KafkaUUID) {
    integer(value.high)
    integer(value.low)
  }

  /// Copies `more`, whose `count` is its true size.
  package mutating func raw(_ more: some Collection<UInt8>) {
    let size = more.count
    let start = room(size)
    storage.withUnsafeMutableBytes { bytes in
      UnsafeMutableRawBufferPointer(rebasing: bytes[start..<(start + size)]).copyBytes(from: more)
    }
  }

  /// Leaves a gap for record batches here.
  package mutating func splice(_ records: RecordSpan) {
    guard records.count > 0 else { return }
    splices.append(EncodedFrame.Splice(position: position, records: records))
    splicedCount += records.count
  }

  /// Writes over what was left open at `place`.
  package mutating func patch<T: FixedWidthInteger>(_ value: T, at place: Int) {
    precondition(place >= 0 && place + MemoryLayout<T>.size <= position)
    storage.withUnsafeMutableBytes {
      $0.storeBytes(of: value.bigEndian, toByteOffset: place, as: T.self)
    }
  }

  /// Puts the size of what was written since `start` in front of it. No gap may lie behind `start`.
  package mutating func prefixWithSize(from start: Int) {
    let value = storage[start..<position]
    position = start
    unsignedVarint(UInt32(value.count))
    raw(value)
  }

  /// Hands over what has been written without a copy, and begins anew.
  package mutating func finish() -> EncodedFrame {
    var bytes: [UInt8] = []
    swap(&bytes, &storage)
    bytes.removeLast(bytes.count - position)
    let frame = EncodedFrame(bytes: bytes, splices: splices)
    position = 0
    splices = []
    splicedCount = 0
    return frame
  }
}
