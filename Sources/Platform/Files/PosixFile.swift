// An open file of the machine. Short reads and writes are continued, interrupted calls repeated.

import Glibc
import Synchronization

/// An open file descriptor.
final class PosixFile: File {
  let path: String
  private let descriptor: Atomic<Int32>
  /// The most parts that the system takes in one call (IOV_MAX).
  private static let vectorsMax = 1024

  init(path: String, descriptor: Int32) {
    self.path = path
    self.descriptor = Atomic(descriptor)
  }

  deinit { close() }

  /// The number of the open file, -1 once it is closed (calls then fail with EBADF).
  var number: Int32 { descriptor.load(ordering: .relaxed) }

  func close() {
    let open = descriptor.exchange(-1, ordering: .relaxed)
    if open >= 0 { Glibc.close(open) }
  }

  func size() throws(FileError) -> Int {
    var status = stat()
    guard fstat(number, &status) == 0 else { throw failure("measure") }
    return Int(status.st_size)
  }

  func read(into buffer: UnsafeMutableRawBufferPointer, at position: Int) throws(FileError) -> Int {
    guard let base = buffer.baseAddress else { return 0 }
    var done = 0
    while done < buffer.count {
      let count = pread(number, base + done, buffer.count - done, off_t(position + done))
      if count > 0 {
        done += count
      } else if count == 0 {
        break
      } else if errno != EINTR {
        throw failure("read")
      }
    }
    return done
  }

  func write(_ parts: [UnsafeRawBufferPointer], at position: Int) throws(FileError) {
    if parts.count == 1 { return try write(parts[0], at: position) }
    var vectors = parts.map {
      iovec(iov_base: UnsafeMutableRawPointer(mutating: $0.baseAddress), iov_len: $0.count)
    }
    var first = 0
    var at = position
    while first < vectors.count {
      let batch = min(vectors.count - first, Self.vectorsMax)
      let count = vectors.withUnsafeBufferPointer {
        pwritev(number, $0.baseAddress! + first, Int32(batch), off_t(at))
      }
      guard count >= 0 else {
        if errno == EINTR { continue }
        throw failure("write")
      }
      at += count
      var rest = count
      while first < vectors.count, rest >= vectors[first].iov_len {
        rest -= vectors[first].iov_len
        first += 1
      }
      if rest > 0 {
        vectors[first].iov_base += rest
        vectors[first].iov_len -= rest
      }
    }
  }

  private func write(_ bytes: UnsafeRawBufferPointer, at position: Int) throws(FileError) {
    guard let base = bytes.baseAddress else { return }
    var done = 0
    while done < bytes.count {
      let count = pwrite(number, base + done, bytes.count - done, off_t(position + done))
      if count >= 0 {
        done += count
      } else if errno != EINTR {
        throw failure("write")
      }
    }
  }

  func sync() throws(FileError) {
    while fdatasync(number) != 0 {
      guard errno == EINTR else { throw failure("sync") }
    }
  }

  func truncate(to length: Int) throws(FileError) {
    while ftruncate(number, off_t(length)) != 0 {
      guard errno == EINTR else { throw failure("truncate") }
    }
  }

  func map(reserving: Int) throws(FileError) -> any FileMapping {
    try PosixFileMapping(reserving: reserving, path: path)
  }

  private func failure(_ operation: String) -> FileError {
    FileError(errno: errno, operation: operation, path: path)
  }
}
