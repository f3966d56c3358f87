// Topics by Kafka's requests: created, grown, emptied, deleted, and refused.

import Access
import KafkaWire
import SegmentLog
import Testing

@testable import KafkaService

@Suite struct TopicAdministrationTests {
  private func create(
    _ client: WireClient, _ topics: CreateTopicsRequest.Topic..., isTrial: Bool = false,
    version: Int16 = 7
  ) throws -> [CreateTopicsResponse.Topic] {
    try client.call(CreateTopicsRequest.self, version: version) {
      $0.topics = topics
      $0.validateOnly = isTrial
    }.topics
  }

  private func topic(
    _ name: String, partitions: Int32 = 1, replicas: Int16 = 1, configs: [(String, String?)] = []
  ) -> CreateTopicsRequest.Topic {
    .with {
      $0.name = name
      $0.numPartitions = partitions
      $0.replicationFactor = replicas
      $0.configs = configs.map { config in
        .with {
          $0.name = config.0
          $0.value = config.1
        }
      }
    }
  }

  private func assigned(_ assignments: [Int32: [Int32]]) -> CreateTopicsRequest.Topic {
    .with {
      $0.name = "t"
      $0.numPartitions = -1
      $0.replicationFactor = -1
      $0.assignments = assignments.map { index, brokers in
        .with {
          $0.partitionIndex = index
          $0.brokerIDs = brokers
        }
      }
    }
  }

  // MARK: - Create

  @Test func aCreatedTopicIsThereAndDescribed() throws {
    let node = try NodeFixture()
    let client = try node.client()
    let created = try create(
      client,
      topic("t", partitions: 3, configs: [("retention.ms", "5"), ("min.insync.replicas", "1")])
    )[0]
    #expect(created.errorCode == .noError && created.errorMessage == nil)
    #expect(created.numPartitions == 3 && created.replicationFactor == 1)
    let configs = try #require(created.configs)
    let retention = try #require(configs.first { $0.name == "retention.ms" })
    #expect(retention.value == "5" && retention.configSource == 1 && !retention.readOnly)
    let segment = try #require(configs.first { $0.name == "segment.bytes" })
    #expect(segment.value == "1073741824" && segment.configSource == 5)
    let found = try #require(node.log.describe("t"))
    #expect(found.configuration.partitionCount == 3)
    #expect(found.configuration.retentionMilliseconds == 5)
    #expect(created.topicID == KafkaUUID(found.identifier))
  }

  @Test(arguments: Int16(0)...7) func everyVersionCreates(version: Int16) throws {
    let node = try NodeFixture()
    #expect(try create(node.client(), topic("t"), version: version)[0].errorCode == .noError)
    #expect(node.log.describe("t") != nil)
  }

  @Test func minusOneIsTheNodesNumber() throws {
    let node = try NodeFixture { $0.partitionCount = 4 }
    #expect(
      try create(node.client(), topic("t", partitions: -1, replicas: -1))[0].numPartitions == 4)
  }

  @Test func aTrialChecksAndCreatesNothing() throws {
    let node = try NodeFixture()
    let client = try node.client()
    #expect(try create(client, topic("t", partitions: 2), isTrial: true)[0].numPartitions == 2)
    #expect(node.log.describe("t") == nil)
    try node.createTopic("t")
    #expect(try create(client, topic("t"), isTrial: true)[0].errorCode == .topicAlreadyExists)
  }

  @Test func refusalsHaveKafkasNumbers() throws {
    let node = try NodeFixture()
    let client = try node.client()
    try node.createTopic("there")
    try node.createTopic("dot.ted")
    func error(_ topic: CreateTopicsRequest.Topic) throws -> KafkaError {
      let answer = try create(client, topic)[0]
      #expect(answer.errorMessage != nil)
      return answer.errorCode
    }
    #expect(try error(topic("there")) == .topicAlreadyExists)
    #expect(try error(topic("bad name!")) == .invalidTopicException)
    #expect(try error(topic("..")) == .invalidTopicException)
    #expect(try error(topic("dot_ted")) == .invalidTopicException)
    #expect(try error(topic("t", partitions: 0)) == .invalidPartitions)
    #expect(try error(topic("t", partitions: -2)) == .invalidPartitions)
    #expect(try error(topic("t", partitions: 1_000_000)) == .invalidPartitions)
    #expect(try error(topic("t", replicas: 0)) == .invalidReplicationFactor)
    #expect(try error(topic("t", replicas: 3)) == .invalidReplicationFactor)
    #expect(try error(topic("t", configs: [("retention.ms", "abc")])) == .invalidConfig)
    #expect(try error(topic("t", configs: [("retention.ms", nil)])) == .invalidConfig)
    #expect(try error(topic("t", configs: [("no.such", "1")])) == .invalidConfig)
    #expect(try error(topic("t", configs: [("min.insync.replicas", "2")])) == .invalidConfig)
    #expect(node.log.topics().count == 2)
  }

  @Test func aReplicationFactorThatOneNodeCannotHaveNamesTheWayOut() throws {
    let node = try NodeFixture()
    let message = try create(node.client(), topic("t", replicas: 3))[0].errorMessage
    #expect(message?.contains("Kafka cluster") == true)
    #expect(message?.contains("same SQL") == true)
  }

  @Test func aNameTwiceIsRefusedOnceAndTheOthersAreCreated() throws {
    let node = try NodeFixture()
    let answers = try create(node.client(), topic("a"), topic("b"), topic("a"))
    #expect(answers.map(\.name) == ["a", "b"])
    #expect(answers.map(\.errorCode) == [.invalidRequest, .noError])
    #expect(node.log.topics().map(\.name) == ["b"])
  }

  @Test func assignmentsNameThisNodeForEveryPartition() throws {
    let node = try NodeFixture()
    let client = try node.client()
    let this = node.node.nodeIdentifier
    #expect(try create(client, assigned([0: [this + 1]]))[0].errorCode == .invalidReplicaAssignment)
    #expect(
      try create(client, assigned([0: [this, this]]))[0].errorCode == .invalidReplicaAssignment)
    #expect(try create(client, assigned([1: [this]]))[0].errorCode == .invalidReplicaAssignment)
    var both = assigned([0: [this]])
    both.numPartitions = 1
    #expect(try create(client, both)[0].errorCode == .invalidRequest)
    #expect(try create(client, assigned([0: [this], 1: [this]]))[0].numPartitions == 2)
  }

  @Test func creatingNeedsTheRightOnTheClusterOrTheTopic() throws {
    let topicRule = AclBinding(try ResourcePattern(.topic, "own"), .anonymous, .create)
    let node = try NodeFixture.guarded(topicRule)
    let client = try node.client()
    let answers = try create(client, topic("own"), topic("other"))
    #expect(answers.map(\.errorCode) == [.noError, .topicAuthorizationFailed])
    // The settings of a topic are a right of their own.
    #expect(answers[0].topicConfigErrorCode == .topicAuthorizationFailed)
    #expect(answers[0].configs == nil && answers[0].numPartitions == -1)
    try node.access.add([
      AclBinding(try ResourcePattern(.cluster, Resource.cluster.name), .anonymous, .create)
    ])
    #expect(try create(client, topic("other"))[0].errorCode == .noError)
  }

  // MARK: - Delete

  private func delete(
    _ client: WireClient, _ names: String..., version: Int16 = 6
  ) throws -> [DeleteTopicsResponse.Topic] {
    try client.call(DeleteTopicsRequest.self, version: version) {
      $0.topicNames = names
      $0.topics = names.map { name in .with { $0.name = name } }
    }.responses
  }

  @Test(arguments: Int16(0)...6) func aDeletedTopicIsGoneAndItsNameIsFree(version: Int16) throws {
    let node = try NodeFixture()
    try node.createTopic("t")
    let client = try node.client()
    let answer = try delete(client, "t", version: version)[0]
    #expect(answer.name == "t" && answer.errorCode == .noError)
    #expect(node.log.describe("t") == nil)
    #expect(try create(client, topic("t"))[0].errorCode == .noError)
  }

  @Test func topicsAreDeletedByIdentifier() throws {
    let node = try NodeFixture()
    try node.createTopic("t")
    let client = try node.client()
    let identifier = KafkaUUID(try #require(node.log.describe("t")).identifier)
    func delete(_ name: String?, _ identifier: KafkaUUID) throws -> DeleteTopicsResponse.Topic {
      try client.call(DeleteTopicsRequest.self, version: 6) {
        $0.topics = [
          .with {
            $0.name = name
            $0.topicID = identifier
          }
        ]
      }.responses[0]
    }
    #expect(try delete(nil, KafkaUUID(high: 1, low: 2)).errorCode == .unknownTopicID)
    #expect(try delete("t", identifier).errorCode == .invalidRequest)
    #expect(try delete(nil, .zero).errorCode == .invalidRequest)
    let answer = try delete(nil, identifier)
    #expect(answer.errorCode == .noError && answer.name == "t" && answer.topicID == identifier)
    #expect(node.log.describe("t") == nil)
  }

  @Test func deletingIsRefused() throws {
    let node = try NodeFixture()
    try node.createTopic("t")
    let client = try node.client()
    #expect(try delete(client, "none")[0].errorCode == .unknownTopicOrPartition)
    let twice = try delete(client, "t", "t")
    #expect(twice.map(\.errorCode) == [.invalidRequest])
    let locked = try NodeFixture { $0.deletesTopics = false }
    try locked.createTopic("t")
    #expect(try delete(locked.client(), "t")[0].errorCode == .topicDeletionDisabled)
    #expect(try delete(locked.client(), "t", version: 1)[0].errorCode == .invalidRequest)
    #expect(node.log.describe("t") != nil && locked.log.describe("t") != nil)
  }

  @Test func deletingNeedsTheRight() throws {
    let node = try NodeFixture.guarded(
      AclBinding(try ResourcePattern(.topic, "a"), .anonymous, .delete),
      AclBinding(try ResourcePattern(.topic, "b"), .anonymous, .write))
    for name in ["a", "b"] { try node.createTopic(name) }
    let answers = try delete(node.client(), "a", "b", "c")
    #expect(
      answers.map(\.errorCode) == [.noError, .topicAuthorizationFailed, .topicAuthorizationFailed])
    #expect(node.log.topics().map(\.name) == ["b"])
    // Who may not know of a topic does not learn its name from its identifier.
    try node.createTopic("hidden")
    let identifier = KafkaUUID(try #require(node.log.describe("hidden")).identifier)
    let answer = try node.client().call(DeleteTopicsRequest.self, version: 6) {
      $0.topics = [.with { $0.topicID = identifier }]
    }.responses[0]
    #expect(answer.errorCode == .unknownTopicID && answer.name == nil)
  }

  // MARK: - Grow

  private func grow(
    _ client: WireClient, _ name: String, to count: Int32, assignments: [[Int32]]? = nil,
    isTrial: Bool = false
  ) throws -> CreatePartitionsResponse.Topic {
    try client.call(CreatePartitionsRequest.self, version: 3) {
      $0.topics = [
        .with {
          $0.name = name
          $0.count = count
          $0.assignments = assignments?.map { brokers in .with { $0.brokerIDs = brokers } }
        }
      ]
      $0.validateOnly = isTrial
    }.results[0]
  }

  @Test func topicsGrow() throws {
    let node = try NodeFixture()
    try node.createTopic("t", partitions: 2)
    let client = try node.client()
    let this = node.node.nodeIdentifier
    #expect(try grow(client, "t", to: 5, isTrial: true).errorCode == .noError)
    #expect(node.log.describe("t")?.configuration.partitionCount == 2)
    #expect(try grow(client, "t", to: 3).errorCode == .noError)
    #expect(try grow(client, "t", to: 4, assignments: [[this]]).errorCode == .noError)
    #expect(try client.produce(WireBatch(["a"]), to: "t", 3).errorCode == .noError)
  }

  @Test func growingIsRefused() throws {
    let node = try NodeFixture()
    try node.createTopic("t", partitions: 2)
    let client = try node.client()
    let this = node.node.nodeIdentifier
    #expect(try grow(client, "t", to: 2).errorCode == .invalidPartitions)
    #expect(try grow(client, "t", to: 1).errorCode == .invalidPartitions)
    #expect(try grow(client, "t", to: 1_000_000).errorCode == .invalidPartitions)
    #expect(try grow(client, "none", to: 3).errorCode == .unknownTopicOrPartition)
    #expect(
      try grow(client, "t", to: 3, assignments: [[this + 1]]).errorCode == .invalidReplicaAssignment
    )
    #expect(
      try grow(client, "t", to: 3, assignments: [[this], [this]]).errorCode
        == .invalidReplicaAssignment)
    let twice = try client.call(CreatePartitionsRequest.self, version: 3) {
      $0.topics = [Int32(3), 4].map { count in
        .with {
          $0.name = "t"
          $0.count = count
        }
      }
    }
    #expect(twice.results.map(\.errorCode) == [.invalidRequest])
    #expect(node.log.describe("t")?.configuration.partitionCount == 2)
    let guarded = try NodeFixture.guarded(
      AclBinding(try ResourcePattern(.topic, "t"), .anonymous, .create))
    try guarded.createTopic("t")
    #expect(try grow(guarded.client(), "t", to: 3).errorCode == .topicAuthorizationFailed)
  }

  // MARK: - Records

  private func deleteRecords(
    _ client: WireClient, _ topic: String, before offset: Int64
  ) throws -> DeleteRecordsResponse.Partition {
    try client.call(DeleteRecordsRequest.self, version: 2) {
      $0.topics = [
        .with {
          $0.name = topic
          $0.partitions = [.with { $0.offset = offset }]
        }
      ]
    }.topics[0].partitions[0]
  }

  @Test func deletedRecordsAreGone() throws {
    let node = try NodeFixture()
    try node.createTopic("t")
    let client = try node.client()
    for value in ["a", "b", "c", "d"] { _ = try client.produce(WireBatch([value]), to: "t") }
    let answer = try deleteRecords(client, "t", before: 2)
    #expect(answer.errorCode == .noError && answer.lowWatermark == 2)
    // The start never goes back.
    #expect(try deleteRecords(client, "t", before: 1).lowWatermark == 2)
    #expect(
      try client.fetch(WireClient.fetchRequest("t", from: 1)).partition.errorCode
        == .offsetOutOfRange)
    #expect(try client.fetch(WireClient.fetchRequest("t", from: 2)).values == ["c", "d"])
    #expect(try deleteRecords(client, "t", before: -1).lowWatermark == 4)
  }

  @Test func deletingRecordsIsRefused() throws {
    let node = try NodeFixture()
    try node.createTopic("t")
    var compacted = TopicConfiguration()
    compacted.cleanup = .compact
    try node.log.createTopic("compacted", compacted)
    let client = try node.client()
    #expect(try deleteRecords(client, "t", before: 1).errorCode == .offsetOutOfRange)
    #expect(try deleteRecords(client, "t", before: -2).errorCode == .offsetOutOfRange)
    #expect(try deleteRecords(client, "none", before: 0).errorCode == .unknownTopicOrPartition)
    #expect(try deleteRecords(client, "compacted", before: 0).errorCode == .policyViolation)
    let guarded = try NodeFixture.guarded(
      AclBinding(try ResourcePattern(.topic, "t"), .anonymous, .write))
    try guarded.createTopic("t")
    let refused = try deleteRecords(guarded.client(), "t", before: 0)
    #expect(refused.errorCode == .topicAuthorizationFailed && refused.lowWatermark == -1)
  }

  // MARK: - Topics of queries

  @Test func topicsOfQueriesAreClosedToChanges() throws {
    let node = try NodeFixture()
    var configuration = TopicConfiguration()
    configuration.isInternal = true
    try node.log.createTopic("changelog", configuration)
    let client = try node.client()
    let closed = KafkaError.invalidTopicException
    #expect(try delete(client, "changelog")[0].errorCode == closed)
    #expect(try grow(client, "changelog", to: 3).errorCode == closed)
    #expect(try deleteRecords(client, "changelog", before: 0).errorCode == closed)
    let altered = try client.call(AlterConfigsRequest.self, version: 2) {
      $0.resources = [
        .with {
          $0.resourceType = 2
          $0.resourceName = "changelog"
        }
      ]
    }
    #expect(altered.responses[0].errorCode == closed)
    #expect(node.log.describe("changelog")?.configuration == configuration)
  }
}
