// AlterConfigs: replaces all overrides of a resource; what is not named goes back to its default.

package struct AlterConfigsRequest: WireRequest {
  package typealias Response = AlterConfigsResponse
  package static let api = SupportedAPI(.alterConfigs, 0...2, flexible: 2)

  package var resources: [Resource] = []
  package var validateOnly = false

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&resources)
    try wire.field(&validateOnly)
    try wire.end()
  }
}

extension AlterConfigsRequest {
  package struct Resource: WireStructure {
    package var resourceType: Int8 = 0
    package var resourceName = ""
    package var configs: [Config] = []

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&resourceType)
      try wire.field(&resourceName)
      try wire.field(&configs)
      try wire.end()
    }
  }

  package struct Config: WireStructure {
    package var name = ""
    package var value: String?

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&name)
      try wire.field(&value)
      try wire.end()
    }
  }
}

package struct AlterConfigsResponse: WireMessage {
  package static let api = AlterConfigsRequest.api

  package var throttleTimeMs: Int32 = 0
  package var responses: [Resource] = []

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&throttleTimeMs)
    try wire.field(&responses)
    try wire.end()
  }
}

extension AlterConfigsResponse {
  package struct Resource: WireStructure {
    package var errorCode = KafkaError.noError
    package var errorMessage: String?
    package var resourceType: Int8 = 0
    package var resourceName = ""

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&errorCode)
      try wire.field(&errorMessage)
      try wire.field(&resourceType)
      try wire.field(&resourceName)
      try wire.end()
    }
  }
}
