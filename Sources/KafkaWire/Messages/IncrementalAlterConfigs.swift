// IncrementalAlterConfigs: sets (operation 0), deletes (1), appends to (2) or subtracts from (3)
// single settings.

package struct IncrementalAlterConfigsRequest: WireRequest {
  package typealias Response = IncrementalAlterConfigsResponse
  package static let api = SupportedAPI(.incrementalAlterConfigs, 0...1, flexible: 1)

  package var resources: [Resource] = []
  package var validateOnly = false

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&resources)
    try wire.field(&validateOnly)
    try wire.end()
  }
}

extension IncrementalAlterConfigsRequest {
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
    package var configOperation: Int8 = 0
    package var value: String?

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&name)
      try wire.field(&configOperation)
      try wire.field(&value)
      try wire.end()
    }
  }
}

package struct IncrementalAlterConfigsResponse: WireMessage {
  package static let api = IncrementalAlterConfigsRequest.api

  package var throttleTimeMs: Int32 = 0
  package var responses: [Resource] = []

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&throttleTimeMs)
    try wire.field(&responses)
    try wire.end()
  }
}

extension IncrementalAlterConfigsResponse {
  package typealias Resource = AlterConfigsResponse.Resource
}
