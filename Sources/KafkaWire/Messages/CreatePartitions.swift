// CreatePartitions: raises the number of partitions of topics.

package struct CreatePartitionsRequest: WireRequest {
  package typealias Response = CreatePartitionsResponse
  package static let api = SupportedAPI(.createPartitions, 0...3, flexible: 2)

  package var topics: [Topic] = []
  package var timeoutMs: Int32 = 0
  package var validateOnly = false

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&topics)
    try wire.field(&timeoutMs)
    try wire.field(&validateOnly)
    try wire.end()
  }
}

extension CreatePartitionsRequest {
  package struct Topic: WireStructure {
    package var name = ""
    package var count: Int32 = 0
    package var assignments: [Assignment]?

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&name)
      try wire.field(&count)
      try wire.field(&assignments)
      try wire.end()
    }
  }

  package struct Assignment: WireStructure {
    package var brokerIDs: [Int32] = []

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&brokerIDs)
      try wire.end()
    }
  }
}

package struct CreatePartitionsResponse: WireMessage {
  package static let api = CreatePartitionsRequest.api

  package var throttleTimeMs: Int32 = 0
  package var results: [Topic] = []

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&throttleTimeMs)
    try wire.field(&results)
    try wire.end()
  }
}

extension CreatePartitionsResponse {
  package struct Topic: WireStructure {
    package var name = ""
    package var errorCode = KafkaError.noError
    package var errorMessage: String?

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&name)
      try wire.field(&errorCode)
      try wire.field(&errorMessage)
      try wire.end()
    }
  }
}
