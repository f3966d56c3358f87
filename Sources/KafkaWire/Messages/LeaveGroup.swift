// LeaveGroup: a member goes, or (from version 3) several, named by member id or by instance id.

package struct LeaveGroupRequest: WireRequest {
  package typealias Response = LeaveGroupResponse
  package static let api = SupportedAPI(.leaveGroup, 0...4, flexible: 4)

  package var groupID = ""
  /// Until version 2, which know a single member.
  package var memberID = ""
  package var members: [Member] = []

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&groupID)
    try wire.field(&memberID, .until(2))
    try wire.field(&members, .since(3))
    try wire.end()
  }
}

extension LeaveGroupRequest {
  package struct Member: WireStructure {
    /// Until version 2, which know a single member.
    package var memberID = ""
    package var groupInstanceID: String?

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&memberID)
      try wire.field(&groupInstanceID)
      try wire.end()
    }
  }
}

package struct LeaveGroupResponse: WireMessage {
  package static let api = LeaveGroupRequest.api

  package var throttleTimeMs: Int32 = 0
  package var errorCode = KafkaError.noError
  package var members: [Member] = []

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&throttleTimeMs, .since(1))
    try wire.field(&errorCode)
    try wire.field(&members, .since(3))
    try wire.end()
  }
}

extension LeaveGroupResponse {
  package struct Member: WireStructure {
    package var memberID = ""
    package var groupInstanceID: String?
    package var errorCode = KafkaError.noError

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&memberID)
      try wire.field(&groupInstanceID)
      try wire.field(&errorCode)
      try wire.end()
    }
  }
}
