// Produce: record batches to append. Version 3 is the first whose batches are of magic 2, 7 allows
// zstd, 8 brings the errors of single records. The batches are not touched here: a partition's
// records are a span of the frame.

package struct ProduceRequest: WireRequest {
  package typealias Response = ProduceResponse
  package static let api = SupportedAPI(.produce, 0...11, flexible: 9)

  package var transactionalID: String?
  /// -1 all, 1 leader, 0 none: then there is no response at all.
  package var acks: Int16 = 0
  package var timeoutMs: Int32 = 0
  package var topics: [Topic] = []

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&transactionalID, .since(3))
    try wire.field(&acks)
    try wire.field(&timeoutMs)
    try wire.field(&topics)
    try wire.end()
  }
}

extension ProduceRequest {
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
    package var index: Int32 = 0
    /// Where in the frame the batches are.
    package var records: RecordSpan?

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&index)
      try wire.field(&records)
      try wire.end()
    }
  }
}

package struct ProduceResponse: WireMessage {
  package static let api = ProduceRequest.api

  package var topics: [Topic] = []
  package var throttleTimeMs: Int32 = 0
  package var nodeEndpoints: [NodeEndpoint] = []

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&topics)
    try wire.field(&throttleTimeMs, .since(1))
    var tags = try wire.beginTags()
    try wire.tagged(0, &tags, &nodeEndpoints, .since(10))
    try wire.endTags(&tags)
  }
}

extension ProduceResponse {
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
    package var index: Int32 = 0
    package var errorCode = KafkaError.noError
    package var baseOffset: Int64 = 0
    /// -1 unless the topic stamps records itself.
    package var logAppendTimeMs: Int64 = -1
    package var logStartOffset: Int64 = -1
    package var recordErrors: [RecordError] = []
    package var errorMessage: String?
    /// Only with an error that says the leader is another.
    package var currentLeader = Leader()

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&index)
      try wire.field(&errorCode)
      try wire.field(&baseOffset)
      try wire.field(&logAppendTimeMs, .since(2))
      try wire.field(&logStartOffset, .since(5))
      try wire.field(&recordErrors, .since(8))
      try wire.field(&errorMessage, .since(8))
      var tags = try wire.beginTags()
      try wire.tagged(0, &tags, &currentLeader, .since(10))
      try wire.endTags(&tags)
    }
  }

  package struct RecordError: WireStructure {
    package var batchIndex: Int32 = 0
    package var errorMessage: String?

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&batchIndex)
      try wire.field(&errorMessage)
      try wire.end()
    }
  }

  package struct Leader: WireStructure {
    package var leaderID: Int32 = -1
    package var leaderEpoch: Int32 = -1

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&leaderID)
      try wire.field(&leaderEpoch)
      try wire.end()
    }
  }

  package struct NodeEndpoint: WireStructure {
    package var nodeID: Int32 = 0
    package var host = ""
    package var port: Int32 = 0
    package var rack: String?

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&nodeID)
      try wire.field(&host)
      try wire.field(&port)
      try wire.field(&rack)
      try wire.end()
    }
  }
}
