// A whole frame, length prefix included, ready for the socket.
//
//   length i32 | header | body … ▒ gap ▒ … body
//
// Record batches of a fetch are not copied through here: where they belong stands a splice, and
// whoever owns the socket writes `pieces` one after the other, bytes from here and batches from
// where they lie.

package struct EncodedFrame: Equatable, Sendable {
  /// A place where record batches are missing.
  package struct Splice: Equatable, Sendable {
    /// The batches come before this byte of `bytes`.
    package let position: Int
    package let records: RecordSpan
  }

  package enum Piece: Equatable, Sendable {
    /// A range of `bytes`.
    case bytes(Range<Int>)
    case records(RecordSpan)
  }

  package let bytes: [UInt8]
  /// In rising order of position.
  package let splices: [Splice]

  /// What goes over the socket in all.
  package var count: Int { splices.reduce(bytes.count) { $0 + $1.records.count } }

  /// What to write, in order.
  package var pieces: [Piece] {
    var pieces: [Piece] = []
    pieces.reserveCapacity(splices.count * 2 + 1)
    var start = 0
    for splice in splices {
      if splice.position > start { pieces.append(.bytes(start..<splice.position)) }
      pieces.append(.records(splice.records))
      start = splice.position
    }
    if start < bytes.count { pieces.append(.bytes(start..<bytes.count)) }
    return pieces
  }

  /// The answer to a request. `body` is used up: encoding a message that somebody still holds
  /// copies its arrays.
  package static func response<Body: WireMessage>(
    _ body: consuming Body, version: Int16, correlationID: Int32, capacity: Int = 256
  ) throws(WireError) -> EncodedFrame {
    var writer = WireWriter(capacity: capacity)
    writer.integer(Int32(0))
    writer.integer(correlationID)
    if Body.api.responseHeaderVersion(version) == 1 { writer.integer(UInt8(0)) }
    return try finish(body, version: version, writer)
  }

  /// The answer to the request with this header.
  package static func response<Body: WireMessage>(
    _ body: consuming Body, to header: RequestHeader, capacity: Int = 256
  ) throws(WireError) -> EncodedFrame {
    try response(
      body, version: header.version, correlationID: header.correlationID, capacity: capacity)
  }

  /// A request, as a client sends it.
  package static func request<Body: WireRequest>(
    _ body: consuming Body, version: Int16, correlationID: Int32, clientID: String?
  ) throws(WireError) -> EncodedFrame {
    var writer = WireWriter()
    writer.integer(Int32(0))
    writer.integer(Body.api.key.rawValue)
    writer.integer(version)
    writer.integer(correlationID)
    var head = EncodingWalk(writer, version: 0, isFlexible: false)
    var clientID = clientID
    try head.nullableString(&clientID)
    writer = head.writer
    if Body.api.requestHeaderVersion(version) == 2 { writer.integer(UInt8(0)) }
    return try finish(body, version: version, writer)
  }

  private static func finish<Body: WireMessage>(
    _ body: consuming Body, version: Int16, _ writer: consuming WireWriter
  ) throws(WireError) -> EncodedFrame {
    var wire = EncodingWalk(writer, version: version, isFlexible: Body.api.isFlexible(version))
    var body = body
    try body.write(&wire)
    return try wire.finishFrame()
  }
}
