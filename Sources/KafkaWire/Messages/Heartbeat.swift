// Heartbeat: a member is alive; the answer tells it when it has to join again.

package struct HeartbeatRequest: WireRequest {
  package typealias Response = HeartbeatResponse
  package static let api = SupportedAPI(.heartbeat, 0...4, flexible: 4)

  package var groupID = ""
  package var generationID: Int32 = 0
  package var memberID = ""
  package var groupInstanceID: String?

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&groupID)
    try wire.field(&generationID)
    try wire.field(&memberID)
    try wire.field(&groupInstanceID, .since(3))
    try wire.end()
  }
}

package struct HeartbeatResponse: WireMessage {
  package static let api = HeartbeatRequest.api

  package var throttleTimeMs: Int32 = 0
  package var errorCode = KafkaError.noError

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&throttleTimeMs, .since(1))
    try wire.field(&errorCode)
    try wire.end()
  }
}
