// The head of a request, read before anything is known about its body.
//
//   api key i16 | version i16 | correlation id i32 | client id string or null | tags (header 2)
//
// Header 0, without a client id, belongs to one message between brokers and is not read.

package struct RequestHeader: Equatable, Sendable {
  package let apiKey: Int16
  package let version: Int16
  /// Chosen by the client; the answer carries it back.
  package let correlationID: Int32
  /// What the client calls itself; nil also where the header could not be read that far.
  package let clientID: String?
  /// The API, when both it and the version are supported; nil otherwise.
  package let api: SupportedAPI?
  /// Where the body begins in the frame.
  package let bodyStart: Int

  /// ApiVersions in a version from the future: to be answered in the layout of version 0 with
  /// `unsupportedVersion` and the list of APIs. Every other unsupported request has no layout to be
  /// answered in, so its connection is closed.
  package var asksForVersions: Bool {
    api == nil && apiKey == APIKey.apiVersions.rawValue
  }

  /// Reads the header at the front of `frame`, which has no length prefix any more.
  package static func decode(_ frame: UnsafeRawBufferPointer) throws(WireError) -> RequestHeader {
    var reader = WireReader(frame)
    let key: Int16 = try reader.integer()
    let version: Int16 = try reader.integer()
    let correlationID: Int32 = try reader.integer()
    guard let api = SupportedAPIs.find(key: key, version: version) else {
      return RequestHeader(
        apiKey: key, version: version, correlationID: correlationID, clientID: nil, api: nil,
        bodyStart: reader.position)
    }
    var plain = DecodingWalk(reader, version: 0, isFlexible: false)
    var clientID: String?
    try plain.nullableString(&clientID)
    var tagged = DecodingWalk(
      WireReader(frame, at: plain.position), version: 0,
      isFlexible: api.requestHeaderVersion(version) == 2)
    try tagged.end()
    return RequestHeader(
      apiKey: key, version: version, correlationID: correlationID, clientID: clientID, api: api,
      bodyStart: tagged.position)
  }
}
