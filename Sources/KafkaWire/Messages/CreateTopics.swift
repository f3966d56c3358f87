// CreateTopics: with a number of partitions and a replication factor (-1 for the broker's
// default), or with assignments instead of both.

package struct CreateTopicsRequest: WireRequest {
  package typealias Response = CreateTopicsResponse
  package static let api = SupportedAPI(.createTopics, 0...7, flexible: 5)

  package var topics: [Topic] = []
  package var timeoutMs: Int32 = 60000
  package var validateOnly = false

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&topics)
    try wire.field(&timeoutMs)
    try wire.field(&validateOnly, .since(1))
    try wire.end()
  }
}

extension CreateTopicsRequest {
  package struct Topic: WireStructure {
    package var name = ""
    package var numPartitions: Int32 = 0
    package var replicationFactor: Int16 = 0
    package var assignments: [Assignment] = []
    package var configs: [Config] = []

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&name)
      try wire.field(&numPartitions)
      try wire.field(&replicationFactor)
      try wire.field(&assignments)
      try wire.field(&configs)
      try wire.end()
    }
  }

  package struct Assignment: WireStructure {
    package var partitionIndex: Int32 = 0
    package var brokerIDs: [Int32] = []

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&partitionIndex)
      try wire.field(&brokerIDs)
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

package struct CreateTopicsResponse: WireMessage {
  package static let api = CreateTopicsRequest.api

  package var throttleTimeMs: Int32 = 0
  package var topics: [Topic] = []

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&throttleTimeMs, .since(2))
    try wire.field(&topics)
    try wire.end()
  }
}

extension CreateTopicsResponse {
  package struct Topic: WireStructure {
    package var name = ""
    package var topicID = KafkaUUID.zero
    package var errorCode = KafkaError.noError
    package var errorMessage: String?
    package var topicConfigErrorCode = KafkaError.noError
    package var numPartitions: Int32 = -1
    package var replicationFactor: Int16 = -1
    /// Null when the requester may not see them.
    package var configs: [Config]?

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&name)
      try wire.field(&topicID, .since(7))
      try wire.field(&errorCode)
      try wire.field(&errorMessage, .since(1))
      try wire.field(&numPartitions, .since(5))
      try wire.field(&replicationFactor, .since(5))
      try wire.field(&configs, .since(5))
      var tags = try wire.beginTags()
      try wire.tagged(0, &tags, &topicConfigErrorCode)
      try wire.endTags(&tags)
    }
  }

  package struct Config: WireStructure {
    package var name = ""
    package var value: String?
    package var readOnly = false
    package var configSource: Int8 = -1
    package var isSensitive = false

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&name)
      try wire.field(&value)
      try wire.field(&readOnly)
      try wire.field(&configSource)
      try wire.field(&isSensitive)
      try wire.end()
    }
  }
}
