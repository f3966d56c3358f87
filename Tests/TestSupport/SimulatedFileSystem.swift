// A file system in memory that forgets what was not synced. The contract, from which a test knows
// what must survive:
//
//   process crash   every write and every name that was made survives
//   power failure   content up to the last `sync` of a file survives; each later 4 KiB page is
//                   independently kept, lost, or torn, and the length is the synced one, the
//                   current one, or something between. A name that was made, moved or removed
//                   since the last `syncDirectory` of its folder is either way
//
// It stops at the operation whose number the test chose: a write is then done in part, and every
// later call fails, until `restart`. It also runs out of space at a number of bytes.

package import Platform

/// How a simulated machine stops.
package enum CrashKind: Sendable {
  case process
  case power
}

/// A file system in memory. Safe because `lock` guards everything in it.
package final class SimulatedFileSystem: FileSystem, @unchecked Sendable {
  let lock = Lock()
  let random: SeededRandomSource
  private let root = SimulatedNode(isDirectory: true)
  /// Rises with every restart; handles of an earlier life fail.
  private(set) var generation = 0
  private var operationCount = 0
  private var crashAt: Int?
  private var isStopped = false
  private var spaceMax: Int?
  private var locks: Set<String> = []

  package init(seed: UInt64) { random = SeededRandomSource(seed: seed) }

  /// Operations that changed something so far.
  package var operations: Int { lock.withLock { operationCount } }

  /// Stops the machine at the operation that comes `count` operations from now.
  package func crash(after count: Int) { lock.withLock { crashAt = operationCount + count } }

  /// Bytes that fit on the volume; nil for no limit.
  package func limitSpace(_ bytes: Int?) { lock.withLock { spaceMax = bytes } }

  /// Whether the machine has stopped.
  package var hasStopped: Bool { lock.withLock { isStopped } }

  /// Starts again with what survives.
  package func restart(after kind: CrashKind) {
    lock.withLock {
      generation += 1
      isStopped = false
      crashAt = nil
      locks = []
      if kind == .power { root.losePower(random) }
    }
  }

  /// Overwrites bytes of a file behind everybody's back.
  package func damage(_ path: String, at position: Int, _ bytes: [UInt8]) {
    lock.withLock {
      guard let node = find(path) else { return }
      for (index, byte) in bytes.enumerated() { node.content[position + index] = byte }
      node.refreshMappings(from: position)
    }
  }

  // MARK: - Inside, with the lock held

  /// Counts an operation that changes something; false when it must not happen any more. `last`
  /// says that it is the one at which the machine stops.
  func step(_ operation: String, _ path: String) throws(FileError) -> (last: Bool, Void) {
    if isStopped { throw stopped(operation, path) }
    operationCount += 1
    if let crashAt, operationCount >= crashAt {
      isStopped = true
      return (true, ())
    }
    return (false, ())
  }

  func stopped(_ operation: String, _ path: String) -> FileError {
    FileError(
      kind: .other, operation: operation, path: path, code: 5, reason: "the machine has stopped")
  }

  /// Bytes that are free for `additional` more.
  func room(for additional: Int) -> Int {
    guard let spaceMax else { return additional }
    return min(max(spaceMax - root.byteCount, 0), additional)
  }

  private func parts(_ path: String) -> [String] {
    path.split(separator: "/").map(String.init).filter { $0 != "." }
  }

  private func find(_ path: String) -> SimulatedNode? {
    var node = root
    for part in parts(path) {
      guard let next = node.names[part] else { return nil }
      node = next
    }
    return node
  }

  private func parent(
    _ path: String, _ operation: String
  ) throws(FileError)
    -> (node: SimulatedNode, name: String)
  {
    let all = parts(path)
    guard let name = all.last, let node = find(all.dropLast().joined(separator: "/")),
      node.isDirectory
    else { throw missing(operation, path) }
    return (node, name)
  }

  private func missing(_ operation: String, _ path: String) -> FileError {
    FileError(
      kind: .notFound, operation: operation, path: path, code: 2, reason: "no such file")
  }

  /// Fails when the machine has stopped; for operations that change nothing.
  private func checkRunning(_ operation: String, _ path: String) throws(FileError) {
    if isStopped { throw stopped(operation, path) }
  }

  /// One operation that changes names: done wholly unless the machine stops at it.
  private func change(
    _ operation: String, _ path: String, _ body: () throws(FileError) -> Void
  ) throws(FileError) {
    let isLast = try step(operation, path).last
    if isLast {
      // Done or not: nobody will be told.
      if random.next(below: 2) == 0 { try body() }
      throw stopped(operation, path)
    }
    try body()
  }

  // MARK: - FileSystem

  package func open(_ path: String, _ access: FileAccess) throws(FileError) -> any File {
    lock.lock()
    defer { lock.unlock() }
    try checkRunning("open", path)
    if let node = find(path) {
      if access == .replace || access == .replaceSecret {
        try change("open", path) { node.setContent([]) }
      }
      return SimulatedFile(self, node, path: path, generation: generation)
    }
    guard access != .read, access != .update else { throw missing("open", path) }
    let (folder, name) = try parent(path, "open")
    let node = SimulatedNode(isDirectory: false)
    try change("open", path) { folder.names[name] = node }
    return SimulatedFile(self, node, path: path, generation: generation)
  }

  package func exists(_ path: String) -> Bool { lock.withLock { find(path) != nil } }

  package func list(_ directory: String) throws(FileError) -> [String] {
    lock.lock()
    defer { lock.unlock() }
    try checkRunning("list", directory)
    guard let node = find(directory) else { throw missing("list", directory) }
    return node.names.keys.sorted()
  }

  package func createDirectory(_ path: String) throws(FileError) {
    lock.lock()
    defer { lock.unlock() }
    try checkRunning("create", path)
    var node = root
    for part in parts(path) {
      if let next = node.names[part] {
        node = next
        continue
      }
      let made = SimulatedNode(isDirectory: true)
      try change("create", path) { node.names[part] = made }
      node = made
    }
  }

  package func rename(_ path: String, to newPath: String) throws(FileError) {
    lock.lock()
    defer { lock.unlock() }
    let (from, name) = try parent(path, "rename")
    let (to, newName) = try parent(newPath, "rename")
    guard let node = from.names[name] else { throw missing("rename", path) }
    try change("rename", path) {
      from.names[name] = nil
      to.names[newName] = node
    }
  }

  package func remove(_ path: String) throws(FileError) {
    lock.lock()
    defer { lock.unlock() }
    try checkRunning("remove", path)
    guard find(path) != nil else { return }
    let (folder, name) = try parent(path, "remove")
    try change("remove", path) { folder.names[name] = nil }
  }

  package func removeDirectory(_ path: String) throws(FileError) { try remove(path) }

  package func syncDirectory(_ path: String) throws(FileError) {
    lock.lock()
    defer { lock.unlock() }
    guard let node = find(path) else { throw missing("sync", path) }
    try change("sync", path) { node.durableNames = node.names }
  }

  package func lock(_ path: String, holder: String) throws(FileError) -> any FileLock {
    let file = try open(path, .write)
    lock.lock()
    defer { lock.unlock() }
    guard locks.insert(path).inserted else {
      let text = find(path).map { String(decoding: $0.content, as: UTF8.self) } ?? ""
      throw FileError(
        kind: .locked(holder: text), operation: "lock", path: path, reason: "it is held")
    }
    (file as? SimulatedFile)?.node.setContent(Array(holder.utf8))
    return SimulatedFileLock(self, path: path, generation: generation)
  }

  package func freeBytes(_ path: String) throws(FileError) -> Int {
    lock.withLock { spaceMax.map { max($0 - root.byteCount, 0) } ?? .max }
  }

  func release(_ path: String, generation: Int) {
    lock.withLock { if generation == self.generation { locks.remove(path) } }
  }

  func describe(_ path: String, holder: String) {
    lock.withLock { find(path)?.setContent(Array(holder.utf8)) }
  }
}

/// A lock of the simulated file system.
final class SimulatedFileLock: FileLock {
  private let fileSystem: SimulatedFileSystem
  private let path: String
  private let generation: Int

  init(_ fileSystem: SimulatedFileSystem, path: String, generation: Int) {
    self.fileSystem = fileSystem
    self.path = path
    self.generation = generation
  }

  func describe(holder: String) throws(FileError) { fileSystem.describe(path, holder: holder) }

  func release() { fileSystem.release(path, generation: generation) }
}
