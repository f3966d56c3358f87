// ListGroups: the groups of this coordinator, from version 4 on only those in given states.

package struct ListGroupsRequest: WireRequest {
  package typealias Response = ListGroupsResponse
  package static let api = SupportedAPI(.listGroups, 0...4, flexible: 3)

  package var statesFilter: [String] = []

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&statesFilter, .since(4))
    try wire.end()
  }
}

package struct ListGroupsResponse: WireMessage {
  package static let api = ListGroupsRequest.api

  package var throttleTimeMs: Int32 = 0
  package var errorCode = KafkaError.noError
  package var groups: [Group] = []

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&throttleTimeMs, .since(1))
    try wire.field(&errorCode)
    try wire.field(&groups)
    try wire.end()
  }
}

extension ListGroupsResponse {
  package struct Group: WireStructure {
    package var groupID = ""
    package var protocolType = ""
    package var groupState = ""

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&groupID)
      try wire.field(&protocolType)
      try wire.field(&groupState, .since(4))
      try wire.end()
    }
  }
}
