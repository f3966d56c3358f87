// A broker over the simulated file system, and short ways to write and read text records.

import Platform
import TestSupport

@testable import SegmentLog

/// A broker in memory that can be stopped and started.
final class LogFixture {
  let files: SimulatedFileSystem
  let time = ManualTimeSource(wallMilliseconds: 1_000_000)
  private let random = SeededRandomSource(seed: 5)
  var settings = BrokerSettings(folder: "/data")
  private(set) var broker: Broker

  init(seed: UInt64 = 1, durability: Durability = .cache) throws {
    files = SimulatedFileSystem(seed: seed)
    settings.durability = durability
    broker = try Broker.open(settings, fileSystem: files, time: time, random: random)
  }

  /// Opens the folder again, as a new process does.
  func reopen() throws {
    broker = try Broker.open(settings, fileSystem: files, time: time, random: random)
  }

  /// Ends the machine or the process, and opens the folder again.
  func crash(_ kind: CrashKind) throws {
    files.restart(after: kind)
    try reopen()
  }

  /// Says which run of the machine this is.
  func boot(_ name: String) throws {
    let folder = "/proc/sys/kernel/random"
    try files.createDirectory(folder)
    try files.replace(folder + "/boot_id", with: Array(name.utf8))
    for path in ["/", "/proc", "/proc/sys", "/proc/sys/kernel"] { try files.syncDirectory(path) }
  }

  /// Creates a topic; `change` sets what differs from the defaults.
  func topic(
    _ name: String, partitions: Int = 1, _ change: (inout TopicConfiguration) -> Void = { _ in }
  ) throws {
    var configuration = TopicConfiguration(partitionCount: partitions)
    change(&configuration)
    try broker.createTopic(name, configuration)
  }

  /// Appends values, each as "key=value", or "key" for a tombstone; the time is the clock's.
  @discardableResult
  func append(_ topic: String, _ partition: Int = 0, _ records: String...) throws -> AppendResult {
    try broker.append(batch(records), to: TopicPartition(topic, partition))
  }

  func batch(_ records: [String]) -> RecordBatchBuilder {
    let builder = RecordBatchBuilder()
    for record in records {
      let parts = record.split(separator: "=", maxSplits: 1).map { Array($0.utf8) }
      builder.append(
        timestamp: time.wallMilliseconds(), key: parts[0], value: parts.count > 1 ? parts[1] : nil)
    }
    return builder
  }

  /// All records as "offset:key=value".
  func read(
    _ topic: String, _ partition: Int = 0, from offset: Offset? = nil,
    _ isolation: Isolation = .committed, maxBytes: Int = 1 << 20
  ) throws -> [String] {
    try entries(topic, partition, from: offset, isolation, maxBytes: maxBytes).map {
      "\($0.offset):\($0.text)"
    }
  }

  /// All records with their offsets apart.
  func entries(
    _ topic: String, _ partition: Int = 0, from offset: Offset? = nil,
    _ isolation: Isolation = .committed, maxBytes: Int = 1 << 20
  ) throws -> [(offset: Int64, text: String)] {
    let name = TopicPartition(topic, partition)
    var next = try offset ?? broker.offsets(name).start
    var found: [(offset: Int64, text: String)] = []
    let buffer = FetchBuffer(capacity: 1)
    while true {
      let result = try broker.read(
        name, from: next, maxBytes: maxBytes, isolation: isolation, into: buffer)
      for record in buffer.records { found.append((record.offset, Self.text(record))) }
      guard result.next > next else { return found }
      next = result.next
    }
  }

  static func text(_ record: RecordSlice) -> String {
    func word(_ bytes: UnsafeRawBufferPointer?) -> String? {
      bytes.map { String(decoding: $0, as: UTF8.self) }
    }
    let key = word(record.keyBytes) ?? "null"
    guard let value = word(record.valueBytes) else { return key }
    return "\(key)=\(value)"
  }

  func offsets(_ topic: String, _ partition: Int = 0) throws -> PartitionOffsets {
    try broker.offsets(TopicPartition(topic, partition))
  }

  /// The files of a partition, without the caches.
  func segments(_ topic: String, _ partition: Int = 0) throws -> [String] {
    try files.list("/data/topics/\(topic)/\(partition)").filter { $0.hasSuffix(".log") }
  }

  func logPath(_ topic: String, _ base: Offset = 0) -> String {
    "/data/topics/\(topic)/0/\(SegmentName.log(base))"
  }
}
