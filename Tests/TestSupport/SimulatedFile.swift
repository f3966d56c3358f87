// Files and folders of the simulated file system, with what is on disk beside what is seen.

import Platform

/// A file or a folder. Guarded by the lock of its file system.
final class SimulatedNode {
  let isDirectory: Bool
  var names: [String: SimulatedNode] = [:]
  var durableNames: [String: SimulatedNode] = [:]
  var content: [UInt8] = []
  private var durableContent: [UInt8] = []
  private var mappings: [() -> SimulatedMapping?] = []

  private static let page = 4096

  init(isDirectory: Bool) { self.isDirectory = isDirectory }

  /// Bytes of all files below.
  var byteCount: Int { content.count + names.values.reduce(0) { $0 + $1.byteCount } }

  func setContent(_ bytes: [UInt8]) { content = bytes }

  func write(_ bytes: some Collection<UInt8>, at position: Int) {
    let end = position + bytes.count
    if content.count < end {
      content.append(contentsOf: repeatElement(0, count: end - content.count))
    }
    content.replaceSubrange(position..<end, with: bytes)
    refreshMappings(from: position)
  }

  func sync() { durableContent = content }

  func add(_ mapping: SimulatedMapping) {
    mappings.append { [weak mapping] in mapping }
  }

  func refreshMappings(from position: Int) {
    mappings.removeAll { $0() == nil }
    for mapping in mappings { mapping()?.copy(content, from: position) }
  }

  /// Keeps what a power failure leaves, and makes that the durable state.
  func losePower(_ random: SeededRandomSource) {
    if isDirectory {
      for name in Set(names.keys).union(durableNames.keys).sorted() {
        let node = random.next(below: 2) == 0 ? names[name] : durableNames[name]
        if names[name] !== durableNames[name] { names[name] = node }
      }
      durableNames = names
      for name in names.keys.sorted() { names[name]?.losePower(random) }
      return
    }
    guard content != durableContent else { return }
    let lengths = [durableContent.count, content.count].sorted()
    var length = [lengths[0], lengths[1]][random.next(below: 2)]
    if random.next(below: 3) == 0, lengths[0] < lengths[1] {
      length = lengths[0] + random.next(below: lengths[1] - lengths[0] + 1)
    }
    var survivor = [UInt8](repeating: 0, count: length)
    for start in stride(from: 0, to: length, by: Self.page) {
      let end = min(start + Self.page, length)
      // Kept up to a point, and as it was on disk from there on.
      let keptTo = [start, end, start + random.next(below: end - start + 1)][random.next(below: 3)]
      for position in start..<end {
        let source = position < keptTo ? content : durableContent
        if position < source.count { survivor[position] = source[position] }
      }
    }
    content = survivor
    durableContent = survivor
  }
}

/// An open simulated file. Safe because it only passes on to what the file system's lock guards.
final class SimulatedFile: File, @unchecked Sendable {
  let path: String
  let node: SimulatedNode
  private let fileSystem: SimulatedFileSystem
  private let generation: Int

  init(_ fileSystem: SimulatedFileSystem, _ node: SimulatedNode, path: String, generation: Int) {
    self.fileSystem = fileSystem
    self.node = node
    self.path = path
    self.generation = generation
  }

  /// Runs a change under the lock; when the machine stops at it, `partly` runs instead.
  private func change(
    _ operation: String, _ body: () throws(FileError) -> Void, partly: () -> Void
  ) throws(FileError) {
    fileSystem.lock.lock()
    defer { fileSystem.lock.unlock() }
    guard generation == fileSystem.generation else {
      throw fileSystem.stopped(operation, path)
    }
    if try fileSystem.step(operation, path).last {
      partly()
      throw fileSystem.stopped(operation, path)
    }
    try body()
  }

  func size() throws(FileError) -> Int { fileSystem.lock.withLock { node.content.count } }

  func read(
    into buffer: UnsafeMutableRawBufferPointer, at position: Int
  ) throws(FileError)
    -> Int
  {
    fileSystem.lock.withLock {
      let end = min(position + buffer.count, node.content.count)
      guard position < end else { return 0 }
      buffer.copyBytes(from: node.content[position..<end])
      return end - position
    }
  }

  func write(_ parts: [UnsafeRawBufferPointer], at position: Int) throws(FileError) {
    let bytes = parts.flatMap { [UInt8]($0) }
    try change("write") { () throws(FileError) in
      let growth = max(position + bytes.count - node.content.count, 0)
      let room = fileSystem.room(for: growth)
      node.write(bytes.dropLast(growth - room), at: position)
      if room < growth {
        throw FileError(
          kind: .diskFull, operation: "write", path: path, code: 28, reason: "no space left")
      }
    } partly: {
      node.write(bytes.prefix(fileSystem.random.next(below: bytes.count + 1)), at: position)
    }
  }

  func sync() throws(FileError) {
    try change("sync") {
      node.sync()
    } partly: {
      if fileSystem.random.next(below: 2) == 0 { node.sync() }
    }
  }

  func truncate(to length: Int) throws(FileError) {
    func cut() {
      if length <= node.content.count {
        node.content.removeLast(node.content.count - length)
      } else {
        node.write(
          [UInt8](repeating: 0, count: length - node.content.count), at: node.content.count)
      }
    }
    try change("truncate") {
      cut()
    } partly: {
      if fileSystem.random.next(below: 2) == 0 { cut() }
    }
  }

  func map(reserving: Int) throws(FileError) -> any FileMapping {
    let mapping = SimulatedMapping(reserving: reserving)
    fileSystem.lock.withLock { node.add(mapping) }
    return mapping
  }

  func close() {}
}

/// A mapping as a copy that follows its file. Safe because it grows and follows under the file
/// system's lock, and readers read only what was there before.
final class SimulatedMapping: FileMapping, @unchecked Sendable {
  private let memory: UnsafeMutableRawPointer
  private let reserved: Int
  private(set) var count = 0

  init(reserving: Int) {
    reserved = reserving
    // Not touched before it is used, so a large reservation costs nothing.
    memory = .allocate(byteCount: reserving + 64, alignment: 4096)
  }

  deinit { memory.deallocate() }

  var base: UnsafeRawPointer { UnsafeRawPointer(memory) }

  func extend(to count: Int, of file: any File) throws(FileError) {
    guard count > self.count else { return }
    guard let file = file as? SimulatedFile, count <= reserved else {
      throw FileError(kind: .other, operation: "map", path: "", reason: "it outgrew its mapping")
    }
    let size = try file.size()
    precondition(count <= size, "mapped behind the end of the file")
    let from = self.count
    self.count = count
    copy(file.node.content, from: from)
    memset64(memory + count)
  }

  func forget(_ range: Range<Int>) { precondition(range.lowerBound >= 0) }

  func copy(_ content: [UInt8], from position: Int) {
    let end = min(count, content.count)
    guard position < end else { return }
    content.withUnsafeBytes { bytes in
      (memory + position).copyMemory(
        from: bytes.baseAddress! + position, byteCount: end - position)
    }
  }

  private func memset64(_ start: UnsafeMutableRawPointer) {
    start.initializeMemory(as: UInt8.self, repeating: 0xEE, count: 64)
  }
}
