// SaslAuthenticate: one step of a SASL exchange.

package struct SaslAuthenticateRequest: WireRequest {
  package typealias Response = SaslAuthenticateResponse
  package static let api = SupportedAPI(.saslAuthenticate, 0...2, flexible: 2)

  package var authBytes: [UInt8] = []

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&authBytes)
    try wire.end()
  }
}

package struct SaslAuthenticateResponse: WireMessage {
  package static let api = SaslAuthenticateRequest.api

  package var errorCode = KafkaError.noError
  package var errorMessage: String?
  package var authBytes: [UInt8] = []
  /// 0: no need to authenticate again.
  package var sessionLifetimeMs: Int64 = 0

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&errorCode)
    try wire.field(&errorMessage)
    try wire.field(&authBytes)
    try wire.field(&sessionLifetimeMs, .since(1))
    try wire.end()
  }
}
