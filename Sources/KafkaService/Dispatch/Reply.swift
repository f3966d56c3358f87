// The way back of one answer: encoded where the handler runs, put in order on the connection's loop.

import KafkaWire
import NIOCore
import SegmentLog

/// What becomes of a request.
enum ReplyOutcome: Sendable {
  /// An answer, and the stretches behind each of its gaps. The client then is not listened to for
  /// some milliseconds if it uses more than it may.
  case frame(EncodedFrame, [[EncodedStretch]], muteMilliseconds: Int32)
  /// Bytes of a protocol inside the protocol.
  case bytes([UInt8])
  /// Nothing goes back (acks = 0).
  case silence(muteMilliseconds: Int32)
  /// The connection ends, behind the answers before.
  case close
}

/// A place in the order of a connection's answers. Safe because it is changed on the loop only.
final class ReplySlot: @unchecked Sendable {
  let isProduce: Bool
  private let connection: ConnectionHandler
  private let loop: any EventLoop
  private(set) var outcome: ReplyOutcome?

  init(_ connection: ConnectionHandler, on loop: any EventLoop, isProduce: Bool) {
    self.connection = connection
    self.loop = loop
    self.isProduce = isProduce
  }

  /// Fills the place; from any thread, once.
  func fill(_ outcome: ReplyOutcome) {
    if loop.inEventLoop {
      self.outcome = outcome
      connection.isFilled(self)
    } else {
      loop.execute {
        self.outcome = outcome
        self.connection.isFilled(self)
      }
    }
  }
}

/// The answer to one request.
struct Reply<Response: WireMessage>: Sendable {
  let slot: ReplySlot
  let header: RequestHeader

  /// Answers. `records` has what belongs in the gap whose span begins at its index.
  func callAsFunction(
    _ response: consuming Response, records: [[EncodedStretch]] = [], muteMilliseconds: Int32 = 0
  ) {
    do throws(WireError) {
      let frame = try EncodedFrame.response(response, to: header)
      slot.fill(.frame(frame, records, muteMilliseconds: muteMilliseconds))
    } catch {
      // Nothing that is asked for is too long for the wire, but a client must not wait for ever.
      slot.fill(.close)
    }
  }

  /// Says nothing.
  func silently(muteMilliseconds: Int32) { slot.fill(.silence(muteMilliseconds: muteMilliseconds)) }

  /// Ends the connection instead.
  func close() { slot.fill(.close) }
}
