/// Bounds of the protocol, for both directions.
package enum WireLimits {
  /// Kafka's default of `socket.request.max.bytes`: a frame that says it is longer is refused
  /// before a byte of it is kept, which also deals with HTTP and TLS on the port.
  package static let frameSizeMax = 104_857_600
  /// Bytes of the length prefix in front of a frame.
  package static let framePrefixSize = 4
  /// API key, version and correlation id: less is not a request.
  package static let requestHeaderSizeMin = 8
  /// Bytes of a string, whichever way its length is written.
  package static let stringSizeMax = Int(Int16.max)
  /// Array elements in one message, all arrays together. Every element takes at least a byte of the
  /// frame but up to about a hundred in memory: 1 M × 100 bytes = 100 MB for the worst frame.
  package static let elementsMax = 1_000_000
}
