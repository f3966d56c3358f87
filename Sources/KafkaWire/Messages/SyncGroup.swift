// SyncGroup: the leader hands in everybody's assignment, and everybody gets his own as the answer.

package struct SyncGroupRequest: WireRequest {
  package typealias Response = SyncGroupResponse
  package static let api = SupportedAPI(.syncGroup, 0...5, flexible: 4)

  package var groupID = ""
  package var generationID: Int32 = 0
  package var memberID = ""
  package var groupInstanceID: String?
  package var protocolType: String?
  package var protocolName: String?
  package var assignments: [Assignment] = []

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&groupID)
    try wire.field(&generationID)
    try wire.field(&memberID)
    try wire.field(&groupInstanceID, .since(3))
    try wire.field(&protocolType, .since(5))
    try wire.field(&protocolName, .since(5))
    try wire.field(&assignments)
    try wire.end()
  }
}

extension SyncGroupRequest {
  package struct Assignment: WireStructure {
    package var memberID = ""
    package var assignment: [UInt8] = []

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&memberID)
      try wire.field(&assignment)
      try wire.end()
    }
  }
}

package struct SyncGroupResponse: WireMessage {
  package static let api = SyncGroupRequest.api

  package var throttleTimeMs: Int32 = 0
  package var errorCode = KafkaError.noError
  package var protocolType: String?
  package var protocolName: String?
  package var assignment: [UInt8] = []

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&throttleTimeMs, .since(1))
    try wire.field(&errorCode)
    try wire.field(&protocolType, .since(5))
    try wire.field(&protocolName, .since(5))
    try wire.field(&assignment)
    try wire.end()
  }
}
