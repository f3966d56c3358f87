import Operators
import Plan
import Platform
import SegmentLog
import Testing
import Values

@Suite struct TaskTests {
  let left = source("left", key: columns(("K", .string)), value: columns(("N", .bigint)))

  @Test func aNewTaskBeginsAtTheEndWhenToldSoAndStaysThereAfterARestart() throws {
    let harness = try TaskHarness()
    harness.settings.startsAtEnd = true
    try harness.topic("left")
    try harness.topic("out")
    try harness.publish("left", ["a|1@1"])
    try harness.run(left.into("out"))
    try harness.publish("left", ["b|2@2"])
    try harness.run(left.into("out"))
    try harness.expect("out", ["b|2@2"])
  }

  @Test func anEarlierTaskOfTheSameNameIsFenced() throws {
    let harness = try TaskHarness()
    try harness.topic("left")
    try harness.topic("out")
    let old = try harness.open(left.into("out"))
    let new = try harness.open(left.into("out"))
    try harness.publish("left", ["a|1@1"])
    let error = #expect(throws: TaskError.self) { try harness.drain(old) }
    #expect(error?.cause?.code == .producerFenced)
    try harness.drain(new)
    try harness.expect("out", ["a|1@1"])
  }

  @Test func aFailedCommitLeavesNothingBehindAndTheNextTaskRepeatsTheWork() throws {
    let harness = try TaskHarness()
    try harness.topic("left")
    try harness.topic("out")
    let plan = left.aggregated([count()]).into("out")
    try harness.publish("left", ["a|1@1", "a|2@2"])
    let log = FailingLog(harness.broker, failingCommits: 1)
    let error = #expect(throws: TaskError.self) {
      try harness.drain(try harness.open(plan, log: log))
    }
    #expect(error?.code == .log)
    #expect(try harness.records("out").isEmpty)
    try harness.drain(try harness.open(plan, log: log))
    try harness.expect("out", ["a|1@1", "a|2@2"])
  }

  @Test func underLoadATaskCommitsAtIntervals() throws {
    let harness = try TaskHarness()
    harness.settings.batchRows = 1
    harness.settings.commitNanoseconds = 0
    try harness.topic("left")
    try harness.topic("out")
    try harness.publish("left", ["a|1@1", "b|2@2", "c|3@3"])
    let task = try #require(try harness.open(left.into("out")).first)
    #expect(try task.run(budgetNanoseconds: 0) == .moreInput)
    try harness.expect("out", ["a|1@1"])
    #expect(try task.run(budgetNanoseconds: .max) == .idle)
    #expect(task.metrics.commits == 4 || task.metrics.commits == 3)
  }

  @Test func stagesMeetInARepartitionTopic() throws {
    let harness = try TaskHarness()
    try harness.topic("left", partitions: 3)
    try harness.topic("out")
    for partition in 0..<3 {
      try harness.publish("left", partition: partition, ["x\(partition)|7@\(partition)"])
    }
    let keyed = left.projected(key: [("N", left.column(1))], value: [("K", left.column(0))])
    let plan = keyed.repartitioned().aggregated([count()]).into("out")
    try harness.run(plan)
    #expect(try harness.records("out").map { $0.suffix(3) }.sorted() == ["1@0", "2@1", "3@2"])
    let internalTopic = try #require(
      harness.broker.describe("app_CSAS_OUT_1-Aggregate-GroupBy-repartition"))
    #expect(internalTopic.configuration.isInternal)
    #expect(internalTopic.configuration.partitionCount == 3)
  }

  @Test func aQueryIsToldWhenItsSourceGetsMorePartitions() throws {
    let harness = try TaskHarness()
    try harness.topic("left")
    try harness.topic("out")
    try harness.publish("left", ["x|7@1"])
    let keyed = left.projected(key: [("N", left.column(1))], value: [("K", left.column(0))])
    let plan = keyed.repartitioned().aggregated([count()]).into("out")
    try harness.run(plan)
    try harness.broker.alterTopic("left", TopicConfiguration(partitionCount: 2))
    let error = #expect(throws: TaskError.self) { try harness.open(plan) }
    #expect(error?.code == .invalidPlan)
    #expect(error?.isRetryable == false)
    #expect(error?.sentence.contains("state in 1 partitions, but its sources now have 2") == true)
    // What it had computed is untouched.
    #expect(try harness.records("out").count == 1)
  }

  @Test func onePartitionNeedsNoRepartitionTopic() throws {
    let harness = try TaskHarness()
    try harness.topic("left")
    try harness.topic("out")
    try harness.publish("left", ["x|7@1", "y|7@2", "z|8@3"])
    let keyed = left.projected(key: [("N", left.column(1))], value: [("K", left.column(0))])
    let plan = keyed.repartitioned().aggregated([count()]).into("out")
    let tasks = try harness.open(plan)
    try harness.drain(tasks)
    #expect(tasks.count == 1)
    #expect(try harness.records("out").map { $0.suffix(3) } == ["1@1", "2@2", "1@3"])
    #expect(harness.broker.topics().allSatisfy { !$0.name.hasSuffix("-repartition") })
  }
}

/// A log whose next commits fail; everything else goes to the real one.
final class FailingLog: LogStore, @unchecked Sendable {
  private let log: any LogStore
  // Safe because the tests use one thread.
  private var failingCommits: Int

  init(_ log: any LogStore, failingCommits: Int) {
    self.log = log
    self.failingCommits = failingCommits
  }

  func commit(_ transaction: LogTransaction) throws(LogError) -> CommitResult {
    if failingCommits > 0 {
      failingCommits -= 1
      throw LogError(.diskFull, "no space is left for the commit")
    }
    return try log.commit(transaction)
  }

  func createTopic(
    _ name: String, _ configuration: TopicConfiguration
  ) throws(LogError) -> TopicDescription { try log.createTopic(name, configuration) }
  func deleteTopic(_ name: String) throws(LogError) { try log.deleteTopic(name) }
  func alterTopic(_ name: String, _ configuration: TopicConfiguration) throws(LogError) {
    try log.alterTopic(name, configuration)
  }
  func topics() -> [TopicDescription] { log.topics() }
  func describe(_ name: String) -> TopicDescription? { log.describe(name) }
  func append(
    _ records: RecordBatchBuilder, to partition: TopicPartition
  ) throws(LogError) -> AppendResult { try log.append(records, to: partition) }
  func append(_ batches: [PartitionRecords]) throws(LogError) -> [AppendResult] {
    try log.append(batches)
  }

  func deleteRecords(_ partition: TopicPartition, before offset: Offset) throws(LogError) {
    try log.deleteRecords(partition, before: offset)
  }
  func openProducer(_ name: String) throws(LogError) -> Producer { try log.openProducer(name) }
  func append(
    _ batches: [PartitionRecords], in producer: Producer
  ) throws(LogError) -> [AppendResult] { try log.append(batches, in: producer) }
  func commitTransaction(
    of producer: Producer, progress: [String: [TopicPartition: Offset]]
  ) throws(LogError) { try log.commitTransaction(of: producer, progress: progress) }
  func abortTransaction(of producer: Producer) throws(LogError) {
    try log.abortTransaction(of: producer)
  }
  func committed(_ group: String) -> CommittedProgress? { log.committed(group) }
  func commitOffsets(_ group: String, _ offsets: [TopicPartition: Offset]) throws(LogError) {
    try log.commitOffsets(group, offsets)
  }
  func groups() -> [String] { log.groups() }
  func deleteGroup(_ group: String) throws(LogError) { try log.deleteGroup(group) }
  func read(
    _ partition: TopicPartition, from offset: Offset, maxBytes: Int, isolation: Isolation,
    into buffer: FetchBuffer
  ) throws(LogError) -> FetchedRecords {
    try log.read(
      partition, from: offset, maxBytes: maxBytes, isolation: isolation, into: buffer)
  }

  func offsets(_ partition: TopicPartition) throws(LogError) -> PartitionOffsets {
    try log.offsets(partition)
  }
  func offset(
    _ partition: TopicPartition, forTimestamp timestamp: Int64
  ) throws(LogError) -> TimestampedOffset? {
    try log.offset(partition, forTimestamp: timestamp)
  }
  func subscribe(
    _ partition: TopicPartition, _ callback: @escaping @Sendable () -> Void
  ) throws(LogError) -> Subscription { try log.subscribe(partition, callback) }
}
