// The transaction log: the one file whose order decides what is committed. It also carries what
// else must survive and is small: producer epochs, progress, checkpoints of partitions.
//
//   file    "MRJOURNL" | version u32 | frame …
//   frame   length u32 | CRC-32C of the payload u32 | payload (one entry)
//
// Version 1 knew fewer kinds of entries; a start reads it and begins a file of version 2. Reading ends
// at the first frame that is not whole; what follows was never answered. The journal is
// rewritten when it has grown: the state as entries, then the decisions whose markers are not yet
// written. The new file takes the next number; the highest number counts.

import Platform

/// The journal of a broker. Safe because `lock` guards the mutable fields; `syncing` is taken before
/// it by those who wait for the disk.
final class Journal: @unchecked Sendable {
  static let version: UInt32 = 2
  static let magic = Array("MRJOURNL".utf8)

  private let fileSystem: any FileSystem
  private let folder: String
  private let lock = Lock()
  private let syncing = Lock()
  private var state: JournalState
  private var number: Int64
  private var file: any File
  private var size: Int
  private var syncedSize: Int
  private var failure: LogError?
  /// Decisions whose markers are not all written.
  private var undelivered: [UInt64: Decision] = [:]

  private init(
    _ fileSystem: any FileSystem, folder: String, number: Int64, file: any File, size: Int,
    state: JournalState
  ) {
    self.fileSystem = fileSystem
    self.folder = folder
    self.number = number
    self.file = file
    self.size = size
    syncedSize = size
    self.state = state
  }

  // MARK: - Reading what is there

  /// The entries of the newest journal in a folder, and its number; none and 0 in a new folder.
  static func entries(
    in folder: String, _ fileSystem: any FileSystem
  ) throws(LogError)
    -> (entries: [JournalEntry], number: Int64)
  {
    let (bytes, newest) = try LogError.converting("reading the journal") {
      () throws(FileError) -> ([UInt8], Int64) in
      let numbers = try fileSystem.list(folder).compactMap {
        SegmentName.base($0, ending: ".journal")?.value
      }
      guard let newest = numbers.max() else { return ([], 0) }
      return (try fileSystem.contents(of: path(folder, newest)), newest)
    }
    return (try entries(of: bytes, path: path(folder, newest)), newest)
  }

  /// The whole entries at the front of a journal file.
  private static func entries(
    of bytes: [UInt8], path: String
  ) throws(LogError)
    -> [JournalEntry]
  {
    guard bytes.starts(with: magic) else { return [] }
    var reader = ByteReader(bytes[magic.count...])
    guard let found = reader.take(UInt32.self), found > 0 else { return [] }
    guard found <= version else {
      throw LogError(
        .unsupportedVersion,
        "\(path) has version \(found), this program reads up to \(version); use the program that "
          + "wrote it", path: path)
    }
    var position = magic.count + 4
    var entries: [JournalEntry] = []
    while bytes.count - position >= 8 {
      var head = ByteReader(bytes[position..<position + 8])
      guard let length = head.take(UInt32.self).map(Int.init),
        let checksum = head.take(UInt32.self),
        length > 0, length <= bytes.count - position - 8
      else { break }
      let payload = bytes[position + 8..<position + 8 + length]
      guard payload.withUnsafeBytes({ CRC32C.checksum($0) }) == checksum,
        let entry = JournalEntry(payload)
      else { break }
      entries.append(entry)
      position += 8 + length
    }
    return entries
  }

  /// Begins a new journal file with a state and decisions, durably, and removes the older ones.
  static func begin(
    in folder: String, _ fileSystem: any FileSystem, after number: Int64, state: JournalState,
    decisions: [Decision], final: JournalEntry
  ) throws(LogError) -> Journal {
    try LogError.converting("writing the journal") { () throws(FileError) in
      let entries = state.entries + decisions.map { .decision($0) } + [final]
      let (file, size) = try write(entries, folder: folder, fileSystem, number: number + 1)
      var state = state
      state.apply(final)
      return Journal(
        fileSystem, folder: folder, number: number + 1, file: file, size: size, state: state)
    }
  }

  /// Replaces the journal of this number by one with the given entries.
  static func replace(
    in folder: String, _ fileSystem: any FileSystem, number: Int64, _ entries: [JournalEntry]
  ) throws(LogError) {
    _ = try LogError.converting("writing the journal") { () throws(FileError) in
      try write(entries, folder: folder, fileSystem, number: number)
    }
  }

  private static func write(
    _ entries: [JournalEntry], folder: String, _ fileSystem: any FileSystem, number: Int64
  ) throws(FileError) -> (file: any File, size: Int) {
    var bytes = magic
    bytes.appendBigEndian(version)
    for entry in entries { bytes.append(contentsOf: frame(entry)) }
    try fileSystem.replace(path(folder, number), with: bytes)
    for name in try fileSystem.list(folder) {
      guard let old = SegmentName.base(name, ending: ".journal"), old.value != number else {
        continue
      }
      try fileSystem.remove(folder + "/" + name)
    }
    return (try fileSystem.open(path(folder, number), .update), bytes.count)
  }

  private static func path(_ folder: String, _ number: Int64) -> String {
    folder + "/" + SegmentName.log(Offset(number)).dropLast(3) + "journal"
  }

  private static func frame(_ entry: JournalEntry) -> [UInt8] {
    let payload = entry.encoded
    var frame: [UInt8] = []
    frame.reserveCapacity(payload.count + 8)
    frame.appendBigEndian(UInt32(payload.count))
    frame.appendBigEndian(payload.withUnsafeBytes { CRC32C.checksum($0) })
    frame.append(contentsOf: payload)
    return frame
  }

  // MARK: - Appending

  /// The state, as a value.
  var current: JournalState {
    lock.lock()
    defer { lock.unlock() }
    return state
  }

  /// Reads something from the state without copying it.
  func read<Result>(_ body: (JournalState) -> Result) -> Result {
    lock.lock()
    defer { lock.unlock() }
    return body(state)
  }

  /// Bytes of the file.
  var byteCount: Int {
    lock.lock()
    defer { lock.unlock() }
    return size
  }

  /// Appends entries and applies them; on disk only after `sync`.
  func append(_ entries: [JournalEntry]) throws(LogError) {
    lock.lock()
    defer { lock.unlock() }
    try appendLocked(entries)
  }

  /// Writes an entry that depends on the state, in one step with reading it.
  func append<Result>(
    _ make: (JournalState) throws(LogError) -> (JournalEntry, Result)
  )
    throws(LogError) -> Result
  {
    lock.lock()
    defer { lock.unlock() }
    let (entry, result) = try make(state)
    try appendLocked([entry])
    return result
  }

  /// Writes a decision, giving it its number. From here on the transaction is committed.
  func decide(_ decision: Decision) throws(LogError) -> Decision {
    lock.lock()
    defer { lock.unlock() }
    var decision = decision
    decision.sequence = state.nextSequence
    try appendLocked([.decision(decision)])
    undelivered[decision.sequence] = decision
    return decision
  }

  /// All markers of a decision are written.
  func delivered(_ decision: Decision) {
    lock.lock()
    defer { lock.unlock() }
    undelivered[decision.sequence] = nil
  }

  private func appendLocked(_ entries: [JournalEntry]) throws(LogError) {
    if let failure { throw failure }
    var bytes: [UInt8] = []
    for entry in entries { bytes.append(contentsOf: Self.frame(entry)) }
    var failed: FileError?
    bytes.withUnsafeBytes { buffer in
      do throws(FileError) { try file.write([buffer], at: size) } catch { failed = error }
    }
    if let failed {
      let cause = LogError(failed, while: "writing the journal")
      do throws(FileError) {
        try file.truncate(to: size)
        try file.sync()
      } catch {
        self.failure = cause
      }
      throw cause
    }
    size += bytes.count
    for entry in entries { state.apply(entry) }
  }

  /// Waits until all entries that are written now are on disk.
  func sync() throws(LogError) {
    lock.lock()
    let target = size
    lock.unlock()
    syncing.lock()
    defer { syncing.unlock() }
    lock.lock()
    if let failure {
      lock.unlock()
      throw failure
    }
    guard syncedSize < target else {
      lock.unlock()
      return
    }
    let reached = size
    let file = self.file
    lock.unlock()
    do throws(FileError) { try file.sync() } catch {
      // What is on disk is unknown now. No decision may be taken back or added before a start has
      // read the file again.
      let failure = LogError(error, while: "syncing the journal")
      lock.withLock { self.failure = failure }
      throw failure
    }
    lock.lock()
    syncedSize = max(syncedSize, reached)
    lock.unlock()
  }

  /// Rewrites the journal as its state. `settle` is called while no decision can be written: it
  /// makes everything that was decided durable and returns the checkpoints of the partitions.
  func rewrite(
    final: JournalEntry? = nil, settle: () throws(LogError) -> [JournalEntry]
  )
    throws(LogError)
  {
    syncing.lock()
    defer { syncing.unlock() }
    lock.lock()
    defer { lock.unlock() }
    if let failure { throw failure }
    for entry in try settle() { state.apply(entry) }
    // Their progress is part of the state already.
    let decisions = undelivered.values.sorted { $0.sequence < $1.sequence }.map {
      decision -> JournalEntry in
      var decision = decision
      decision.progress = []
      return .decision(decision)
    }
    let entries = state.entries + decisions + (final.map { [$0] } ?? [.opened])
    let written = try LogError.converting("rewriting the journal") { () throws(FileError) in
      try Self.write(entries, folder: folder, fileSystem, number: number + 1)
    }
    number += 1
    file = written.file
    size = written.size
    syncedSize = written.size
  }

  /// Closes the file.
  func close() {
    lock.lock()
    defer { lock.unlock() }
    if failure == nil {
      failure = LogError(.closed, "the log is closed; open it again to go on")
    }
    file.close()
  }
}
