// ListOffsets: the offset for a time, or for the start (-2), the end (-1) or the largest timestamp
// (-3, from version 7). Version 0, which librdkafka 1.x still sends, answers with a list of
// offsets instead.

package struct ListOffsetsRequest: WireRequest {
  package typealias Response = ListOffsetsResponse
  package static let api = SupportedAPI(.listOffsets, 0...7, flexible: 6)

  package var replicaID: Int32 = 0
  package var isolationLevel: Int8 = 0
  package var topics: [Topic] = []

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&replicaID)
    try wire.field(&isolationLevel, .since(2))
    try wire.field(&topics)
    try wire.end()
  }
}

extension ListOffsetsRequest {
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
    package var currentLeaderEpoch: Int32 = -1
    package var timestamp: Int64 = 0
    /// Version 0 answers with so many offsets at most.
    package var maxNumOffsets: Int32 = 1

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&partitionIndex)
      try wire.field(&currentLeaderEpoch, .since(4))
      try wire.field(&timestamp)
      try wire.field(&maxNumOffsets, .only(0))
      try wire.end()
    }
  }
}

package struct ListOffsetsResponse: WireMessage {
  package static let api = ListOffsetsRequest.api

  package var throttleTimeMs: Int32 = 0
  package var topics: [Topic] = []

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&throttleTimeMs, .since(2))
    try wire.field(&topics)
    try wire.end()
  }
}

extension ListOffsetsResponse {
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
    /// Newest first; version 0 only, which has no single offset.
    package var offsets: [Int64] = []
    package var timestamp: Int64 = -1
    package var offset: Int64 = -1
    package var leaderEpoch: Int32 = -1

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&partitionIndex)
      try wire.field(&errorCode)
      try wire.field(&offsets, .only(0))
      try wire.field(&timestamp, .since(1))
      try wire.field(&offset, .since(1))
      try wire.field(&leaderEpoch, .since(4))
      try wire.end()
    }
  }
}
