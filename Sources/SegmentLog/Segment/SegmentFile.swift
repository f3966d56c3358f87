// The open file and the mapping of a segment. Both are opened when they are needed and may be given
// up at any time between two uses, so that thousands of partitions live within the limits of open
// files and mappings. `OpenFiles` decides who gives up.

import Platform

/// The way to the bytes of one segment. Safe because `lock` guards the mutable fields.
final class SegmentFile: @unchecked Sendable {
  let path: String
  private let fileSystem: any FileSystem
  private let openFiles: OpenFiles
  private let lock = Lock()
  private var file: (any File)?
  private var view: (any FileMapping)?
  private var viewReserved = 0
  /// When it was last used, on the clock of `OpenFiles`.
  private var lastUse: UInt64 = 0

  init(path: String, fileSystem: any FileSystem, openFiles: OpenFiles) {
    self.path = path
    self.fileSystem = fileSystem
    self.openFiles = openFiles
  }

  /// The open file; stays open as long as the caller holds it.
  func open() throws(FileError) -> any File {
    lock.lock()
    lastUse = openFiles.tick()
    if let file {
      lock.unlock()
      return file
    }
    defer { openFiles.opened(self) }
    defer { lock.unlock() }
    let opened = try fileSystem.open(path, .update)
    file = opened
    return opened
  }

  /// The mapping, with the first `count` bytes readable. `reserving` is what the file may grow to.
  func map(_ count: Int, reserving: Int) throws(FileError) -> any FileMapping {
    lock.lock()
    if let view, view.count >= count {
      lastUse = openFiles.tick()
      lock.unlock()
      return view
    }
    lock.unlock()
    let opened = try open()
    lock.lock()
    defer { lock.unlock() }
    if view == nil || viewReserved < count {
      viewReserved = max(count, reserving)
      view = try opened.map(reserving: viewReserved)
    }
    // Safe because it was just set.
    let mapping = view!
    try mapping.extend(to: count, of: opened)
    return mapping
  }

  /// Gives up file and mapping; readers that hold them keep them.
  func release() {
    lock.lock()
    defer { lock.unlock() }
    file = nil
    view = nil
  }

  /// When it was last used, nil when nothing is open.
  var use: UInt64? {
    lock.lock()
    defer { lock.unlock() }
    return file == nil && view == nil ? nil : lastUse
  }
}
