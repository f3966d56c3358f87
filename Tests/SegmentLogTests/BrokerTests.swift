// Topics, the data folder, and what a broker refuses.

import Platform
import TestSupport
import Testing

@testable import SegmentLog

@Suite struct BrokerTests {
  @Test func topicsAreKeptWithAllTheirSettings() throws {
    let log = try LogFixture()
    var configuration = TopicConfiguration(partitionCount: 3)
    configuration.cleanup = [.compact, .delete]
    configuration.retentionBytes = 12345
    configuration.timestampType = .logAppendTime
    configuration.dirtyRatioMin = 0.25
    configuration.isInternal = true
    configuration.metadata = ["format": "JSON", "odd=name": "line\nbreak \\ = \\n"]
    let made = try log.broker.createTopic("a.b_c-1", configuration)
    #expect(made.configuration == configuration)
    #expect(made.partitions.map(\.description) == ["a.b_c-1-0", "a.b_c-1-1", "a.b_c-1-2"])
    try log.broker.close()
    try log.reopen()
    #expect(log.broker.describe("a.b_c-1") == made)
    #expect(log.broker.topics() == [made])
    #expect(log.broker.describe("other") == nil)
  }

  @Test func namesAndSettingsThatMakeNoSenseAreRefused() throws {
    let log = try LogFixture()
    for name in ["", ".", "..", "a/b", "ä", "a b", String(repeating: "x", count: 250)] {
      #expect(throws: LogError(.invalidTopicName, "")) { try log.topic(name) }
    }
    #expect(throws: LogError(.invalidConfiguration, "")) { try log.topic("t", partitions: 0) }
    try log.topic("t")
    #expect(throws: LogError(.topicExists, "")) { try log.topic("t") }
    var configuration = TopicConfiguration()
    #expect(try configuration.set("retention.ms", "-1"))
    #expect(try configuration.set("no.such.setting", "1") == false)
    for (name, value) in [
      ("retention.ms", "-2"), ("segment.bytes", "x"), ("cleanup.policy", "burn"),
      ("message.timestamp.type", "Later"), ("min.cleanable.dirty.ratio", "2"),
    ] {
      #expect(throws: LogError(.invalidConfiguration, "")) { try configuration.set(name, value) }
    }
  }

  @Test func partitionsCanBeAddedAndNotRemoved() throws {
    let log = try LogFixture()
    try log.topic("t", partitions: 2)
    try log.append("t", 1, "a=1")
    var configuration = TopicConfiguration(partitionCount: 4)
    configuration.retentionMilliseconds = 7
    try log.broker.alterTopic("t", configuration)
    try log.append("t", 3, "b=2")
    configuration.partitionCount = 3
    #expect(throws: LogError(.invalidConfiguration, "")) {
      try log.broker.alterTopic("t", configuration)
    }
    try log.broker.close()
    try log.reopen()
    #expect(log.broker.describe("t")?.configuration.partitionCount == 4)
    #expect(log.broker.describe("t")?.configuration.retentionMilliseconds == 7)
    #expect(try log.read("t", 1) == ["0:a=1"])
    #expect(try log.read("t", 3) == ["0:b=2"])
  }

  @Test func aTopicOfADeletedNameBeginsEmpty() throws {
    let log = try LogFixture()
    try log.topic("t")
    try log.append("t", 0, "a=1")
    let old = log.broker.describe("t")?.identifier
    try log.broker.deleteTopic("t")
    #expect(throws: LogError(.unknownTopic, "")) { try log.read("t") }
    #expect(throws: LogError(.unknownTopic, "")) { try log.broker.deleteTopic("t") }
    try log.topic("t")
    #expect(log.broker.describe("t")?.identifier != old)
    #expect(try log.read("t") == [])
    try log.crash(.process)
    #expect(try log.read("t") == [])
    #expect(try log.files.list("/data/deleted") == [])
  }

  @Test func unknownPartitionsAreNamed() throws {
    let log = try LogFixture()
    try log.topic("t", partitions: 2)
    let error = #expect(throws: LogError.self) { try log.append("t", 2, "a=1") }
    #expect(error?.code == .unknownPartition)
    #expect(error?.sentence == "topic t has no partition 2; it has 2, counted from 0")
  }

  @Test func aSecondBrokerIsToldWhoHoldsTheFolder() throws {
    let log = try LogFixture()
    try log.broker.describe(holder: "process 7 at http://localhost:8088")
    let error = #expect(throws: LogError.self) { try log.reopen() }
    #expect(error?.code == .folderInUse)
    #expect(error?.sentence.contains("process 7 at http://localhost:8088") == true)
  }

  @Test func aNewerDataFolderIsRefused() throws {
    let log = try LogFixture()
    try log.broker.close()
    try log.files.replace(
      "/data/meta.properties", with: Array("version=2\ncluster.id=x\nnode.id=0\n".utf8))
    #expect(throws: LogError(.unsupportedVersion, "")) { try log.reopen() }
  }

  @Test func anOlderJournalIsUpgradedAndANewerOneRefused() throws {
    let log = try LogFixture()
    try log.topic("t")
    try log.append("t", 0, "a=1")
    try log.broker.commitOffsets("g", [TopicPartition("t", 0): 1])
    func path() throws -> String {
      "/data/journal/" + (try #require(log.files.list("/data/journal").last))
    }
    func setVersion(_ version: UInt8) throws {
      var bytes = try log.files.contents(of: path())
      bytes[11] = version
      try log.files.replace(path(), with: bytes)
    }
    // What version 1 could not hold is not in it yet.
    try setVersion(1)
    try log.crash(.process)
    #expect(log.broker.committed("g")?.offsets == [TopicPartition("t", 0): 1])
    #expect(try log.files.contents(of: path())[11] == 2)
    try log.broker.close()
    try setVersion(3)
    #expect(throws: LogError(.unsupportedVersion, "")) { try log.reopen() }
  }

  @Test func identityIsKept() throws {
    let log = try LogFixture()
    let identifier = log.broker.clusterIdentifier
    #expect(identifier.count == 32)
    try log.broker.close()
    try log.reopen()
    #expect(log.broker.clusterIdentifier == identifier)
  }

  @Test func aClosedBrokerSaysSo() throws {
    let log = try LogFixture()
    try log.topic("t")
    try log.broker.close()
    try log.broker.close()
    #expect(throws: LogError(.closed, "")) { try log.append("t", 0, "a=1") }
    #expect(throws: LogError(.closed, "")) { try log.broker.openProducer("p") }
  }

  @Test func theJournalReadsWhatItWrote() throws {
    let topic = TopicIdentifier(high: 1, low: 2)
    let key = PartitionKey(topic: topic, partition: 3)
    let progress = ProgressEntry(group: "g", offsets: [(key: key, offset: 9)], metadata: [1])
    let detailed = ProgressEntry(
      group: "g", offsets: [(key: key, offset: 9)],
      details: [OffsetDetails(leaderEpoch: 3, timestamp: 4, metadata: "text")], metadata: [2])
    let window = ProducerWindow(
      epoch: 1, lastUse: 5,
      batches: [.init(firstSequence: 1, lastSequence: 3, first: 7, timestamp: 8)])
    let record = TransactionRecord(
      producer: Producer(name: "t", identifier: 9, epoch: 4),
      previous: .init(identifier: 9, epoch: 3), timeoutMilliseconds: 60_000, status: .ongoing,
      begun: 5, changed: 6, partitions: [.init(key: key, from: 3)], groups: ["g"],
      pending: [detailed])
    let entries: [JournalEntry] = [
      .producer(Producer(name: "p", identifier: 7, epoch: 2)),
      .decision(
        Decision(
          sequence: 4, producer: 7, epoch: 2, isDurable: true,
          ranges: [Decision.Range(key: key, first: 5, end: 8)], progress: [progress])),
      .rejected(sequence: 4), .progress(progress), .forgotten(group: "g"),
      .checkpoint(
        key, PartitionCheckpoint(start: 1, scanFrom: 2, durableEnd: 3, compactedEnd: 1),
        aborted: [AbortedRange(producer: 7, first: 1, last: 2)]),
      .deleted(topic), .opened, .closed, .progress(detailed),
      .producers(key, ProducerCheckpoint(upTo: 4, isWhole: true, windows: [7: window])),
      .transaction(record), .identifiers(next: 1000), .forgottenOffsets(group: "g", [key]),
      .boot("run"),
      .groupNote(group: "g", GroupNote(protocolType: "consumer", generation: 2, emptied: -1)),
      .forgottenTransaction(name: "t"),
    ]
    for entry in entries {
      let bytes = entry.encoded
      #expect(JournalEntry(bytes[...]) == entry)
      for count in 0..<bytes.count { #expect(JournalEntry(bytes.prefix(count)) != entry) }
    }
  }
}
