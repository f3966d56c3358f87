// What a connection has to write: bytes, and batches in the pages of the log. Batches are copied a
// piece at a time while the socket takes them, so that a slow reader costs its answer's places in the
// log and not the answer.

import NIOCore
import Platform
import SegmentLog

struct Outbox {
  enum Piece {
    case bytes(ByteBuffer)
    case records(EncodedStretch)
  }

  private var pieces = CircularBuffer<Piece>()
  private var trail = MappingTrail()

  /// Bytes of records that are copied in one go.
  private static let copyBytes = 256 << 10

  var isEmpty: Bool { pieces.isEmpty }

  mutating func append(_ piece: Piece) { pieces.append(piece) }

  /// Writes as much as the channel takes at the moment; true when something was written.
  mutating func pump(_ context: ChannelHandlerContext) -> Bool {
    var hasWritten = false
    while context.channel.isWritable, let piece = pieces.popFirst() {
      hasWritten = true
      switch piece {
      case .bytes(let bytes): context.write(NIOAny(bytes), promise: nil)
      case .records(var stretch):
        let count = min(stretch.range.count, Outbox.copyBytes)
        let copied = stretch.range.lowerBound..<(stretch.range.lowerBound + count)
        let bytes = context.channel.allocator.buffer(
          bytes: UnsafeRawBufferPointer(rebasing: stretch.bytes.prefix(count)))
        context.write(NIOAny(bytes), promise: nil)
        trail.pass(copied, of: stretch.mapping)
        stretch.range = copied.upperBound..<stretch.range.upperBound
        if !stretch.range.isEmpty { pieces.prepend(.records(stretch)) }
      }
    }
    return hasWritten
  }

  mutating func clear() {
    pieces.removeAll()
    trail.leave()
  }
}
