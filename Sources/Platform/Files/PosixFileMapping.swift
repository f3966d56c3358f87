// A read-only mapping that grows in place. The whole range is first reserved as anonymous memory of
// zeros, one page longer than asked; growing lays pages of the file over it:
//
//   | file pages | zero pages up to the reserved length | one zero page |
//
// So reading past the end of what is mapped meets zeros instead of a fault, and a reader's
// addresses stay the same while the writer goes on.

import Glibc
import Synchronization

/// A growing mapping of a file of the machine.
final class PosixFileMapping: FileMapping {
  let path: String
  private let reserved: Int
  private let address: UInt
  private let readable = Atomic<Int>(0)
  private let mapped = Atomic<Int>(0)

  static let page = Int(sysconf(Int32(_SC_PAGESIZE)))
  /// Bytes that Linux maps around a touched page of a file.
  private static let faultWindow = 16 * page

  init(reserving: Int, path: String) throws(FileError) {
    self.path = path
    reserved = Self.pages(reserving) + Self.page
    let memory = mmap(
      nil, reserved, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
    guard let memory, memory != MAP_FAILED else {
      throw FileError(errno: errno, operation: "map", path: path)
    }
    address = UInt(bitPattern: memory)
  }

  deinit { munmap(UnsafeMutableRawPointer(bitPattern: address), reserved) }

  // Safe because the address came from a successful mmap and is never zero.
  var base: UnsafeRawPointer { UnsafeRawPointer(bitPattern: address)! }

  var count: Int { readable.load(ordering: .acquiring) }

  func extend(to count: Int, of file: any File) throws(FileError) {
    guard count > self.count else { return }
    guard let file = file as? PosixFile, Self.pages(count) < reserved else {
      throw FileError(kind: .other, operation: "map", path: path, reason: "it outgrew its mapping")
    }
    let from = mapped.load(ordering: .relaxed)
    let to = Self.pages(count)
    if to > from {
      let target = UnsafeMutableRawPointer(mutating: base + from)
      let memory = mmap(
        target, to - from, PROT_READ, MAP_SHARED | MAP_FIXED, file.number, off_t(from))
      guard memory != MAP_FAILED else {
        throw FileError(errno: errno, operation: "map", path: path)
      }
      mapped.store(to, ordering: .relaxed)
    }
    readable.store(count, ordering: .releasing)
  }

  func forget(_ range: Range<Int>) {
    // What is forgotten is read from the page cache when touched again. The kernel maps a window of
    // pages around one that is touched, so what lies a window before the range goes too.
    let from = max(0, range.lowerBound - Self.faultWindow) / Self.page * Self.page
    let to = min(range.upperBound / Self.page * Self.page, mapped.load(ordering: .relaxed))
    guard to > from else { return }
    _ = madvise(UnsafeMutableRawPointer(mutating: base + from), to - from, MADV_DONTNEED)
  }

  private static func pages(_ bytes: Int) -> Int { (bytes + page - 1) / page * page }
}
