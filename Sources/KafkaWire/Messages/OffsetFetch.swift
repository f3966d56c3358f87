// OffsetFetch: what a group has committed. Null topics ask for all (from version 2). From version
// 8 on several groups, each with an error of its own.

package struct OffsetFetchRequest: WireRequest {
  package typealias Response = OffsetFetchResponse
  package static let api = SupportedAPI(.offsetFetch, 0...8, flexible: 6)

  package var groupID = ""
  package var topics: [Topic]? = []
  package var groups: [Group] = []
  package var requireStable = false

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&groupID, .until(7))
    try wire.field(&topics, .until(7), nullable: .since(2))
    try wire.field(&groups, .since(8))
    try wire.field(&requireStable, .since(7))
    try wire.end()
  }
}

extension OffsetFetchRequest {
  package struct Topic: WireStructure {
    package var name = ""
    package var partitionIndexes: [Int32] = []

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&name)
      try wire.field(&partitionIndexes)
      try wire.end()
    }
  }

  package struct Group: WireStructure {
    package var groupID = ""
    package var topics: [Topic]?

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&groupID)
      try wire.field(&topics)
      try wire.end()
    }
  }
}

package struct OffsetFetchResponse: WireMessage {
  package static let api = OffsetFetchRequest.api

  package var throttleTimeMs: Int32 = 0
  package var topics: [Topic] = []
  package var errorCode = KafkaError.noError
  package var groups: [Group] = []

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&throttleTimeMs, .since(3))
    try wire.field(&topics, .until(7))
    try wire.field(&errorCode, .between(2, 7))
    try wire.field(&groups, .since(8))
    try wire.end()
  }
}

extension OffsetFetchResponse {
  package struct Topic: WireStructure {
    package var name = ""
    package var partitions: [Partition] = []

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&name)
      try wire.field(&partitions)
      try wire.end()
    }
  }

  package struct Partition: WireStructure {
    package var partitionIndex: Int32 = 0
    package var committedOffset: Int64 = 0
    package var committedLeaderEpoch: Int32 = -1
    package var metadata: String?
    package var errorCode = KafkaError.noError

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&partitionIndex)
      try wire.field(&committedOffset)
      try wire.field(&committedLeaderEpoch, .since(5))
      try wire.field(&metadata)
      try wire.field(&errorCode)
      try wire.end()
    }
  }

  package struct Group: WireStructure {
    package var groupID = ""
    package var topics: [Topic] = []
    package var errorCode = KafkaError.noError

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&groupID)
      try wire.field(&topics)
      try wire.field(&errorCode)
      try wire.end()
    }
  }
}
