// What a message says about itself: its fields, once, in the order of the wire.
//
// `walk` is the only place where a structure's layout is written down. The decoder, the encoder, the
// size of the smallest value and the generators of the tests all go through it, so a message that
// is read differently from how it is written cannot be expressed.

/// A group of fields that ends with a tag section in flexible versions.
package protocol WireStructure: Equatable, Sendable {
  /// Every field at its default. Encoded, this is the smallest value of the structure.
  init()

  /// Names the fields to `wire`, in order.
  mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError)
}

/// A request's or a response's body.
package protocol WireMessage: WireStructure {
  static var api: SupportedAPI { get }

  // The defaults below do all there is to do. They are requirements so that every message has
  // code of its own for both directions: a generic walk called from another target would look up
  // each field's function at run time.
  mutating func read(_ wire: inout DecodingWalk) throws(WireError)
  mutating func write(_ wire: inout EncodingWalk) throws(WireError)
}

package protocol WireRequest: WireMessage {
  associatedtype Response: WireMessage
}

extension WireStructure {
  /// A value with some fields set: `.with { $0.errorCode = .notCoordinator }`.
  @inlinable
  package static func with(_ set: (inout Self) -> Void) -> Self {
    var value = Self()
    set(&value)
    return value
  }
}

extension WireMessage {
  package mutating func read(_ wire: inout DecodingWalk) throws(WireError) {
    try walk(&wire)
  }

  package mutating func write(_ wire: inout EncodingWalk) throws(WireError) {
    try walk(&wire)
  }

  /// Reads a body that begins at byte `start` of `frame`. Bytes behind the last field are
  /// ignored: librdkafka sends some.
  package static func decode(
    _ frame: UnsafeRawBufferPointer, from start: Int, version: Int16
  ) throws(WireError) -> Self {
    var wire = DecodingWalk(
      WireReader(frame, at: start), version: version, isFlexible: api.isFlexible(version))
    var message = Self()
    try message.read(&wire)
    return message
  }
}

extension WireRequest {
  /// Reads the body of the request whose header was read from the same `frame`.
  package static func decode(
    _ frame: UnsafeRawBufferPointer, _ header: RequestHeader
  ) throws(WireError) -> Self {
    try decode(frame, from: header.bodyStart, version: header.version)
  }
}
