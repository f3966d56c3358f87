// DeleteAcls: removes all entries that a filter matches, and says which.

package struct DeleteAclsRequest: WireRequest {
  package typealias Response = DeleteAclsResponse
  package static let api = SupportedAPI(.deleteAcls, 0...3, flexible: 2)

  package var filters: [Filter] = []

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&filters)
    try wire.end()
  }
}

extension DeleteAclsRequest {
  package struct Filter: WireStructure {
    package var resourceTypeFilter: Int8 = 0
    package var resourceNameFilter: String?
    package var patternTypeFilter: Int8 = 3
    package var principalFilter: String?
    package var hostFilter: String?
    package var operation: Int8 = 0
    package var permissionType: Int8 = 0

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&resourceTypeFilter)
      try wire.field(&resourceNameFilter)
      try wire.field(&patternTypeFilter, .since(1))
      try wire.field(&principalFilter)
      try wire.field(&hostFilter)
      try wire.field(&operation)
      try wire.field(&permissionType)
      try wire.end()
    }
  }
}

package struct DeleteAclsResponse: WireMessage {
  package static let api = DeleteAclsRequest.api

  package var throttleTimeMs: Int32 = 0
  package var filterResults: [FilterResult] = []

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&throttleTimeMs)
    try wire.field(&filterResults)
    try wire.end()
  }
}

extension DeleteAclsResponse {
  package struct FilterResult: WireStructure {
    package var errorCode = KafkaError.noError
    package var errorMessage: String?
    package var matchingAcls: [MatchingACL] = []

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&errorCode)
      try wire.field(&errorMessage)
      try wire.field(&matchingAcls)
      try wire.end()
    }
  }

  package struct MatchingACL: WireStructure {
    package var errorCode = KafkaError.noError
    package var errorMessage: String?
    package var resourceType: Int8 = 0
    package var resourceName = ""
    package var patternType: Int8 = 3
    package var principal = ""
    package var host = ""
    package var operation: Int8 = 0
    package var permissionType: Int8 = 0

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&errorCode)
      try wire.field(&errorMessage)
      try wire.field(&resourceType)
      try wire.field(&resourceName)
      try wire.field(&patternType, .since(1))
      try wire.field(&principal)
      try wire.field(&host)
      try wire.field(&operation)
      try wire.field(&permissionType)
      try wire.end()
    }
  }
}
