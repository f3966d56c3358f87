// A broker in a folder of its own, topics, and queries run to their end on the test's thread.

import Operators
import Plan
import Platform
import SegmentLog
import Testing
import Values

/// Runs the tasks of one query over a log.
final class TaskHarness {
  let broker: Broker
  let time = ManualTimeSource(wallMilliseconds: 1_700_000_000_000)
  let problems = CollectedProblems()
  var settings = TaskSettings()
  /// Whether queries have a folder for snapshots and sealed windows.
  var keepsSnapshots = false
  private let folder: String
  private let fileSystem = PosixFileSystem()

  init() throws {
    folder = "/tmp/millrace-operators-\(SystemRandomSource().next())"
    broker = try Broker.open(
      BrokerSettings(folder: folder), fileSystem: fileSystem, time: time,
      random: SeededRandomSource(seed: 1))
    settings.startsAtEnd = false
  }

  deinit {
    try? broker.close()
    try? fileSystem.removeDirectory(folder)
  }

  func topic(_ name: String, partitions: Int = 1) throws {
    try broker.createTopic(name, TopicConfiguration(partitionCount: partitions))
  }

  /// Appends records written as `key|value@time`; `-` stands for null.
  func publish(_ topic: String, partition: Int = 0, _ lines: [String]) throws {
    let builder = RecordBatchBuilder()
    for line in lines {
      let record = TextRecord(line)
      builder.append(timestamp: record.time, key: record.key, value: record.value)
    }
    _ = try broker.append(builder, to: TopicPartition(topic, partition))
  }

  /// All committed records of a topic, partition by partition, as `publish` takes them.
  func records(
    _ topic: String, text: ([UInt8]) -> [UInt8] = { $0 }
  ) throws -> [String] {
    let description = try #require(broker.describe(topic))
    return try description.partitions.flatMap { try records($0, text: text) }
  }

  /// Expects exactly these committed records in a topic.
  func expect(
    _ topic: String, _ lines: [String], sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let found = try records(topic)
    #expect(found == lines, "\(topic) has \(found)", sourceLocation: sourceLocation)
  }

  func records(
    _ partition: TopicPartition, text: ([UInt8]) -> [UInt8] = { $0 }
  ) throws -> [String] {
    let buffer = FetchBuffer()
    var next = Offset.zero
    var lines: [String] = []
    while true {
      let fetched = try broker.read(
        partition, from: next, maxBytes: 1 << 20, isolation: .committed, into: buffer)
      guard fetched.next > next else { return lines }
      for record in buffer.records {
        lines.append(
          TextRecord(
            key: record.keyBytes.map { text(Array($0)) }, value: record.valueBytes.map(Array.init),
            time: record.timestamp
          ).line)
      }
      next = fetched.next
    }
  }

  /// As `records` for a topic with windowed keys: the key is followed by its window.
  func windowedRecords(_ topic: String, isSession: Bool = false) throws -> [String] {
    try records(topic, text: { TextRecord.windowedKey($0, isSession: isSession) })
  }

  func expectWindowed(
    _ topic: String, isSession: Bool = false, _ lines: [String],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let found = try windowedRecords(topic, isSession: isSession)
    #expect(found == lines, "\(topic) has \(found)", sourceLocation: sourceLocation)
  }

  // MARK: - Queries

  func services(log: (any LogStore)? = nil) -> TaskServices {
    TaskServices(
      log: log ?? broker, time: time, random: SeededRandomSource(seed: 2), problems: problems,
      settings: settings,
      snapshots: keepsSnapshots ? SnapshotPlace(folder + "/state", in: fileSystem) : nil)
  }

  /// The files of sealed windows.
  func sealedFiles() throws -> [String] {
    let sealed = folder + "/state/sealed"
    guard fileSystem.exists(sealed) else { return [] }
    return try fileSystem.list(sealed).flatMap { try fileSystem.list("\(sealed)/\($0)") }
  }

  /// Opens all tasks of a query, its internal topics made where they are missing.
  func open(_ plan: PhysicalPlan, log: (any LogStore)? = nil) throws -> [QueryTask] {
    let graph = try TaskGraph(
      plan, applicationID: "app_\(plan.queryID)", isTransient: plan.sink == nil,
      partitionCount: { self.broker.describe($0)?.configuration.partitionCount })
    for topic in graph.internalTopics where broker.describe(topic.name) == nil {
      try broker.createTopic(topic.name, topic.configuration)
    }
    return try graph.tasks.map { try QueryTask.open($0, of: graph, services: services(log: log)) }
  }

  /// Runs tasks until none of them has anything to do.
  func drain(_ tasks: [QueryTask]) throws {
    var isBusy = true
    while isBusy {
      isBusy = false
      for task in tasks {
        let before = task.metrics.recordsRead
        while try task.run(budgetNanoseconds: .max) == .moreInput {}
        isBusy = isBusy || task.metrics.recordsRead != before
      }
    }
  }

  /// Runs a query over what is in its topics.
  func run(_ plan: PhysicalPlan) throws { try drain(open(plan)) }
}

/// A record as a test writes it: `key|value@time`, `-` for null.
struct TextRecord {
  var key: [UInt8]?
  var value: [UInt8]?
  var time: Int64

  init(key: [UInt8]?, value: [UInt8]?, time: Int64) {
    self.key = key
    self.value = value
    self.time = time
  }

  init(_ line: String) {
    let at = line.lastIndex(of: "@") ?? line.endIndex
    time = at < line.endIndex ? Int64(line[line.index(after: at)...]) ?? 0 : 0
    let parts = line[..<at].split(separator: "|", maxSplits: 1, omittingEmptySubsequences: false)
    func bytes(_ text: Substring) -> [UInt8]? { text == "-" ? nil : Array(text.utf8) }
    key = bytes(parts[0])
    value = parts.count > 1 ? bytes(parts[1]) : nil
  }

  /// `key<start-end` or, of a time window, `key<start`.
  static func windowedKey(_ key: [UInt8], isSession: Bool) -> [UInt8] {
    func number(_ bytes: ArraySlice<UInt8>) -> Int { bytes.reduce(0) { $0 << 8 | Int($1) } }
    let inner = String(decoding: key.dropLast(isSession ? 16 : 8), as: UTF8.self)
    let last = number(key.suffix(8))
    guard isSession else { return Array("\(inner)<\(last)".utf8) }
    return Array("\(inner)<\(last)-\(number(key.suffix(16).prefix(8)))".utf8)
  }

  var line: String {
    func text(_ bytes: [UInt8]?) -> String {
      bytes.map { String(decoding: $0, as: UTF8.self) } ?? "-"
    }
    return "\(text(key))|\(text(value))@\(time)"
  }
}

/// Keeps problems for a test to look at. Safe because the lock guards the array.
final class CollectedProblems: ProblemSink, @unchecked Sendable {
  private let lock = Lock()
  private var collected: [RecordProblem] = []

  func report(_ problem: RecordProblem) { lock.withLock { collected.append(problem) } }

  var all: [RecordProblem] { lock.withLock { collected } }
}
