// A client of the tests: Kafka's frames over a plain socket, one call after the other or several on
// their way at once.

import KafkaWire
import Platform

/// A connection to a server. Used by one thread.
final class WireClient {
  enum Failure: Error {
    /// The server ended the connection.
    case closed
    /// Nothing came in the time that a test is willing to wait.
    case silence
    /// An answer to something else.
    case wrongAnswer(expected: Int32, found: Int32)
    /// Records of a fetch are not record batches.
    case noBatches
  }

  /// A request on its way.
  struct Pending<Request: WireRequest> {
    let version: Int16
    let correlationID: Int32
  }

  /// How long a test waits for an answer at most, in milliseconds.
  static let patience = 20_000

  private let connection: TCPConnection
  /// The server's owner, so that it lasts as long as its clients.
  private let server: AnyObject?
  private let clientID: String?
  private var received: [UInt8] = []
  private var nextCorrelationID: Int32 = 1

  init(port: Int, clientID: String? = "test", of server: AnyObject? = nil) throws {
    self.server = server
    connection = try TCPConnection(host: "127.0.0.1", port: port)
    self.clientID = clientID
  }

  // MARK: - Calls

  /// Sends a request and waits for the answer.
  func call<Request: WireRequest>(
    _ request: Request, version: Int16
  ) throws -> Request.Response {
    try receive(send(request, version: version))
  }

  /// The same with a request that is filled in on the spot.
  func call<Request: WireRequest>(
    _ type: Request.Type, version: Int16, _ set: (inout Request) -> Void
  ) throws -> Request.Response {
    try call(Request.with(set), version: version)
  }

  /// Sends a request; `records` is what belongs in its gaps.
  func send<Request: WireRequest>(
    _ request: Request, version: Int16, records: [UInt8] = []
  ) throws -> Pending<Request> {
    let (bytes, pending) = try encode(request, version: version, records: records)
    try connection.send(bytes)
    return pending
  }

  /// The bytes of a request, to be sent in some unusual way.
  func encode<Request: WireRequest>(
    _ request: Request, version: Int16, records: [UInt8] = []
  ) throws -> (bytes: [UInt8], pending: Pending<Request>) {
    let pending = Pending<Request>(version: version, correlationID: nextCorrelationID)
    nextCorrelationID += 1
    let frame = try EncodedFrame.request(
      request, version: version, correlationID: pending.correlationID, clientID: clientID)
    var bytes: [UInt8] = []
    for piece in frame.pieces {
      switch piece {
      case .bytes(let range): bytes += frame.bytes[range]
      case .records(let span): bytes += records[span.range]
      }
    }
    return (bytes, pending)
  }

  /// Waits for the answer to a request, which has to be the next one.
  func receive<Request: WireRequest>(_ pending: Pending<Request>) throws -> Request.Response {
    try receiveFrame(pending).response
  }

  /// The same with the frame, for answers with records.
  func receiveFrame<Request: WireRequest>(
    _ pending: Pending<Request>
  ) throws -> (response: Request.Response, frame: [UInt8]) {
    let frame = try nextFrame()
    let response = try frame.withUnsafeBytes { bytes in
      let header = try ResponseHeader.decode(bytes, Request.api, version: pending.version)
      guard header.correlationID == pending.correlationID else {
        throw Failure.wrongAnswer(
          expected: pending.correlationID, found: header.correlationID)
      }
      return try Request.Response.decode(
        bytes, from: header.bodyStart, version: pending.version)
    }
    return (response, frame)
  }

  // MARK: - Bytes

  func send(bytes: [UInt8]) throws { try connection.send(bytes) }

  /// The next frame, without the length before it.
  func nextFrame() throws -> [UInt8] {
    while true {
      if received.count >= 4 {
        let length = received[..<4].reduce(0) { $0 << 8 | Int($1) }
        if received.count >= 4 + length {
          defer { received.removeFirst(4 + length) }
          return Array(received[4..<(4 + length)])
        }
      }
      switch connection.receive(milliseconds: WireClient.patience) {
      case .bytes(let bytes): received += bytes
      case .end: throw Failure.closed
      case .nothing: throw Failure.silence
      }
    }
  }

  /// Whether nothing comes within some milliseconds.
  func isSilent(milliseconds: Int) -> Bool {
    guard received.isEmpty else { return false }
    switch connection.receive(milliseconds: milliseconds) {
    case .bytes(let bytes):
      received += bytes
      return false
    case .end: return false
    case .nothing: return true
    }
  }

  /// Whether the server ends the connection, after whatever it still has to say.
  func isEnded() -> Bool {
    while true {
      switch connection.receive(milliseconds: WireClient.patience) {
      case .bytes(let bytes): received += bytes
      case .end: return true
      case .nothing: return false
      }
    }
  }
}
