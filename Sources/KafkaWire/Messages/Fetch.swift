// Fetch: record batches from an offset on. Version 4 brings isolation levels and the list of
// aborted transactions, 7 fetch sessions, 10 allows zstd, 12 is the last that names topics by
// name. The records of the answer are gaps in the encoded frame.

package struct FetchRequest: WireRequest {
  package typealias Response = FetchResponse
  package static let api = SupportedAPI(.fetch, 0...12, flexible: 12)

  package var clusterID: String?
  /// -1 for consumers.
  package var replicaID: Int32 = -1
  package var maxWaitMs: Int32 = 0
  package var minBytes: Int32 = 0
  package var maxBytes: Int32 = .max
  /// 1: only what is committed.
  package var isolationLevel: Int8 = 0
  package var sessionID: Int32 = 0
  /// -1: no session wanted; 0: open one; above: the next of one.
  package var sessionEpoch: Int32 = -1
  package var topics: [Topic] = []
  package var forgottenTopics: [ForgottenTopic] = []
  package var rackID = ""

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&replicaID)
    try wire.field(&maxWaitMs)
    try wire.field(&minBytes)
    try wire.field(&maxBytes, .since(3))
    try wire.field(&isolationLevel, .since(4))
    try wire.field(&sessionID, .since(7))
    try wire.field(&sessionEpoch, .since(7))
    try wire.field(&topics)
    try wire.field(&forgottenTopics, .since(7))
    try wire.field(&rackID, .since(11))
    var tags = try wire.beginTags()
    try wire.tagged(0, &tags, &clusterID)
    try wire.endTags(&tags)
  }
}

extension FetchRequest {
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
    package var fetchOffset: Int64 = 0
    package var lastFetchedEpoch: Int32 = -1
    /// Of followers.
    package var logStartOffset: Int64 = -1
    package var partitionMaxBytes: Int32 = 0

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&partition)
      try wire.field(&currentLeaderEpoch, .since(9))
      try wire.field(&fetchOffset)
      try wire.field(&lastFetchedEpoch, .since(12))
      try wire.field(&logStartOffset, .since(5))
      try wire.field(&partitionMaxBytes)
      try wire.end()
    }
  }

  package struct ForgottenTopic: WireStructure {
    package var topic = ""
    package var partitions: [Int32] = []

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&topic)
      try wire.field(&partitions)
      try wire.end()
    }
  }
}

package struct FetchResponse: WireMessage {
  package static let api = FetchRequest.api

  package var throttleTimeMs: Int32 = 0
  package var errorCode = KafkaError.noError
  /// 0: no session, ask in full each time.
  package var sessionID: Int32 = 0
  package var topics: [Topic] = []

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&throttleTimeMs, .since(1))
    try wire.field(&errorCode, .since(7))
    try wire.field(&sessionID, .since(7))
    try wire.field(&topics)
    try wire.end()
  }
}

extension FetchResponse {
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
    package var partitionIndex: Int32 = 0
    package var errorCode = KafkaError.noError
    package var highWatermark: Int64 = 0
    package var lastStableOffset: Int64 = -1
    package var logStartOffset: Int64 = -1
    package var divergingEpoch = EpochEnd()
    package var currentLeader = Leader()
    package var snapshotID = Snapshot()
    /// Null when everything was asked for, a list when only what is committed.
    package var abortedTransactions: [AbortedTransaction]?
    package var preferredReadReplica: Int32 = -1
    /// The gap that the batches go into.
    package var records: RecordSpan?

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&partitionIndex)
      try wire.field(&errorCode)
      try wire.field(&highWatermark)
      try wire.field(&lastStableOffset, .since(4))
      try wire.field(&logStartOffset, .since(5))
      try wire.field(&abortedTransactions, .since(4))
      try wire.field(&preferredReadReplica, .since(11))
      try wire.field(&records)
      var tags = try wire.beginTags()
      try wire.tagged(0, &tags, &divergingEpoch)
      try wire.tagged(1, &tags, &currentLeader)
      try wire.tagged(2, &tags, &snapshotID)
      try wire.endTags(&tags)
    }
  }

  package struct EpochEnd: WireStructure {
    package var epoch: Int32 = -1
    package var endOffset: Int64 = -1

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&epoch)
      try wire.field(&endOffset)
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

  package struct Snapshot: WireStructure {
    package var endOffset: Int64 = -1
    package var epoch: Int32 = -1

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&endOffset)
      try wire.field(&epoch)
      try wire.end()
    }
  }

  package struct AbortedTransaction: WireStructure {
    package var producerID: Int64 = 0
    package var firstOffset: Int64 = 0

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&producerID)
      try wire.field(&firstOffset)
      try wire.end()
    }
  }
}
