// Metadata: brokers, topics, partitions and their leaders. Null asks for all topics and an empty
// list for none; version 0 has no null, and there the empty list asks for all. Versions 0 to 3
// have no flag for creating topics and mean yes.

package struct MetadataRequest: WireRequest {
  package typealias Response = MetadataResponse
  package static let api = SupportedAPI(.metadata, 0...12, flexible: 9)

  /// Null: all topics. Version 0 says that with an empty list.
  package var topics: [Topic]? = []
  package var allowAutoTopicCreation = true
  package var includeClusterAuthorizedOperations = false
  package var includeTopicAuthorizedOperations = false

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&topics, nullable: .since(1))
    try wire.field(&allowAutoTopicCreation, .since(4))
    try wire.field(&includeClusterAuthorizedOperations, .between(8, 10))
    try wire.field(&includeTopicAuthorizedOperations, .since(8))
    try wire.end()
  }
}

extension MetadataRequest {
  package struct Topic: WireStructure {
    package var topicID = KafkaUUID.zero
    /// Null (from version 10) when the topic is named by its id.
    package var name: String? = ""

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&topicID, .since(10))
      try wire.field(&name, nullable: .since(10))
      try wire.end()
    }
  }
}

package struct MetadataResponse: WireMessage {
  package static let api = MetadataRequest.api

  package var throttleTimeMs: Int32 = 0
  package var brokers: [Broker] = []
  package var clusterID: String?
  package var controllerID: Int32 = -1
  package var topics: [Topic] = []
  package var clusterAuthorizedOperations = AuthorizedOperations.absent

  package init() {}

  package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
    try wire.field(&throttleTimeMs, .since(3))
    try wire.field(&brokers)
    try wire.field(&clusterID, .since(2))
    try wire.field(&controllerID, .since(1))
    try wire.field(&topics)
    try wire.field(&clusterAuthorizedOperations, .between(8, 10))
    try wire.end()
  }
}

extension MetadataResponse {
  package struct Broker: WireStructure {
    package var nodeID: Int32 = 0
    package var host = ""
    package var port: Int32 = 0
    package var rack: String?

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&nodeID)
      try wire.field(&host)
      try wire.field(&port)
      try wire.field(&rack, .since(1))
      try wire.end()
    }
  }

  package struct Topic: WireStructure {
    package var errorCode = KafkaError.noError
    package var name: String? = ""
    package var topicID = KafkaUUID.zero
    package var isInternal = false
    package var partitions: [Partition] = []
    /// A bit a operation; must be there when asked for, or some clients fail.
    package var topicAuthorizedOperations = AuthorizedOperations.absent

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&errorCode)
      try wire.field(&name, nullable: .since(12))
      try wire.field(&topicID, .since(10))
      try wire.field(&isInternal, .since(1))
      try wire.field(&partitions)
      try wire.field(&topicAuthorizedOperations, .since(8))
      try wire.end()
    }
  }

  package struct Partition: WireStructure {
    package var errorCode = KafkaError.noError
    package var partitionIndex: Int32 = 0
    package var leaderID: Int32 = 0
    package var leaderEpoch: Int32 = -1
    package var replicaNodes: [Int32] = []
    package var isrNodes: [Int32] = []
    package var offlineReplicas: [Int32] = []

    package init() {}

    package mutating func walk<W: FieldWalk>(_ wire: inout W) throws(WireError) {
      try wire.field(&errorCode)
      try wire.field(&partitionIndex)
      try wire.field(&leaderID)
      try wire.field(&leaderEpoch, .since(7))
      try wire.field(&replicaNodes)
      try wire.field(&isrNodes)
      try wire.field(&offlineReplicas, .since(5))
      try wire.end()
    }
  }
}
