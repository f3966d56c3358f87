// Where an encoder puts its text: a buffer with a promise.
//
// Before every row, every element of a list and after every string at least `reserve` bytes are
// free: as much as all fixed parts of the schema (keys, punctuation, numbers) can take. So only
// those places look at the capacity.
//
// Safe because `ensure` keeps that promise, and the encoder takes the buffer when it is done.

import Values

struct TextSink {
  let buffer: Unmanaged<Buffer>
  let reserve: Int
  /// `out` may go up to here before `ensure` must grow the buffer.
  var limit: MutableBytePointer

  init(_ buffer: Buffer, reserve: Int) {
    self.buffer = .passUnretained(buffer)
    self.reserve = reserve
    limit = buffer.pointer(UInt8.self)
    setLimit()
  }

  private mutating func setLimit() {
    buffer._withUnsafeGuaranteedRef { limit = $0.pointer(UInt8.self) + ($0.capacity - reserve) }
  }

  /// Makes room for `count` bytes behind `out` and the reserve behind them; gives the place to
  /// write to, which moves when the buffer grows.
  @inline(__always) mutating func ensure(
    _ count: Int, _ out: MutableBytePointer
  ) -> MutableBytePointer {
    out + count <= limit ? out : grow(count, out)
  }

  @inline(never) private mutating func grow(
    _ count: Int, _ out: MutableBytePointer
  ) -> MutableBytePointer {
    let moved = buffer._withUnsafeGuaranteedRef { buffer in
      let used = out - buffer.pointer(UInt8.self)
      buffer.reserve(used + count + reserve, used: used)
      return buffer.pointer(UInt8.self) + used
    }
    setLimit()
    return moved
  }
}
