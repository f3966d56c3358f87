// Writers, readers, commits and maintenance at the same time, on files of the machine.

import Platform
import Synchronization
import Testing

@testable import SegmentLog

@Suite struct ConcurrencyTests {
  private static let writers = 2
  private static let rounds = 60

  @Test(arguments: [Durability.cache, .fsync])
  func readersSeeEveryRecordOnceAndInOrder(_ durability: Durability) throws {
    let folder = "/tmp/millrace-test-\(SystemRandomSource().next())"
    defer { try? PosixFileSystem().removeDirectory(folder) }
    var settings = BrokerSettings(folder: folder)
    settings.durability = durability
    settings.openFilesMax = 4
    settings.journalBytesMax = 20_000
    let broker = try Broker.open(settings)
    for name in ["plain", "out"] {
      var configuration = TopicConfiguration(partitionCount: 1)
      configuration.segmentBytes = 3000
      configuration.retentionMilliseconds = -1
      try broker.createTopic(name, configuration)
    }
    let complaints = Mutex<[String]>([])
    let done = Atomic<Int>(0)
    @Sendable func guarded(_ body: () throws -> String?) {
      do {
        if let complaint = try body() { complaints.withLock { $0.append(complaint) } }
      } catch {
        complaints.withLock { $0.append("\(error)") }
      }
    }
    var threads: [WorkerThread] = []
    for writer in 0..<Self.writers {
      threads.append(
        WorkerThread {
          guarded { try Self.write(broker, writer) }
          done.add(1, ordering: .relaxed)
        })
    }
    for name in ["plain", "out"] {
      threads.append(WorkerThread { guarded { try Self.read(broker, name) } })
    }
    threads.append(
      WorkerThread {
        guarded {
          while done.load(ordering: .relaxed) < Self.writers {
            try broker.sync()
            try broker.runMaintenance()
          }
          return nil
        }
      })
    for thread in threads { thread.join() }
    #expect(complaints.withLock { $0 } == [])
    try broker.close()
  }

  /// Appends plain records, and commits as many in transactions.
  private static func write(_ broker: Broker, _ writer: Int) throws -> String? {
    let producer = try broker.openProducer("writer-\(writer)")
    let plain = RecordBatchBuilder()
    let output = RecordBatchBuilder()
    for round in 0..<rounds {
      plain.reset()
      output.reset()
      plain.append(timestamp: 1, key: [UInt8(writer)], value: Array("\(round)".utf8))
      output.append(timestamp: 1, key: [UInt8(writer)], value: Array("\(round)".utf8))
      let result = try broker.append(plain, to: TopicPartition("plain", 0))
      try broker.commit(
        LogTransaction(
          producer: producer, outputs: [PartitionRecords(TopicPartition("out", 0), output)],
          inputs: [TopicPartition("plain", 0): result.end]))
      let stable = try broker.offsets(TopicPartition("plain", 0)).stable
      if stable < result.end { return "answered up to \(result.end), readable up to \(stable)" }
    }
    return nil
  }

  /// Reads until every record of every writer was seen.
  private static func read(_ broker: Broker, _ topic: String) throws -> String? {
    var expected = [Int](repeating: 0, count: writers)
    var next: Offset = 0
    let buffer = FetchBuffer(capacity: 16)
    while expected.contains(where: { $0 < rounds }) {
      let found = try broker.read(
        TopicPartition(topic, 0), from: next, maxBytes: 700, isolation: .committed, into: buffer)
      for record in buffer.records {
        guard let key = record.keyBytes?.first, let value = record.valueBytes else { return "null" }
        let round = String(decoding: value, as: UTF8.self)
        if round != "\(expected[Int(key)])" {
          return "\(topic): writer \(key) round \(round) instead of \(expected[Int(key)])"
        }
        expected[Int(key)] += 1
      }
      next = found.next
    }
    return nil
  }
}
