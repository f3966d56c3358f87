// SaslHandshake: names a mechanism. After version 0 the SASL bytes follow as bare frames, after
// version 1 inside SaslAuthenticate.

package struct SaslHandshakeRequest: WireRequest {
  package typealias Response = SaslHandshakeResponse
  package static let api = SupportedAPI(.saslHandshake, 0...1, flexible: nil)

  package var mechanism = ""

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&mechanism)
    try wire.end()
  }
}

package struct SaslHandshakeResponse: WireMessage {
  package static let api = SaslHandshakeRequest.api

  package var errorCode = KafkaError.noError
  package var mechanisms: [String] = []

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&errorCode)
    try wire.field(&mechanisms)
    try wire.end()
  }
}
