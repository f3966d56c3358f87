// DescribeAcls: the access lists that a filter matches. Null name, principal or host match any.

package struct DescribeAclsRequest: WireRequest {
  package typealias Response = DescribeAclsResponse
  package static let api = SupportedAPI(.describeAcls, 0...3, flexible: 2)

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

package struct DescribeAclsResponse: WireMessage {
  package static let api = DescribeAclsRequest.api

  package var throttleTimeMs: Int32 = 0
  package var errorCode = KafkaError.noError
  package var errorMessage: String?
  package var resources: [Resource] = []

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&throttleTimeMs)
    try wire.field(&errorCode)
    try wire.field(&errorMessage)
    try wire.field(&resources)
    try wire.end()
  }
}

extension DescribeAclsResponse {
  package struct Resource: WireStructure {
    package var resourceType: Int8 = 0
    package var resourceName = ""
    package var patternType: Int8 = 3
    package var acls: [ACL] = []

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&resourceType)
      try wire.field(&resourceName)
      try wire.field(&patternType, .since(1))
      try wire.field(&acls)
      try wire.end()
    }
  }

  package struct ACL: WireStructure {
    package var principal = ""
    package var host = ""
    package var operation: Int8 = 0
    package var permissionType: Int8 = 0

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&principal)
      try wire.field(&host)
      try wire.field(&operation)
      try wire.field(&permissionType)
      try wire.end()
    }
  }
}
