// Transactions over the wire: commit, abort, readers of committed records, fencing.

import Access
import KafkaWire
import SegmentLog
import Testing

@testable import KafkaService

@Suite struct TransactionTests {
  /// A transactional producer as it knows itself.
  private struct Producer {
    let client: WireClient
    let name: String
    var identifier: Int64
    var epoch: Int16
    var sequence: Int32 = 0

    init(_ client: WireClient, _ name: String) throws {
      self.client = client
      self.name = name
      let opened = try client.call(InitProducerIdRequest.self, version: 4) {
        $0.transactionalID = name
        $0.transactionTimeoutMs = 60_000
      }
      #expect(opened.errorCode == .noError)
      identifier = opened.producerID
      epoch = opened.producerEpoch
    }

    func add(_ topics: String..., version: Int16 = 3) throws -> [KafkaError] {
      try client.call(AddPartitionsToTxnRequest.self, version: version) { request in
        request.transactionalID = name
        request.producerID = identifier
        request.producerEpoch = epoch
        request.topics = topics.map { topic in
          .with {
            $0.name = topic
            $0.partitions = [0]
          }
        }
      }.topics.flatMap(\.partitions).map(\.errorCode)
    }

    mutating func send(_ values: String..., to topic: String = "t") throws -> KafkaError {
      var batch = WireBatch(values)
      batch.producerID = identifier
      batch.epoch = epoch
      batch.sequence = sequence
      batch.isTransactional = true
      sequence += Int32(values.count)
      return try client.produce(batch, to: topic, transactionalID: name).errorCode
    }

    func end(commits: Bool, version: Int16 = 3) throws -> KafkaError {
      try client.call(EndTxnRequest.self, version: version) {
        $0.transactionalID = name
        $0.producerID = identifier
        $0.producerEpoch = epoch
        $0.committed = commits
      }.errorCode
    }

    func addOffsets(of group: String, version: Int16 = 3) throws -> KafkaError {
      try client.call(AddOffsetsToTxnRequest.self, version: version) {
        $0.transactionalID = name
        $0.producerID = identifier
        $0.producerEpoch = epoch
        $0.groupID = group
      }.errorCode
    }

    func commit(
      _ group: String, topic: String = "t", offset: Int64,
      _ member: WireClient.Member = WireClient.Member(), version: Int16 = 3
    ) throws -> KafkaError {
      try client.call(TxnOffsetCommitRequest.self, version: version) {
        $0.transactionalID = name
        $0.groupID = group
        $0.producerID = identifier
        $0.producerEpoch = epoch
        $0.generationID = member.generation
        $0.memberID = member.id
        $0.topics = [
          .with {
            $0.name = topic
            $0.partitions = [
              .with {
                $0.partitionIndex = 0
                $0.committedOffset = offset
              }
            ]
          }
        ]
      }.topics[0].partitions[0].errorCode
    }
  }

  private func committed(_ client: WireClient) throws -> [String] {
    try client.fetch(WireClient.fetchRequest("t", isCommitted: true)).values
  }

  @Test func committedRecordsAreSeenAfterTheCommitAndAbortedOnesNever() throws {
    let node = try NodeFixture()
    try node.createTopic("t")
    let client = try node.client()
    var producer = try Producer(client, "x")
    #expect(try producer.add("t") == [.noError])
    #expect(try producer.send("a", "b") == .noError)
    #expect(try committed(client) == [])
    let open = try client.fetch(WireClient.fetchRequest("t"))
    #expect(open.values == ["a", "b"])
    #expect(open.partition.lastStableOffset == 0 && open.partition.highWatermark == 2)
    #expect(try producer.end(commits: true) == .noError)
    #expect(try committed(client) == ["a", "b"])
    // The same end again is well, the other one is not.
    #expect(try producer.end(commits: true) == .noError)
    #expect(try producer.end(commits: false) == .invalidTxnState)
    #expect(try producer.add("t") == [.noError])
    #expect(try producer.send("c") == .noError)
    #expect(try producer.end(commits: false) == .noError)
    #expect(try producer.add("t") == [.noError])
    #expect(try producer.send("d") == .noError)
    #expect(try producer.end(commits: true) == .noError)
    let all = try client.fetch(WireClient.fetchRequest("t", isCommitted: true))
    #expect(all.values == ["a", "b", "d"])
    #expect(all.partition.abortedTransactions?.map(\.firstOffset) == [3])
    #expect(all.batches.filter(\.isControl).count == 3)
    #expect(try client.fetch(WireClient.fetchRequest("t")).partition.abortedTransactions == nil)
  }

  @Test func anEndWakesReadersOfCommittedRecords() throws {
    let node = try NodeFixture()
    try node.createTopic("t")
    let (client, reader) = (try node.client(), try node.client())
    var producer = try Producer(client, "x")
    _ = try producer.add("t")
    _ = try producer.send("a")
    let pending = try reader.send(
      WireClient.fetchRequest("t", waitMilliseconds: 60_000, isCommitted: true), version: 12)
    #expect(reader.isSilent(milliseconds: 30))
    #expect(try producer.end(commits: true) == .noError)
    #expect(try reader.receiveFetch(pending).values == ["a"])
  }

  @Test func aPartitionHasToBeAddedFirst() throws {
    let node = try NodeFixture()
    try node.createTopic("t")
    try node.createTopic("u")
    var producer = try Producer(try node.client(), "x")
    _ = try producer.add("t")
    #expect(try producer.send("a", to: "u") == .invalidTxnState)
    #expect(try producer.add("u", "zzz") == [.operationNotAttempted, .unknownTopicOrPartition])
    #expect(try producer.commit("g", offset: 1) == .invalidTxnState)
  }

  @Test func whoeverComesLaterFencesTheFormer() throws {
    let node = try NodeFixture()
    try node.createTopic("t")
    let client = try node.client()
    var old = try Producer(client, "x")
    _ = try old.add("t")
    #expect(try old.send("lost") == .noError)
    var new = try Producer(client, "x")
    #expect(new.identifier == old.identifier && new.epoch == old.epoch + 1)
    // Older clients know no word for it but that of their epoch.
    #expect(try old.add("t") == [.producerFenced])
    #expect(try old.add("t", version: 1) == [.invalidProducerEpoch])
    #expect(try old.end(commits: true) == .producerFenced)
    #expect(try old.end(commits: true, version: 1) == .invalidProducerEpoch)
    #expect(try old.addOffsets(of: "g") == .producerFenced)
    #expect(try old.addOffsets(of: "g", version: 0) == .invalidProducerEpoch)
    #expect(try old.commit("g", offset: 1) == .invalidProducerEpoch)
    #expect(try old.send("late") == .invalidProducerEpoch)
    _ = try new.add("t")
    #expect(try new.send("kept") == .noError)
    #expect(try new.end(commits: true) == .noError)
    #expect(try committed(client) == ["kept"])
    new.identifier += 1000
    #expect(try new.end(commits: true) == .invalidProducerIDMapping)
  }

  @Test func offsetsAreCommittedWithTheRecords() throws {
    let node = try NodeFixture()
    try node.createTopic("t")
    let client = try node.client()
    let producer = try Producer(client, "x")
    let member = try client.becomeMember(of: "g")
    #expect(try client.commit("g", member, offset: 1) == .noError)
    #expect(try producer.addOffsets(of: "g") == .noError)
    #expect(try producer.commit("g", offset: 5, member) == .noError)
    #expect(try producer.commit("g", topic: "zzz", offset: 5, member) == .unknownTopicOrPartition)
    #expect(
      try producer.commit("g", offset: 5, WireClient.Member(id: member.id, generation: 7))
        == .illegalGeneration)
    #expect(try client.committed("g").committedOffset == 1)
    #expect(
      try client.committed("g", requireStable: true).errorCode == .unstableOffsetCommit)
    #expect(try producer.end(commits: true) == .noError)
    #expect(try client.committed("g", requireStable: true).committedOffset == 5)
    #expect(try producer.addOffsets(of: "g") == .noError)
    // Clients of the older versions do not say which member they are.
    #expect(try producer.commit("g", offset: 9, version: 2) == .noError)
    #expect(try producer.end(commits: false) == .noError)
    #expect(try client.committed("g", requireStable: true).committedOffset == 5)
  }

  @Test func administratorsSeeTransactions() throws {
    let node = try NodeFixture()
    try node.createTopic("t")
    let client = try node.client()
    var open = try Producer(client, "open")
    _ = try open.add("t")
    _ = try open.send("a")
    let idle = try Producer(client, "idle")
    let described = try client.call(DescribeTransactionsRequest.self, version: 0) {
      $0.transactionalIDs = ["open", "idle", "nobody"]
    }.transactionStates
    #expect(described.map(\.transactionState) == ["Ongoing", "Empty", ""])
    #expect(described.map(\.errorCode) == [.noError, .noError, .transactionalIDNotFound])
    #expect(described[0].topics.map(\.topic) == ["t"] && described[0].topics[0].partitions == [0])
    #expect(described[0].producerID == open.identifier)
    #expect(described[0].transactionTimeoutMs == 60_000)
    #expect(described[0].transactionStartTimeMs > 0 && described[1].transactionStartTimeMs == -1)
    func list(_ set: (inout ListTransactionsRequest) -> Void) throws -> ListTransactionsResponse {
      try client.call(ListTransactionsRequest.self, version: 1, set)
    }
    #expect(try list { _ in }.transactionStates.map(\.transactionalID) == ["idle", "open"])
    let ongoing = try list { $0.stateFilters = ["Ongoing", "Nonsense"] }
    #expect(ongoing.transactionStates.map(\.transactionalID) == ["open"])
    #expect(ongoing.unknownStateFilters == ["Nonsense"])
    #expect(
      try list { $0.producerIDFilters = [idle.identifier] }.transactionStates.map(\.producerID)
        == [idle.identifier])
    #expect(try list { $0.durationFilter = 3_600_000 }.transactionStates.isEmpty)
    let producers = try client.call(DescribeProducersRequest.self, version: 0) {
      $0.topics = [
        .with {
          $0.name = "t"
          $0.partitionIndexes = [0, 9]
        }
      ]
    }.topics[0].partitions
    #expect(producers[0].activeProducers.map(\.producerID) == [open.identifier])
    #expect(producers[0].activeProducers[0].lastSequence == 0)
    #expect(producers[0].activeProducers[0].currentTxnStartOffset == 0)
    #expect(producers[1].errorCode == .unknownTopicOrPartition)
  }

  @Test func rightsDecideWhoMayWrite() throws {
    let anonymous = Principal.anonymous
    let node = try NodeFixture.guarded(
      AclBinding(try ResourcePattern(.transactionalID, "x", .literal), anonymous, .write),
      AclBinding(try ResourcePattern(.topic, "t", .literal), anonymous, .write),
      AclBinding(try ResourcePattern(.topic, "t", .literal), anonymous, .read))
    try node.createTopic("t")
    try node.createTopic("secret")
    let client = try node.client()
    let producer = try Producer(client, "x")
    #expect(
      try producer.add("t", "secret", "zzz")
        == [.operationNotAttempted, .topicAuthorizationFailed, .topicAuthorizationFailed])
    #expect(try producer.add("t") == [.noError])
    #expect(try producer.addOffsets(of: "g") == .groupAuthorizationFailed)
    #expect(try producer.commit("g", offset: 1) == .groupAuthorizationFailed)
    let other = try client.call(EndTxnRequest.self, version: 3) { $0.transactionalID = "y" }
    #expect(other.errorCode == .transactionalIDAuthorizationFailed)
    let added = try client.call(AddPartitionsToTxnRequest.self, version: 3) {
      $0.transactionalID = "y"
      $0.topics = [
        .with {
          $0.name = "t"
          $0.partitions = [0]
        }
      ]
    }
    #expect(added.topics[0].partitions[0].errorCode == .transactionalIDAuthorizationFailed)
    let described = try client.call(DescribeTransactionsRequest.self, version: 0) {
      $0.transactionalIDs = ["x", "y"]
    }.transactionStates
    #expect(described.map(\.errorCode) == [.noError, .transactionalIDAuthorizationFailed])
    let producers = try client.call(DescribeProducersRequest.self, version: 0) {
      $0.topics = [
        .with {
          $0.name = "secret"
          $0.partitionIndexes = [0]
        }
      ]
    }
    #expect(producers.topics[0].partitions[0].errorCode == .topicAuthorizationFailed)
  }
}
