// DescribeGroups: state and members of groups.

package struct DescribeGroupsRequest: WireRequest {
  package typealias Response = DescribeGroupsResponse
  package static let api = SupportedAPI(.describeGroups, 0...5, flexible: 5)

  package var groups: [String] = []
  package var includeAuthorizedOperations = false

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&groups)
    try wire.field(&includeAuthorizedOperations, .since(3))
    try wire.end()
  }
}

package struct DescribeGroupsResponse: WireMessage {
  package static let api = DescribeGroupsRequest.api

  package var throttleTimeMs: Int32 = 0
  package var groups: [Group] = []

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&throttleTimeMs, .since(1))
    try wire.field(&groups)
    try wire.end()
  }
}

extension DescribeGroupsResponse {
  package struct Group: WireStructure {
    package var errorCode = KafkaError.noError
    package var groupID = ""
    package var groupState = ""
    package var protocolType = ""
    package var protocolData = ""
    package var members: [Member] = []
    /// A bit a operation; must be there when asked for, or some clients fail.
    package var authorizedOperations = AuthorizedOperations.absent

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&errorCode)
      try wire.field(&groupID)
      try wire.field(&groupState)
      try wire.field(&protocolType)
      try wire.field(&protocolData)
      try wire.field(&members)
      try wire.field(&authorizedOperations, .since(3))
      try wire.end()
    }
  }

  package struct Member: WireStructure {
    package var memberID = ""
    package var groupInstanceID: String?
    package var clientID = ""
    package var clientHost = ""
    package var memberMetadata: [UInt8] = []
    package var memberAssignment: [UInt8] = []

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&memberID)
      try wire.field(&groupInstanceID, .since(4))
      try wire.field(&clientID)
      try wire.field(&clientHost)
      try wire.field(&memberMetadata)
      try wire.field(&memberAssignment)
      try wire.end()
    }
  }
}
