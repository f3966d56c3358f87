// A file of sealed windows. Sections are appended and never change; the file goes when all its
// windows have expired. It is derived state of one process: never synced, and removed at the next
// start, because restoring seals anew while it loads.
//
//   section   0  magic UInt32 "MWIN" | version UInt32, 1
//             8  window start Int64
//            16  rows UInt32 | log2 of slots UInt32
//            24  heap bytes UInt64
//            32  CRC-32C of rows, slots, heap UInt32 × 3 | row stride UInt32
//            48  CRC-32C of bytes 0 ..< 48 UInt32, zeros to 64
//            64  rows: as in memory, with heap positions in place of addresses
//                slots: UInt32 each, row number + 1, by the lower bits of the hash
//                heap: long keys (UInt32 length, bytes) and the bytes of blobs
//
// Pages that a reader touched count as memory until the mapping goes, which it does at every
// commit; the kernel keeps them cached as long as it likes.

import Platform

/// One file of sealed windows and its current mapping.
final class SealedFile {
  let path: String
  private let fileSystem: any FileSystem
  private let file: any File
  /// Bytes that complete sections and the section being written take.
  private(set) var size = 0
  /// Sections that a window still uses.
  var liveSections = 0
  private var mapping: (any FileMapping)?

  init(_ path: String, in fileSystem: any FileSystem) throws(StoreError) {
    self.path = path
    self.fileSystem = fileSystem
    do { file = try fileSystem.open(path, .replace) } catch { throw StoreError(error) }
  }

  deinit {
    file.close()
    try? fileSystem.remove(path)
  }

  /// Sets bytes aside for a section and gives its position.
  func reserve(_ bytes: Int) -> Int {
    defer { size += (bytes + 63) & ~63 }
    return size
  }

  /// Takes the last reservation back.
  func cancel(reservationAt position: Int) { size = position }

  func write(_ bytes: UnsafeRawBufferPointer, at position: Int) throws(StoreError) {
    do { try file.write([bytes], at: position) } catch { throw StoreError(error) }
  }

  /// Makes sure that the file is as long as its sections say.
  func extend(to length: Int) throws(StoreError) {
    do throws(FileError) {
      if try file.size() < length { try file.truncate(to: length) }
    } catch { throw StoreError(error) }
  }

  /// The file's bytes, of which the first `end` can be read.
  func bytes(upTo end: Int) throws(StoreError) -> UnsafeRawPointer {
    if let mapping, mapping.count >= end { return mapping.base }
    do throws(FileError) {
      let mapping = try file.map(reserving: max(end, 1))
      try mapping.extend(to: end, of: file)
      self.mapping = mapping
      return mapping.base
    } catch { throw StoreError(error) }
  }

  /// Gives up the mapping, and with it the pages that readers touched.
  func dropMapping() { mapping = nil }
}
