// CreateAcls: adds entries to access lists.

package struct CreateAclsRequest: WireRequest {
  package typealias Response = CreateAclsResponse
  package static let api = SupportedAPI(.createAcls, 0...3, flexible: 2)

  package var creations: [Creation] = []

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&creations)
    try wire.end()
  }
}

extension CreateAclsRequest {
  package struct Creation: WireStructure {
    package var resourceType: Int8 = 0
    package var resourceName = ""
    package var resourcePatternType: Int8 = 3
    package var principal = ""
    package var host = ""
    package var operation: Int8 = 0
    package var permissionType: Int8 = 0

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&resourceType)
      try wire.field(&resourceName)
      try wire.field(&resourcePatternType, .since(1))
      try wire.field(&principal)
      try wire.field(&host)
      try wire.field(&operation)
      try wire.field(&permissionType)
      try wire.end()
    }
  }
}

package struct CreateAclsResponse: WireMessage {
  package static let api = CreateAclsRequest.api

  package var throttleTimeMs: Int32 = 0
  package var results: [Outcome] = []

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&throttleTimeMs)
    try wire.field(&results)
    try wire.end()
  }
}

extension CreateAclsResponse {
  package struct Outcome: WireStructure {
    package var errorCode = KafkaError.noError
    package var errorMessage: String?

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&errorCode)
      try wire.field(&errorMessage)
      try wire.end()
    }
  }
}
