// A client's end of a Kafka connection, as plain as a benchmark needs it.

import KafkaWire
import Platform

/// Requests out, responses in. Used by one thread.
final class WireConnection {
  private let connection: TCPConnection
  private var received: [UInt8] = []
  private var correlation: Int32 = 0
  private var answered: Int32 = 0

  init(host: String, port: Int) throws(FileError) {
    connection = try TCPConnection(host: host, port: port)
  }

  /// Sends a request in its highest version; `records` go into its gaps.
  func send<Request: WireRequest>(_ request: Request, records: [UInt8]) throws {
    correlation += 1
    let frame = try EncodedFrame.request(
      request, version: Request.api.versions.upperBound, correlationID: correlation,
      clientID: "bench")
    for piece in frame.pieces {
      switch piece {
      case .bytes(let range): try connection.send(Array(frame.bytes[range]))
      case .records: try connection.send(records)
      }
    }
  }

  /// Waits for the response to the oldest request; with the frame that it was read from.
  func receive<Request: WireRequest>(
    _ request: Request.Type
  ) throws -> (frame: [UInt8], response: Request.Response) {
    let prefix = WireLimits.framePrefixSize
    try fill(prefix)
    let length = received.withUnsafeBytes {
      Int(Int32(bigEndian: $0.loadUnaligned(as: Int32.self)))
    }
    guard 0...WireLimits.frameSizeMax ~= length else { throw WireError(.tooLong, at: 0) }
    try fill(prefix + length)
    let frame = Array(received[prefix..<(prefix + length)])
    received.removeFirst(prefix + length)
    let version = Request.api.versions.upperBound
    let response = try frame.withUnsafeBytes { bytes in
      let header = try ResponseHeader.decode(bytes, Request.api, version: version)
      return try Request.Response.decode(bytes, from: header.bodyStart, version: version)
    }
    return (frame, response)
  }

  private func fill(_ count: Int) throws {
    while received.count < count {
      switch connection.receive(milliseconds: 30_000) {
      case .bytes(let bytes): received += bytes
      case .end, .nothing: throw WireError(.truncated, at: received.count)
      }
    }
  }
}
