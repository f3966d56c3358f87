// A file system that lets a test look in at the moment of a rename.

import Platform
import Synchronization
import TestSupport

/// Passes everything on; calls back after each rename.
final class HookedFileSystem: FileSystem {
  private let inner: SimulatedFileSystem
  private let hook = Mutex<(@Sendable (String) -> Void)?>(nil)

  init(_ inner: SimulatedFileSystem) { self.inner = inner }

  func afterRename(_ body: (@Sendable (String) -> Void)?) { hook.withLock { $0 = body } }

  func rename(_ path: String, to newPath: String) throws(FileError) {
    try inner.rename(path, to: newPath)
    hook.withLock { $0 }?(newPath)
  }

  func open(_ path: String, _ access: FileAccess) throws(FileError) -> any File {
    try inner.open(path, access)
  }
  func exists(_ path: String) -> Bool { inner.exists(path) }
  func list(_ directory: String) throws(FileError) -> [String] { try inner.list(directory) }
  func createDirectory(_ path: String) throws(FileError) { try inner.createDirectory(path) }
  func remove(_ path: String) throws(FileError) { try inner.remove(path) }
  func removeDirectory(_ path: String) throws(FileError) { try inner.removeDirectory(path) }
  func syncDirectory(_ path: String) throws(FileError) { try inner.syncDirectory(path) }
  func lock(_ path: String, holder: String) throws(FileError) -> any FileLock {
    try inner.lock(path, holder: holder)
  }
  func freeBytes(_ path: String) throws(FileError) -> Int { try inner.freeBytes(path) }
}
