// A topic is there wholly or not at all, for those who look in the midst of its creation too.

import Platform
import Synchronization
import TestSupport
import Testing

@testable import SegmentLog

@Suite struct TopicCreationTests {
  @Test func nobodyFindsATopicBeforeItsPartitionsAreLoaded() throws {
    let files = HookedFileSystem(SimulatedFileSystem(seed: 1))
    let broker = try Broker.open(
      BrokerSettings(folder: "/data"), fileSystem: files, time: ManualTimeSource(),
      random: SeededRandomSource(seed: 2))
    let looks = Mutex<[LogError.Code?]>([])
    files.afterRename { path in
      guard path.hasSuffix("topics/t") else { return }
      let records = RecordBatchBuilder()
      records.append(timestamp: 1, key: nil, value: [1])
      do throws(LogError) {
        _ = try broker.append(records, to: TopicPartition("t", 0))
        looks.withLock { $0.append(nil) }
      } catch {
        looks.withLock { $0.append(error.code) }
      }
    }
    try broker.createTopic("t", TopicConfiguration())
    #expect(looks.withLock { $0 } == [.unknownTopic])
    files.afterRename(nil)
    #expect(try broker.offsets(TopicPartition("t", 0)).end == 0)
  }

  @Test func aCreationThatFailsLeavesNothing() throws {
    let log = try LogFixture()
    log.files.limitSpace(0)
    #expect(throws: LogError(.diskFull, "")) { try log.topic("t", partitions: 3) }
    #expect(log.broker.describe("t") == nil)
    log.files.limitSpace(nil)
    #expect(try log.files.list("/data/topics") == [])
    try log.topic("t", partitions: 3)
    try log.append("t", 2, "a=1")
    try log.crash(.process)
    #expect(try log.read("t", 2) == ["0:a=1"])
  }

  @Test func ofTwoCreationsAtOnceOneWins() throws {
    let folder = "/tmp/millrace-test-\(SystemRandomSource().next())"
    defer { try? PosixFileSystem().removeDirectory(folder) }
    let broker = try Broker.open(BrokerSettings(folder: folder))
    let won = Atomic<Int>(0)
    let failures = Mutex<[LogError.Code]>([])
    let threads = (0..<4).map { _ in
      WorkerThread {
        for round in 0..<20 {
          do throws(LogError) {
            try broker.createTopic("t\(round)", TopicConfiguration(partitionCount: 2))
            won.add(1, ordering: .relaxed)
          } catch {
            failures.withLock { $0.append(error.code) }
          }
        }
      }
    }
    for thread in threads { thread.join() }
    #expect(won.load(ordering: .relaxed) == 20)
    #expect(failures.withLock { $0 }.allSatisfy { $0 == .topicExists })
    #expect(try PosixFileSystem().list(folder + "/staging") == [])
    try broker.close()
  }
}
