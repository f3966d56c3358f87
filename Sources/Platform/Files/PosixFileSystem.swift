// The file system of the machine, through the C library's calls.

import Glibc

/// The real file system.
package struct PosixFileSystem: FileSystem {
  package init() {}

  package func open(_ path: String, _ access: FileAccess) throws(FileError) -> any File {
    let flags =
      switch access {
      case .read: O_RDONLY
      case .update: O_RDWR
      case .write: O_RDWR | O_CREAT
      case .replace, .replaceSecret: O_RDWR | O_CREAT | O_TRUNC
      }
    let rights: mode_t = access == .replaceSecret ? 0o600 : 0o644
    let descriptor = Glibc.open(path, flags | O_CLOEXEC, rights)
    guard descriptor >= 0 else { throw FileError(errno: errno, operation: "open", path: path) }
    return PosixFile(path: path, descriptor: descriptor)
  }

  package func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  package func list(_ directory: String) throws(FileError) -> [String] {
    guard let stream = opendir(directory) else {
      throw FileError(errno: errno, operation: "list", path: directory)
    }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { field in
        field.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  package func createDirectory(_ path: String) throws(FileError) {
    if mkdir(path, 0o755) == 0 { return }
    var code = errno
    if code == ENOENT {
      let parent = Self.parent(of: path)
      guard parent != path else { throw FileError(errno: code, operation: "create", path: path) }
      try createDirectory(parent)
      if mkdir(path, 0o755) == 0 { return }
      code = errno
    }
    var status = stat()
    if code == EEXIST, stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { return }
    throw FileError(errno: code, operation: "create", path: path)
  }

  package func rename(_ path: String, to newPath: String) throws(FileError) {
    guard Glibc.rename(path, newPath) == 0 else {
      throw FileError(errno: errno, operation: "rename", path: path)
    }
  }

  package func remove(_ path: String) throws(FileError) {
    guard unlink(path) == 0 || errno == ENOENT else {
      throw FileError(errno: errno, operation: "remove", path: path)
    }
  }

  package func removeDirectory(_ path: String) throws(FileError) {
    guard exists(path) else { return }
    for name in try list(path) {
      let inner = path + "/" + name
      var status = stat()
      guard lstat(inner, &status) == 0 else { continue }
      if status.st_mode & S_IFMT == S_IFDIR {
        try removeDirectory(inner)
      } else {
        try remove(inner)
      }
    }
    guard rmdir(path) == 0 || errno == ENOENT else {
      throw FileError(errno: errno, operation: "remove", path: path)
    }
  }

  package func syncDirectory(_ path: String) throws(FileError) {
    let descriptor = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError(errno: errno, operation: "sync", path: path) }
    defer { Glibc.close(descriptor) }
    guard fsync(descriptor) == 0 else {
      throw FileError(errno: errno, operation: "sync", path: path)
    }
  }

  package func lock(_ path: String, holder: String) throws(FileError) -> any FileLock {
    let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw FileError(errno: errno, operation: "lock", path: path) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let code = errno
      Glibc.close(descriptor)
      guard code == EWOULDBLOCK else {
        throw FileError(errno: code, operation: "lock", path: path)
      }
      let text = (try? contents(of: path)).map { String(decoding: $0, as: UTF8.self) } ?? ""
      throw FileError(
        kind: .locked(holder: text), operation: "lock", path: path, code: code,
        reason: "it is held by another process")
    }
    let lock = PosixFileLock(file: PosixFile(path: path, descriptor: descriptor))
    try lock.describe(holder: holder)
    return lock
  }

  package func freeBytes(_ path: String) throws(FileError) -> Int {
    var status = statvfs()
    guard statvfs(path, &status) == 0 else {
      throw FileError(errno: errno, operation: "measure", path: path)
    }
    return Int(clamping: UInt64(status.f_bavail) * UInt64(status.f_frsize))
  }
}

/// A lock that lasts as long as its file is open.
final class PosixFileLock: FileLock {
  private let file: PosixFile

  init(file: PosixFile) { self.file = file }

  func describe(holder: String) throws(FileError) {
    var failure: FileError?
    var text = holder
    text.withUTF8 { bytes in
      do throws(FileError) {
        try file.truncate(to: 0)
        try file.write([UnsafeRawBufferPointer(bytes)], at: 0)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }

  func release() { file.close() }
}

extension FileError {
  /// The error of a C library call.
  init(errno code: Int32, operation: String, path: String) {
    let kind: Kind =
      switch code {
      case ENOENT: .notFound
      case EEXIST: .exists
      case ENOSPC, EDQUOT, EFBIG: .diskFull
      case EACCES, EPERM, EROFS: .denied
      case EMFILE, ENFILE: .tooManyOpenFiles
      default: .other
      }
    self.init(
      kind: kind, operation: operation, path: path, code: code,
      reason: String(cString: strerror(code)))
  }
}
