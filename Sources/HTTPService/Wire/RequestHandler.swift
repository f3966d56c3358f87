// Requests of an HTTP/1.1 connection, one after another, or the one request of an HTTP/2 stream:
// finds the endpoint when the head is there, knows who asks before it takes a body, collects or hands
// on the body, runs the endpoint on its own threads, and decides when the connection ends.

import Access
import Engine
import NIOCore
import NIOHTTP1
import NIOPosix

final class RequestHandler: ChannelDuplexHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundIn = HTTPServerResponsePart
  typealias OutboundOut = HTTPServerResponsePart

  /// What is done with the body of the request that is coming in.
  private enum Reading {
    case nothing
    /// A password is being checked. Nothing more is read from the connection; this is what had
    /// come before it stopped.
    case checking([HTTPServerRequestPart])
    case collecting(Arrival, ByteBuffer)
    case streaming(RequestBody)
    /// The answer is known; bytes read so far.
    case discarding(Int)
  }

  /// A request that was let in.
  private struct Arrival {
    let request: HTTPRequest
    let route: Route
    let rights: SessionRights
  }

  private typealias Target = Result<(Route, HTTPRequest), HTTPError>

  private let service: Service
  private let isHTTP2: Bool
  private let activity: ConnectionActivity?
  private var reading = Reading.nothing
  private var response: Response?
  private var isRequestComplete = true
  private var staysOpen = true

  init(_ service: Service, isHTTP2: Bool, activity: ConnectionActivity?) {
    self.service = service
    self.isHTTP2 = isHTTP2
    self.activity = activity
  }

  // MARK: - In

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    receive(unwrapInboundIn(data), context)
  }

  private func receive(_ part: HTTPServerRequestPart, _ context: ChannelHandlerContext) {
    if case .checking(let waiting) = reading {
      reading = .checking(waiting + [part])
      return
    }
    switch part {
    case .head(let head): begin(head, context)
    case .body(var bytes): take(&bytes, context)
    case .end: complete(context)
    }
  }

  private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
    isRequestComplete = false
    staysOpen = isHTTP2 || head.isKeepAlive
    let response = Response(context.channel, isHTTP2: isHTTP2, omitsBody: head.method == .HEAD)
    self.response = response
    activity?.runningCount += 1
    service.connections.begin(response)
    reading = .discarding(0)
    do throws(HTTPError) {
      let request = try HTTPRequest(head, isHTTP2: isHTTP2)
      try service.admit(request)
      // What is not here is told to nobody who is not let in.
      let target = Result { () throws(HTTPError) in try service.router.find(request) }
      let needsLogin = (try? target.get().0.needsLogin) ?? true
      // Of the channel: the context of an HTTP/2 stream has no address.
      let host = context.channel.remoteAddress?.ipAddress.map { ClientHost(peer: $0) } ?? .unknown
      switch try service.gate.admit(request.headers, needsLogin: needsLogin, from: host) {
      case .admitted(let rights): try accept(target, rights, response, context)
      case .unchecked(let credentials):
        check(credentials, from: host, target, response, context)
      }
    } catch {
      error.reply(to: response)
    }
  }

  /// Has a password checked on another thread, and goes on when that is done.
  private func check(
    _ credentials: BasicCredentials, from host: ClientHost, _ target: Target,
    _ response: Response, _ context: ChannelHandlerContext
  ) {
    reading = .checking([])
    Self.setReading(false, context.channel)
    let here = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    let (service, loop) = (service, context.eventLoop)
    service.threads.run {
      let result = Result { () throws(HTTPError) in try service.gate.check(credentials, from: host)
      }
      loop.execute {
        let (handler, context) = here.value
        handler.goOn(with: result, target, response, context)
      }
    }
  }

  private func goOn(
    with result: Result<SessionRights, HTTPError>, _ target: Target, _ response: Response,
    _ context: ChannelHandlerContext
  ) {
    // The client may have gone.
    guard case .checking(let waiting) = reading, self.response === response else { return }
    reading = .discarding(0)
    var refusal: HTTPError?
    do throws(HTTPError) {
      try accept(target, try result.get(), response, context)
    } catch {
      refusal = error
    }
    for part in waiting { receive(part, context) }
    // Behind what has come: a request that is there as a whole leaves the connection open.
    refusal?.reply(to: response)
    Self.setReading(true, context.channel)
  }

  private func accept(
    _ target: Target, _ rights: SessionRights, _ response: Response,
    _ context: ChannelHandlerContext
  ) throws(HTTPError) {
    let (route, request) = try target.get()
    let arrival = Arrival(request: request, route: route, rights: rights)
    let headers = arrival.request.headers
    if arrival.route.streamsBody {
      stream(arrival, response, context)
    } else {
      let length = headers.first(name: "content-length").flatMap { Int($0) } ?? 0
      guard length <= service.limits.bodyBytesMax else { throw tooLarge }
      reading = .collecting(arrival, ByteBuffer())
    }
    if !isHTTP2, headers.contains(name: "expect") {
      let head = HTTPResponseHead(version: .http1_1, status: .continue)
      context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
    }
  }

  private func stream(
    _ arrival: Arrival, _ response: Response, _ context: ChannelHandlerContext
  ) {
    let channel = context.channel
    let body = RequestBody(waitingBytesMax: service.limits.waitingBodyBytesMax) { reads in
      Self.setReading(reads, channel)
    }
    reading = .streaming(body)
    run(arrival, body, response)
  }

  private func run(_ arrival: Arrival, _ body: RequestBody, _ response: Response) {
    service.run(
      arrival.route,
      Exchange(
        request: arrival.request, body: body, response: response, service: service,
        rights: arrival.rights))
  }

  private static func setReading(_ reads: Bool, _ channel: any Channel) {
    channel.setOption(.autoRead, value: reads).whenComplete { _ in if reads { channel.read() } }
  }

  private var tooLarge: HTTPError {
    HTTPError(
      status: .payloadTooLarge, code: 41300,
      message: "The request body is larger than \(service.limits.bodyBytesMax) bytes")
  }

  private func take(_ bytes: inout ByteBuffer, _ context: ChannelHandlerContext) {
    switch reading {
    case .nothing, .checking: return
    case .collecting(let arrival, var collected):
      guard collected.readableBytes + bytes.readableBytes <= service.limits.bodyBytesMax else {
        reading = .discarding(collected.readableBytes)
        if let response { tooLarge.reply(to: response) }
        return
      }
      // The buffer must have one owner while it grows.
      reading = .nothing
      collected.writeBuffer(&bytes)
      reading = .collecting(arrival, collected)
    case .streaming(let body): body.append(Array(bytes.readableBytesView))
    case .discarding(let count):
      guard count < service.limits.discardedBytesMax else { return context.close(promise: nil) }
      reading = .discarding(count + bytes.readableBytes)
    }
  }

  private func complete(_ context: ChannelHandlerContext) {
    isRequestComplete = true
    switch reading {
    case .nothing, .checking: break
    case .collecting(let arrival, let collected):
      guard let response else { break }
      run(arrival, RequestBody(Array(collected.readableBytesView)), response)
    case .streaming(let body): body.end(isCut: false)
    case .discarding:
      // The answer has been written and the connection waited for this.
      if response == nil && !staysOpen { context.close(promise: nil) }
    }
    reading = .nothing
  }

  // MARK: - Out

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    switch unwrapOutboundIn(data) {
    case .head(var head) where head.status.code >= 200:
      if !isRequestComplete || (service.isStopping && !isHTTP2) { staysOpen = false }
      if !staysOpen && !isHTTP2 { head.headers.add(name: "connection", value: "close") }
      context.write(wrapOutboundOut(.head(head)), promise: promise)
    case .end:
      finishResponse()
      let done = promise ?? context.eventLoop.makePromise(of: Void.self)
      if !isRequestComplete {
        // What is still coming is read, or the client might never see the answer.
        if case .streaming(let body) = reading { body.release() }
        if case .discarding = reading {} else { reading = .discarding(0) }
        staysOpen = false
      } else if !staysOpen {
        let channel = context.channel
        done.futureResult.whenComplete { _ in channel.close(promise: nil) }
      }
      context.write(data, promise: done)
    default: context.write(data, promise: promise)
    }
  }

  private func finishResponse() {
    guard let response else { return }
    self.response = nil
    activity?.runningCount -= 1
    service.connections.end(response)
  }

  // MARK: - Ends

  func channelInactive(context: ChannelHandlerContext) {
    if case .streaming(let body) = reading { body.end(isCut: true) }
    reading = .nothing
    response?.abandon()
    finishResponse()
    context.fireChannelInactive()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if event is IdleStateHandler.IdleStateEvent {
      // Half a request, or none; an endpoint that is at work may be silent as long as it likes.
      if case .collecting = reading { return context.close(promise: nil) }
      if response == nil { return context.close(promise: nil) }
    }
    context.fireUserInboundEventTriggered(event)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }
}
