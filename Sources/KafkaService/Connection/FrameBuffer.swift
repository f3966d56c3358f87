// Bytes of a connection that are not requests yet. A frame is handed out where it lies, so that the
// record batches in it are checked and written from there.
//
// Safe because the memory belongs to the value, and every position is checked against `end`.

import KafkaWire

struct FrameBuffer: ~Copyable {
  /// What stands at the front.
  enum Front: Equatable {
    /// Not even its length.
    case nothing
    /// A part of a frame of so many bytes behind the prefix.
    case part(Int)
    /// A whole one.
    case frame(Int)
    /// A length that no frame has.
    case noFrame(Int)
  }

  private var memory: UnsafeMutableRawBufferPointer
  private var start = 0
  private var end = 0

  /// Kept while nothing is in it.
  private static let keptBytes = 16 << 10

  init() { memory = UnsafeMutableRawBufferPointer(start: nil, count: 0) }

  deinit { memory.deallocate() }

  var count: Int { end - start }

  mutating func append(_ bytes: UnsafeRawBufferPointer) {
    makeRoom(for: bytes.count)
    UnsafeMutableRawBufferPointer(rebasing: memory[end...]).copyMemory(from: bytes)
    end += bytes.count
  }

  func front(bytesMax: Int) -> Front {
    guard count >= WireLimits.framePrefixSize else { return .nothing }
    let length = Int(
      Int32(bigEndian: memory.loadUnaligned(fromByteOffset: start, as: Int32.self)))
    guard 0...bytesMax ~= length else { return .noFrame(length) }
    return count - WireLimits.framePrefixSize >= length ? .frame(length) : .part(length)
  }

  /// The first `length` bytes behind the prefix; they are there, and stay until the next change.
  func frame(_ length: Int) -> UnsafeMutableRawBufferPointer {
    let from = start + WireLimits.framePrefixSize
    return UnsafeMutableRawBufferPointer(rebasing: memory[from..<(from + length)])
  }

  /// The frame at the front is done with.
  mutating func drop(_ length: Int) {
    start += WireLimits.framePrefixSize + length
    guard start == end else { return }
    start = 0
    end = 0
    if memory.count > FrameBuffer.keptBytes {
      memory.deallocate()
      memory = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    }
  }

  private mutating func makeRoom(for additional: Int) {
    guard end + additional > memory.count else { return }
    let needed = count + additional
    // What was handed out is moved to the front when that makes enough room.
    if needed <= memory.count, start >= memory.count / 2 {
      memory.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[start..<end]))
    } else {
      let larger = UnsafeMutableRawBufferPointer.allocate(
        byteCount: max(needed, min(memory.count * 2, memory.count + (8 << 20)), 1024),
        alignment: 8)
      larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[start..<end]))
      memory.deallocate()
      memory = larger
    }
    end = count
    start = 0
  }
}
