// OffsetCommit: how far a group has read. A generation of -1 with an empty member id is a commit
// from outside of the group's life. Version 1 carries a timestamp and 2 to 4 a retention time.

package struct OffsetCommitRequest: WireRequest {
  package typealias Response = OffsetCommitResponse
  package static let api = SupportedAPI(.offsetCommit, 0...8, flexible: 8)

  package var groupID = ""
  package var generationID: Int32 = -1
  package var memberID = ""
  package var groupInstanceID: String?
  package var retentionTimeMs: Int64 = -1
  package var topics: [Topic] = []

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&groupID)
    try wire.field(&generationID, .since(1))
    try wire.field(&memberID, .since(1))
    try wire.field(&groupInstanceID, .since(7))
    try wire.field(&retentionTimeMs, .between(2, 4))
    try wire.field(&topics)
    try wire.end()
  }
}

extension OffsetCommitRequest {
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
    package var commitTimestamp: Int64 = -1
    package var committedMetadata: String?

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&partitionIndex)
      try wire.field(&committedOffset)
      try wire.field(&committedLeaderEpoch, .since(6))
      try wire.field(&commitTimestamp, .only(1))
      try wire.field(&committedMetadata)
      try wire.end()
    }
  }
}

package struct OffsetCommitResponse: WireMessage {
  package static let api = OffsetCommitRequest.api

  package var throttleTimeMs: Int32 = 0
  package var topics: [Topic] = []

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&throttleTimeMs, .since(3))
    try wire.field(&topics)
    try wire.end()
  }
}

extension OffsetCommitResponse {
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
    package var errorCode = KafkaError.noError

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&partitionIndex)
      try wire.field(&errorCode)
      try wire.end()
    }
  }
}
