// DeleteGroups: forgets groups that have no members, with their offsets.

package struct DeleteGroupsRequest: WireRequest {
  package typealias Response = DeleteGroupsResponse
  package static let api = SupportedAPI(.deleteGroups, 0...2, flexible: 2)

  package var groupsNames: [String] = []

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&groupsNames)
    try wire.end()
  }
}

package struct DeleteGroupsResponse: WireMessage {
  package static let api = DeleteGroupsRequest.api

  package var throttleTimeMs: Int32 = 0
  package var results: [Group] = []

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&throttleTimeMs)
    try wire.field(&results)
    try wire.end()
  }
}

extension DeleteGroupsResponse {
  package struct Group: WireStructure {
    package var groupID = ""
    package var errorCode = KafkaError.noError

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&groupID)
      try wire.field(&errorCode)
      try wire.end()
    }
  }
}
