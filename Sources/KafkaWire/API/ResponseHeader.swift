/// The head of an answer, as a client reads it: the correlation id, and tags in header 1.
package struct ResponseHeader: Equatable, Sendable {
  package let correlationID: Int32
  package let bodyStart: Int

  package static func decode(
    _ frame: UnsafeRawBufferPointer, _ api: SupportedAPI, version: Int16
  ) throws(WireError) -> ResponseHeader {
    var reader = WireReader(frame)
    let correlationID: Int32 = try reader.integer()
    var tagged = DecodingWalk(
      reader, version: 0, isFlexible: api.responseHeaderVersion(version) == 1)
    try tagged.end()
    return ResponseHeader(correlationID: correlationID, bodyStart: tagged.position)
  }
}
