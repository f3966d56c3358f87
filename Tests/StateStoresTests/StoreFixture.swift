// What the tests of stores share: a folder that goes away, a broker with one changelog topic, and
// short ways to make keys and read rows.

import Platform
import SegmentLog
import StateStores
import Values

/// A folder for one test, removed at its end.
final class TemporaryFolder {
  let fileSystem = PosixFileSystem()
  let path: String

  init() throws {
    path = "/tmp/millrace-stores-\(SystemRandomSource().next())"
    try fileSystem.createDirectory(path)
  }

  deinit { try? fileSystem.removeDirectory(path) }

  /// Flips one bit of a file.
  func damage(_ file: String, at position: Int) throws {
    let file = try fileSystem.open(file, .write)
    defer { file.close() }
    var byte: [UInt8] = [0]
    _ = try byte.withUnsafeMutableBytes { try file.read(into: $0, at: position) }
    byte[0] ^= 1
    try byte.withUnsafeBytes { try file.write([$0], at: position) }
  }
}

/// A broker with a changelog topic, and commits to it.
final class ChangelogFixture {
  let folder: TemporaryFolder
  let log: Broker
  let partition = TopicPartition("changelog", 0)
  private let producer: Producer
  private var time: Int64 = 1
  /// What builds of snapshots may take.
  var limits = SnapshotLimits()

  init() throws {
    folder = try TemporaryFolder()
    log = try Broker.open(BrokerSettings(folder: folder.path + "/data"))
    var configuration = TopicConfiguration()
    configuration.retentionMilliseconds = -1
    configuration.segmentBytes = 64 * 1024
    try log.createTopic("changelog", configuration)
    producer = try log.openProducer("task")
  }

  deinit { try? log.close() }

  var snapshots: SnapshotFolder {
    SnapshotFolder(folder.path + "/snapshots", in: folder.fileSystem)
  }

  var sealing: WindowSealing {
    WindowSealing(fileSystem: folder.fileSystem, directory: folder.path + "/windows")
  }

  /// Commits what changed; false when nothing did.
  @discardableResult
  func commit(_ changelog: Changelog) throws -> Bool {
    guard let records = try changelog.prepare(timestamp: time) else { return false }
    time += 1
    try log.commit(LogTransaction(producer: producer, outputs: [records], inputs: [:]))
    changelog.didCommit()
    return true
  }

  /// Prepares a commit that the log refuses.
  func failCommit(_ changelog: Changelog) throws {
    guard let records = try changelog.prepare(timestamp: time) else { return }
    _ = try log.append([records], in: producer)
    try log.abortTransaction(of: producer)
  }

  var builder: SnapshotBuilder {
    SnapshotBuilder(log: log, partition: partition, folder: snapshots, limits: limits)
  }
}

/// Random numbers that one seed repeats.
struct SeededNumbers: RandomNumberGenerator {
  private let source: SeededRandomSource
  init(seed: UInt64) { source = SeededRandomSource(seed: seed) }
  func next() -> UInt64 { source.next() }
}

/// A batch of keys from arrays.
func encodedKeys(_ keys: [[UInt8]]) -> EncodedKeys {
  let encoded = EncodedKeys(rowCapacity: 4)
  for key in keys { encoded.append(key) }
  return encoded
}

/// Keys of 0 to 40 bytes, so that short, inline and long ones are among them.
func textKey(_ number: Int) -> [UInt8] {
  let length = number % 41
  return Array("\(number)-abcdefghijklmnopqrstuvwxyzabcdefghijklmnop".utf8.prefix(length + 2))
    + Array(String(number).utf8)
}

/// Upserts a batch and gives the states and the positions of new rows.
func upsert(
  _ table: StateTable, _ keys: EncodedKeys
) -> (states: [UnsafeMutableRawPointer], inserted: [Int32]) {
  var inserted: [Int32] = []
  let states = [UnsafeMutableRawPointer](
    unsafeUninitializedCapacity: keys.count
  ) { buffer, count in
    // Safe because the tests upsert at least one key.
    table.upsert(
      keys, rows: nil, count: keys.count, into: buffer.baseAddress!, inserted: &inserted)
    count = keys.count
  }
  return (states, inserted)
}

func int64(_ state: UnsafeMutableRawPointer, _ offset: Int = 0) -> Int64 {
  state.load(fromByteOffset: offset, as: Int64.self)
}

func setInt64(_ state: UnsafeMutableRawPointer, _ offset: Int = 0, _ value: Int64) {
  state.storeBytes(of: value, toByteOffset: offset, as: Int64.self)
}

func setBlob(
  _ state: UnsafeMutableRawPointer, _ offset: Int, _ bytes: [UInt8], _ arena: BlobArena
) {
  bytes.withUnsafeBytes {
    arena.assign((state + offset).assumingMemoryBound(to: Blob.self), $0)
  }
}

func blob(_ state: UnsafeMutableRawPointer, _ offset: Int) -> [UInt8] {
  Array((state + offset).load(as: Blob.self).bytes)
}

/// Eight bytes of number and a blob.
let countAndText = RowLayout(rowBytes: 24, blobOffsets: [8], description: Array("n,text".utf8))
