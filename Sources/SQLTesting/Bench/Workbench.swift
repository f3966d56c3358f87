// A database of its own for one test: a fresh data folder, a clock that stands at the epoch, tasks
// that run only when the test says so, and a gate in front of the topics.

import Engine
import Platform
import SegmentLog

/// Why a test could not be carried on.
struct TestFailure: Error {
  let reason: String

  init(_ reason: String) { self.reason = reason }
}

/// The database of one test, over restarts and crashes.
final class Workbench {
  let lens: Lens
  let gate = LogGate()
  private let files = PosixFileSystem()
  /// A little after the epoch, so that a clock that was asked differs from one that was not.
  private let time = ManualTimeSource(wallMilliseconds: 1_000)
  private let random = SystemRandomSource()
  private let partitioner: TestPartitioner
  private let dialect: SessionDialect
  private let folder: String
  private var generation = 0
  private var scheduler = ManualScheduler()
  private(set) var database: Database
  private(set) var session: Session
  private var heldQueries: Set<String> = []
  private var isClosed = false

  /// Turns that all tasks together may take in one step; more means that one never comes to rest.
  private static let turnLimit = 20_000

  enum TestPartitioner { case first, byKey }

  init(
    _ lens: Lens, partitioner: TestPartitioner, dialect: SessionDialect = .test
  ) throws(TestFailure) {
    self.lens = lens
    self.dialect = dialect
    self.partitioner = partitioner
    // Shared memory where there is some: a test writes many small files and keeps none.
    let base = files.exists("/dev/shm") ? "/dev/shm" : "/tmp"
    folder = base + "/millrace-test-" + String(random.next(), radix: 36)
    database = try Workbench.open(
      folder + "/0", scheduler, gate, (time, random), lens.batchSize, partitioner)
    session = database.session(dialect: dialect)
  }

  private static func open(
    _ folder: String, _ scheduler: ManualScheduler, _ gate: LogGate,
    _ world: (ManualTimeSource, SystemRandomSource), _ batchSize: Int,
    _ partitioner: TestPartitioner
  ) throws(TestFailure) -> Database {
    var configuration = DatabaseConfiguration(directory: folder)
    configuration.workers = 0
    configuration.batchSize = batchSize
    if partitioner == .first { configuration.sendToFirstPartition() }
    configuration.startsFromEarliest = true
    configuration.properties = ["ksql.service.id": "some.ksql.service.id"]
    configuration.time = world.0
    configuration.random = world.1
    configuration.decorateLog = { GatedLogStore($0, gate) }
    do throws(DatabaseError) {
      return try Database.open(configuration, scheduler: scheduler)
    } catch {
      throw TestFailure("the database does not open: \(error.message)")
    }
  }

  /// Closes the database and removes its files.
  func close() {
    guard !isClosed else { return }
    isClosed = true
    database.close()
    // A folder that stays behind in shared memory harms nobody.
    try? files.removeDirectory(folder)
  }

  // MARK: - Running

  /// Lets all tasks run until they have nothing to do.
  func run() throws(TestFailure) {
    guard scheduler.runUntilIdle(turnLimit: Workbench.turnLimit) else {
      throw TestFailure("the queries do not come to rest")
    }
  }

  /// Holds a query still, also over restarts, or lets it run again.
  func hold(_ query: String, _ isHeld: Bool) {
    if isHeld { heldQueries.insert(query) } else { heldQueries.remove(query) }
    database.hold(query, isHeld)
  }

  /// The last failure of each query that has one.
  var failures: [(query: String, message: String)] {
    database.queryIDs.compactMap { id in
      database.failures(of: id).first.map { (id, $0.message) }
    }
  }

  /// After a step that changed something: what the lens does to the database.
  func interrupt() throws(TestFailure) {
    let old = database
    switch lens.interruption {
    case .none: return
    case .restart: old.close()
    case .crash:
      do throws(FileError) {
        try copy("\(folder)/\(generation)", to: "\(folder)/\(generation + 1)")
      } catch {
        throw TestFailure("the data folder cannot be copied: \(error.description)")
      }
      generation += 1
      old.close()
    }
    let (properties, variables) = (session.properties, session.variables)
    scheduler = ManualScheduler()
    database = try Workbench.open(
      "\(folder)/\(generation)", scheduler, gate, (time, random), lens.batchSize, partitioner)
    session = database.session(dialect: dialect)
    for (name, value) in variables { session.defineVariable(name, value) }
    for (name, value) in properties {
      do throws(DatabaseError) { try session.setProperty(name, value) } catch {
        throw TestFailure("property \(name) cannot be set again: \(error.message)")
      }
    }
    for query in heldQueries { database.hold(query, true) }
  }

  private func copy(_ path: String, to target: String) throws(FileError) {
    // Only folders can be listed.
    guard let names = try? files.list(path) else {
      let bytes = try files.contents(of: path)
      let file = try files.open(target, .replace)
      defer { file.close() }
      var failure: FileError?
      bytes.withUnsafeBytes { buffer in
        do throws(FileError) { try file.write([buffer], at: 0) } catch { failure = error }
      }
      if let failure { throw failure }
      return
    }
    try files.createDirectory(target)
    for name in names where name != ".lock" {
      try copy(path + "/" + name, to: target + "/" + name)
    }
  }

  // MARK: - Topics and records

  /// Creates a topic unless it is there.
  func ensureTopic(_ name: String, partitions: Int) throws(TestFailure) {
    guard database.log.describe(name) == nil else { return }
    do throws(LogError) {
      try database.log.createTopic(name, TopicConfiguration(partitionCount: partitions))
    } catch {
      throw TestFailure("topic \(name): \(error.sentence)")
    }
  }

  /// Appends one record and gives its offset.
  @discardableResult
  func append(
    _ record: TestRecord, to topic: String, partition: Int = 0
  ) throws(TestFailure) -> Int64 {
    let builder = RecordBatchBuilder()
    builder.append(
      timestamp: record.timestamp, key: record.key, value: record.value, headers: record.headers)
    do throws(LogError) {
      return try database.log.append(builder, to: TopicPartition(topic, partition)).first.value
    } catch {
      throw TestFailure("topic \(topic): \(error.sentence)")
    }
  }

  /// The partition of a key, as the queries choose it.
  func partition(of key: [UInt8]?, in topic: String) -> Int {
    let count = database.log.describe(topic)?.configuration.partitionCount ?? 1
    guard partitioner == .byKey, let key else { return 0 }
    return key.withUnsafeBytes { Murmur2.partition(of: $0, count: count) }
  }

  /// All committed records of a topic, partition by partition.
  func records(of topic: String) throws(TestFailure) -> [TestRecord] {
    var records: [TestRecord] = []
    do throws(DatabaseError) {
      let reader = try database.reader(topic: topic, fromBeginning: true)
      var isAtEnd = false
      while !isAtEnd {
        let count = records.count
        _ = try reader.read { partition, slice throws(DatabaseError) in
          records.append(
            TestRecord(
              partition: partition, timestamp: slice.timestamp,
              key: slice.keyBytes.map { Array($0) }, value: slice.valueBytes.map { Array($0) },
              headers: slice.headers))
        }
        isAtEnd = records.count == count
      }
    } catch {
      throw TestFailure(error.message)
    }
    return records
  }
}

/// A record as bytes.
struct TestRecord {
  var partition = 0
  var timestamp: Int64
  var key: [UInt8]?
  var value: [UInt8]?
  var headers: [RecordHeader] = []
}
