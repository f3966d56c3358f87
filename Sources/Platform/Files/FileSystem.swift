// The file system as the rest of the house sees it: a handful of calls, each of which may fail by
// name, and nothing that reads a global. `PosixFileSystem` is the real one; tests run on a
// simulated one that loses and tears what was not synced.
//
// A write is in the page cache when the call returns and on disk only after `sync()`. A new name
// or a rename is on disk only after `syncDirectory` of the folder that holds it.

/// How a file is opened.
package enum FileAccess: Sendable {
  /// An existing file, for reading.
  case read
  /// An existing file, for reading and writing.
  case update
  /// Reading and writing; an existing file is kept, a missing one is created.
  case write
  /// Reading and writing; an existing file is emptied, a missing one is created.
  case replace
  /// As `replace`; a file that is created can be read by its owner alone.
  case replaceSecret
}

/// Folders, names and open files. Safe to use from any thread.
package protocol FileSystem: Sendable {
  /// Opens a file.
  func open(_ path: String, _ access: FileAccess) throws(FileError) -> any File
  /// Whether a file or folder of this name exists.
  func exists(_ path: String) -> Bool
  /// The names in a folder (not paths), sorted, without "." and "..".
  func list(_ directory: String) throws(FileError) -> [String]
  /// Creates a folder and those above it; one that exists is no error.
  func createDirectory(_ path: String) throws(FileError)
  /// Renames a file or folder; an existing file of the new name is replaced atomically.
  func rename(_ path: String, to newPath: String) throws(FileError)
  /// Removes a file; a missing one is no error.
  func remove(_ path: String) throws(FileError)
  /// Removes a folder with all that is in it; a missing one is no error.
  func removeDirectory(_ path: String) throws(FileError)
  /// Makes the names inside a folder durable.
  func syncDirectory(_ path: String) throws(FileError)
  /// Takes the exclusive lock that the file stands for and writes `holder` into it. When another
  /// process has it, fails with `.locked` and what that process wrote.
  func lock(_ path: String, holder: String) throws(FileError) -> any FileLock
  /// Bytes that can still be written to the volume of this path.
  func freeBytes(_ path: String) throws(FileError) -> Int
}

/// An open file. Reads may run on any thread; one writer at a time.
package protocol File: AnyObject, Sendable {
  /// The path that it was opened with.
  var path: String { get }
  /// The length in bytes.
  func size() throws(FileError) -> Int
  /// Reads up to `buffer.count` bytes at a position; fewer only at the end of the file.
  func read(into buffer: UnsafeMutableRawBufferPointer, at position: Int) throws(FileError) -> Int
  /// Writes all parts, one behind the other, at a position. After an error some of the bytes may
  /// be written: the caller truncates.
  func write(_ parts: [UnsafeRawBufferPointer], at position: Int) throws(FileError)
  /// Makes the content and the length durable.
  func sync() throws(FileError)
  /// Cuts or lengthens the file.
  func truncate(to length: Int) throws(FileError)
  /// Maps the file read-only; nothing is readable before the first `extend`. `reserving` is the
  /// most that the mapping can grow to, and costs address space only.
  func map(reserving: Int) throws(FileError) -> any FileMapping
  /// Closes it. Mappings stay valid. Also happens when the last reference goes.
  func close()
}

/// A read-only view of a file that may grow while it is in use. The view ends when the last
/// reference goes. At least 64 bytes after every byte that was asked for are readable too, with no
/// promise what they hold, so that scanners may read ahead.
package protocol FileMapping: AnyObject, Sendable {
  /// The first byte; stays the same while the mapping grows.
  var base: UnsafeRawPointer { get }
  /// Bytes that can be read now.
  var count: Int { get }
  /// Makes the first `count` bytes of the file readable; the file must be that long. Other threads
  /// may read the bytes before meanwhile; two calls at once are not allowed. The mapping itself
  /// keeps no file open, so the file is handed in again.
  func extend(to count: Int, of file: any File) throws(FileError)
  /// Says that a range of bytes is not needed for now: it stops counting as memory of the process.
  /// The bytes stay readable.
  func forget(_ range: Range<Int>)
}

/// A lock that its process holds until `release` or its end.
package protocol FileLock: AnyObject, Sendable {
  /// Replaces what a second process is told.
  func describe(holder: String) throws(FileError)
  /// Gives the lock back.
  func release()
}

extension FileSystem {
  /// The whole content of a file.
  package func contents(of path: String) throws(FileError) -> [UInt8] {
    let file = try open(path, .read)
    defer { file.close() }
    let size = try file.size()
    var bytes = [UInt8](repeating: 0, count: size)
    var failure: FileError?
    var count = 0
    bytes.withUnsafeMutableBytes { buffer in
      do throws(FileError) { count = try file.read(into: buffer, at: 0) } catch { failure = error }
    }
    if let failure { throw failure }
    if count < size { bytes.removeLast(size - count) }
    return bytes
  }

  /// Replaces a file so that after a crash either the old or the new content is there. One that
  /// holds secrets can be read by its owner alone.
  package func replace(
    _ path: String, with bytes: [UInt8], isSecret: Bool = false
  ) throws(FileError) {
    let temporary = path + ".tmp"
    // A file that is left over may be open to others, and keeps its rights.
    if isSecret { try remove(temporary) }
    let file = try open(temporary, isSecret ? .replaceSecret : .replace)
    defer { file.close() }
    var failure: FileError?
    bytes.withUnsafeBytes { buffer in
      do throws(FileError) { try file.write([buffer], at: 0) } catch { failure = error }
    }
    if let failure { throw failure }
    try file.sync()
    try rename(temporary, to: path)
    try syncDirectory(Self.parent(of: path))
  }

  /// The folder of a path: "a/b" of "a/b/c", "." when there is none.
  package static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
