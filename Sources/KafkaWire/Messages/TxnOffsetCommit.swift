// TxnOffsetCommit: offsets that count when the transaction commits. From version 3 on with the
// generation and the member that the consumer has in the group.

package struct TxnOffsetCommitRequest: WireRequest {
  package typealias Response = TxnOffsetCommitResponse
  package static let api = SupportedAPI(.txnOffsetCommit, 0...3, flexible: 3)

  package var transactionalID = ""
  package var groupID = ""
  package var producerID: Int64 = 0
  package var producerEpoch: Int16 = 0
  package var generationID: Int32 = -1
  package var memberID = ""
  package var groupInstanceID: String?
  package var topics: [Topic] = []

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&transactionalID)
    try wire.field(&groupID)
    try wire.field(&producerID)
    try wire.field(&producerEpoch)
    try wire.field(&generationID, .since(3))
    try wire.field(&memberID, .since(3))
    try wire.field(&groupInstanceID, .since(3))
    try wire.field(&topics)
    try wire.end()
  }
}

extension TxnOffsetCommitRequest {
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
    package var committedMetadata: String?

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&partitionIndex)
      try wire.field(&committedOffset)
      try wire.field(&committedLeaderEpoch, .since(2))
      try wire.field(&committedMetadata)
      try wire.end()
    }
  }
}

package struct TxnOffsetCommitResponse: WireMessage {
  package static let api = TxnOffsetCommitRequest.api

  package var throttleTimeMs: Int32 = 0
  package var topics: [Topic] = []

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&throttleTimeMs)
    try wire.field(&topics)
    try wire.end()
  }
}

extension TxnOffsetCommitResponse {
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
