// JoinGroup: a member enters a group, or a rebalance. The answer comes when the join phase ends;
// only the leader's has the members. Version 4 wants a second join with the id from the first
// answer, 5 brings static members, 7 the protocol's type.

package struct JoinGroupRequest: WireRequest {
  package typealias Response = JoinGroupResponse
  package static let api = SupportedAPI(.joinGroup, 0...7, flexible: 6)

  package var groupID = ""
  package var sessionTimeoutMs: Int32 = 0
  /// -1 in version 0, where the session timeout stands for it.
  package var rebalanceTimeoutMs: Int32 = -1
  /// Empty on the first join.
  package var memberID = ""
  package var groupInstanceID: String?
  package var protocolType = ""
  /// In the order that the member prefers.
  package var protocols: [GroupProtocol] = []

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&groupID)
    try wire.field(&sessionTimeoutMs)
    try wire.field(&rebalanceTimeoutMs, .since(1))
    try wire.field(&memberID)
    try wire.field(&groupInstanceID, .since(5))
    try wire.field(&protocolType)
    try wire.field(&protocols)
    try wire.end()
  }
}

extension JoinGroupRequest {
  package struct GroupProtocol: WireStructure {
    package var name = ""
    package var metadata: [UInt8] = []

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&name)
      try wire.field(&metadata)
      try wire.end()
    }
  }
}

package struct JoinGroupResponse: WireMessage {
  package static let api = JoinGroupRequest.api

  package var throttleTimeMs: Int32 = 0
  package var errorCode = KafkaError.noError
  package var generationID: Int32 = -1
  package var protocolType: String?
  /// Null with an error, from version 7 on; until then empty.
  package var protocolName: String? = ""
  package var leader = ""
  package var memberID = ""
  /// For the leader only.
  package var members: [Member] = []

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&throttleTimeMs, .since(2))
    try wire.field(&errorCode)
    try wire.field(&generationID)
    try wire.field(&protocolType, .since(7))
    try wire.field(&protocolName, nullable: .since(7))
    try wire.field(&leader)
    try wire.field(&memberID)
    try wire.field(&members)
    try wire.end()
  }
}

extension JoinGroupResponse {
  package struct Member: WireStructure {
    package var memberID = ""
    package var groupInstanceID: String?
    package var metadata: [UInt8] = []

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&memberID)
      try wire.field(&groupInstanceID, .since(5))
      try wire.field(&metadata)
      try wire.end()
    }
  }
}
