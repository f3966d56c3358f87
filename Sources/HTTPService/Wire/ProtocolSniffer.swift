// The first handler of a connection: one port speaks HTTP/1.1 and HTTP/2. A client of HTTP/2 with
// prior knowledge begins with `PRI * HTTP/2.0`, which no HTTP/1.1 request does. When the first bytes
// have told, the pipeline is completed, the bytes go on, and this handler is gone.

import NIOCore
import NIOHTTP1
import NIOHTTP2
import NIOPosix

final class ProtocolSniffer: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer

  private static let preface = Array("PRI * HTTP/2.0\r\n".utf8)
  private let service: Service
  private var received = ByteBuffer()
  private var isDecided = false

  init(_ service: Service) { self.service = service }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var bytes = unwrapInboundIn(data)
    guard !isDecided else { return context.fireChannelRead(data) }
    received.writeBuffer(&bytes)
    let seen = received.readableBytesView.prefix(ProtocolSniffer.preface.count)
    let matches = seen.elementsEqual(ProtocolSniffer.preface.prefix(seen.count))
    if matches && seen.count < ProtocolSniffer.preface.count { return }
    isDecided = true
    do {
      let pipeline = context.pipeline.syncOperations
      if matches {
        try ProtocolSniffer.configureHTTP2(context.channel, service)
      } else {
        try ProtocolSniffer.configureHTTP1(pipeline, service)
      }
      context.fireChannelRead(wrapInboundOut(received))
      context.fireChannelReadComplete()
      pipeline.removeHandler(self, promise: nil)
    } catch {
      context.close(promise: nil)
    }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    // A client that says nothing.
    if !isDecided, event is IdleStateHandler.IdleStateEvent { return context.close(promise: nil) }
    context.fireUserInboundEventTriggered(event)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }

  private static func configureHTTP1(
    _ pipeline: ChannelPipeline.SynchronousOperations, _ service: Service
  ) throws {
    var limits = NIOHTTPDecoderLimitConfiguration()
    limits.maxHeaderFieldSize = service.limits.headerBytesMax
    limits.maxHeaderListSize = service.limits.headersBytesMax
    try pipeline.configureHTTPServerPipeline(
      position: .last, withPipeliningAssistance: true, withServerUpgrade: nil,
      withErrorHandling: true, withOutboundHeaderValidation: true,
      withEncoderConfiguration: .init(),
      withDecoderLimitConfiguration: limits)
    try pipeline.addHandler(RequestHandler(service, isHTTP2: false, activity: nil))
  }

  private static func configureHTTP2(_ channel: any Channel, _ service: Service) throws {
    var connection = NIOHTTP2Handler.ConnectionConfiguration()
    connection.initialSettings = [
      HTTP2Setting(parameter: .maxConcurrentStreams, value: service.limits.streamCountMax),
      HTTP2Setting(parameter: .maxHeaderListSize, value: service.limits.headersBytesMax),
    ]
    var stream = NIOHTTP2Handler.StreamConfiguration()
    stream.targetWindowSize = 1 << 20
    let activity = ConnectionActivity()
    _ = try channel.pipeline.syncOperations.configureHTTP2Pipeline(
      mode: .server, connectionConfiguration: connection, streamConfiguration: stream
    ) { stream in
      stream.eventLoop.makeCompletedFuture {
        try stream.pipeline.syncOperations.addHandlers([
          HTTP2FramePayloadToHTTP1ServerCodec(),
          RequestHandler(service, isHTTP2: true, activity: activity),
        ])
      }
    }
    try channel.pipeline.syncOperations.addHandler(IdleConnectionCloser(activity))
  }
}

/// How many requests run on one HTTP/2 connection.
///
/// Safe because streams and connection share one event loop.
final class ConnectionActivity: @unchecked Sendable {
  var runningCount = 0
}

/// Closes an HTTP/2 connection that has been silent while no request was running.
private final class IdleConnectionCloser: ChannelInboundHandler {
  typealias InboundIn = Any

  private let activity: ConnectionActivity

  init(_ activity: ConnectionActivity) { self.activity = activity }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if event is IdleStateHandler.IdleStateEvent && activity.runningCount == 0 {
      return context.close(promise: nil)
    }
    context.fireUserInboundEventTriggered(event)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }
}
