// DeleteTopics: by name, from version 6 on also by topic id.

package struct DeleteTopicsRequest: WireRequest {
  package typealias Response = DeleteTopicsResponse
  package static let api = SupportedAPI(.deleteTopics, 0...6, flexible: 4)

  package var topics: [Topic] = []
  package var topicNames: [String] = []
  package var timeoutMs: Int32 = 0

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&topics, .since(6))
    try wire.field(&topicNames, .until(5))
    try wire.field(&timeoutMs)
    try wire.end()
  }
}

extension DeleteTopicsRequest {
  package struct Topic: WireStructure {
    package var name: String?
    package var topicID = KafkaUUID.zero

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&name)
      try wire.field(&topicID)
      try wire.end()
    }
  }
}

package struct DeleteTopicsResponse: WireMessage {
  package static let api = DeleteTopicsRequest.api

  package var throttleTimeMs: Int32 = 0
  package var responses: [Topic] = []

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&throttleTimeMs, .since(1))
    try wire.field(&responses)
    try wire.end()
  }
}

extension DeleteTopicsResponse {
  package struct Topic: WireStructure {
    package var name: String? = ""
    package var topicID = KafkaUUID.zero
    package var errorCode = KafkaError.noError
    package var errorMessage: String?

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&name, nullable: .since(6))
      try wire.field(&topicID, .since(6))
      try wire.field(&errorCode)
      try wire.field(&errorMessage, .since(5))
      try wire.end()
    }
  }
}
