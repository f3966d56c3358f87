// The way of a request from its bytes to its handler.

import KafkaWire

/// One API that is served.
struct Route: Sendable {
  let api: SupportedAPI
  /// Decodes the body and runs the handler. The frame is there until this returns.
  let run:
    @Sendable (
      _ frame: UnsafeMutableRawBufferPointer, _ header: RequestHeader, _ call: Call,
      _ slot: ReplySlot
    ) throws(WireError) -> Void

  init<H: Handler>(_ handler: H.Type) {
    api = H.Request.api
    run = { (frame, header, call, slot) throws(WireError) in
      let request = try H.Request.decode(UnsafeRawBufferPointer(frame), header)
      let reply = Reply<H.Request.Response>(slot: slot, header: header)
      switch H.place {
      case .loop: H.handle(request, call, reply)
      case .thread: call.node.onThread { H.handle(request, call, reply) }
      }
    }
  }

  init<H: FrameHandler>(_ handler: H.Type) {
    api = H.Request.api
    run = { (frame, header, call, slot) throws(WireError) in
      let request = try H.Request.decode(UnsafeRawBufferPointer(frame), header)
      H.handle(request, frame, call, Reply(slot: slot, header: header))
    }
  }
}
