// What a handler of one API is. Most give their response at once (`DirectHandler`); those that wait
// for other clients keep the `Reply` and use it later.

import KafkaWire

/// Where a handler runs.
enum Place {
  /// On the connection's event loop: it touches memory and the page cache, and never waits.
  case loop
  /// On a thread of the node: it may wait for a disk, or for who holds a lock over a disk write.
  case thread
}

/// Answers one API.
protocol Handler: SendableMetatype {
  associatedtype Request: WireRequest
  static var place: Place { get }
  /// Uses `reply` exactly once, on any thread, now or later.
  static func handle(_ request: Request, _ call: Call, _ reply: Reply<Request.Response>)
}

/// A handler that knows its response when it returns.
protocol DirectHandler: Handler {
  // Named again so that the compiler infers it from `response`.
  associatedtype Request
  static func response(to request: Request, _ call: Call) -> Request.Response
}

extension DirectHandler {
  static var place: Place { .thread }

  static func handle(_ request: Request, _ call: Call, _ reply: Reply<Request.Response>) {
    reply(response(to: request, call))
  }
}

/// A handler that works on the bytes of the frame. It runs on the event loop; the frame is there until
/// it returns.
protocol FrameHandler: SendableMetatype {
  associatedtype Request: WireRequest
  static func handle(
    _ request: Request, _ frame: UnsafeMutableRawBufferPointer, _ call: Call,
    _ reply: Reply<Request.Response>)
}
