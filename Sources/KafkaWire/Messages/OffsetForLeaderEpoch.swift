// OffsetForLeaderEpoch: where a leader epoch ended, asked to find out whether a log was truncated.

package struct OffsetForLeaderEpochRequest: WireRequest {
  package typealias Response = OffsetForLeaderEpochResponse
  package static let api = SupportedAPI(.offsetForLeaderEpoch, 0...4, flexible: 4)

  package var replicaID: Int32 = -2
  package var topics: [Topic] = []

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&replicaID, .since(3))
    try wire.field(&topics)
    try wire.end()
  }
}

extension OffsetForLeaderEpochRequest {
  package struct Topic: WireStructure {
    package var topic = ""
    package var partitions: [Partition] = []

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&topic)
      try wire.field(&partitions)
      try wire.end()
    }
  }

  package struct Partition: WireStructure {
    package var partition: Int32 = 0
    package var currentLeaderEpoch: Int32 = -1
    package var leaderEpoch: Int32 = 0

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&partition)
      try wire.field(&currentLeaderEpoch, .since(2))
      try wire.field(&leaderEpoch)
      try wire.end()
    }
  }
}

package struct OffsetForLeaderEpochResponse: WireMessage {
  package static let api = OffsetForLeaderEpochRequest.api

  package var throttleTimeMs: Int32 = 0
  package var topics: [Topic] = []

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&throttleTimeMs, .since(2))
    try wire.field(&topics)
    try wire.end()
  }
}

extension OffsetForLeaderEpochResponse {
  package struct Topic: WireStructure {
    package var topic = ""
    package var partitions: [Partition] = []

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&topic)
      try wire.field(&partitions)
      try wire.end()
    }
  }

  package struct Partition: WireStructure {
    package var errorCode = KafkaError.noError
    package var partition: Int32 = 0
    package var leaderEpoch: Int32 = -1
    package var endOffset: Int64 = -1

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&errorCode)
      try wire.field(&partition)
      try wire.field(&leaderEpoch, .since(1))
      try wire.field(&endOffset)
      try wire.end()
    }
  }
}
