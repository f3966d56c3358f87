// The answer to one request, written by one endpoint: at once with its length, or begun and then
// written piece by piece. A write returns when the bytes are with the operating system, which is
// what holds a fast query back for a slow client.

import NIOCore
import NIOHTTP1
import Synchronization

/// A response.
///
/// Safe because what endpoint and event loop share is behind the mutex.
final class Response: @unchecked Sendable {
  private struct State {
    var isBegun = false
    var isOver = false
    var onAbandon: (@Sendable () -> Void)?
  }

  private let channel: any Channel
  private let isHTTP2: Bool
  private let omitsBody: Bool
  private let state = Mutex(State())

  init(_ channel: any Channel, isHTTP2: Bool, omitsBody: Bool) {
    self.channel = channel
    self.isHTTP2 = isHTTP2
    self.omitsBody = omitsBody
  }

  // MARK: - Endpoint

  var isBegun: Bool { state.withLock { $0.isBegun } }

  /// Called once when the client goes away or the server stops, also if that was before.
  func whenAbandoned(_ action: @escaping @Sendable () -> Void) {
    let isOver = state.withLock { state in
      if !state.isOver { state.onAbandon = action }
      return state.isOver
    }
    if isOver { action() }
  }

  /// The whole answer.
  func reply(
    _ status: HTTPResponseStatus, _ type: MediaType?, _ body: [UInt8],
    headers: [(String, String)] = []
  ) {
    begin()
    let length = ("content-length", String(body.count))
    let head = head(status, type, headers + [length])
    let (channel, omitsBody) = (channel, omitsBody)
    onLoop {
      channel.write(HTTPServerResponsePart.head(head), promise: nil)
      if !body.isEmpty && !omitsBody {
        channel.write(
          HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(bytes: body))), promise: nil)
      }
      channel.writeAndFlush(HTTPServerResponsePart.end(nil), promise: nil)
    }
  }

  /// The beginning of an answer of unknown length.
  func start(_ type: MediaType) {
    begin()
    let head = head(.ok, type, [])
    let channel = channel
    onLoop { channel.writeAndFlush(HTTPServerResponsePart.head(head), promise: nil) }
  }

  /// More of a started answer; false when nobody listens any more.
  func write(_ bytes: [UInt8]) async -> Bool {
    guard !bytes.isEmpty else { return true }
    let part = HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(bytes: bytes)))
    do {
      try await channel.writeAndFlush(part).get()
      return true
    } catch {
      return false
    }
  }

  /// The end of a started answer.
  func end() {
    let channel = channel
    onLoop { channel.writeAndFlush(HTTPServerResponsePart.end(nil), promise: nil) }
  }

  private func begin() { state.withLock { $0.isBegun = true } }

  private func head(
    _ status: HTTPResponseStatus, _ type: MediaType?, _ headers: [(String, String)]
  ) -> HTTPResponseHead {
    var fields = HTTPHeaders()
    if let type { fields.add(name: "content-type", value: type.rawValue) }
    for (name, value) in headers { fields.add(name: name, value: value) }
    return HTTPResponseHead(
      version: isHTTP2 ? .http2 : .http1_1, status: status, headers: fields)
  }

  private func onLoop(_ body: @escaping @Sendable () -> Void) {
    if channel.eventLoop.inEventLoop { body() } else { channel.eventLoop.execute(body) }
  }

  // MARK: - Connection and server

  /// Nobody wants the rest.
  func abandon() {
    let action = state.withLock { state in
      state.isOver = true
      defer { state.onAbandon = nil }
      return state.onAbandon
    }
    action?()
  }
}
