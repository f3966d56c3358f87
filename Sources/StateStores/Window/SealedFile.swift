// A file of sealed windows. Sections are appended and never change; the file goes when all its
// windows have expired. It is derived state of one process: never synced, and removed at the next
// start, because restoring seals anew while it loads.
//
//   section   0  magic UInt32 "MWIN" | version UInt32, 1
//             8  window start Int64
//            16  rows UInt32 | slot blocks UInt32
//            24  heap bytes UInt64
//            32  row stride UInt32 | CRC-32C of bytes 0 ..< 36 UInt32, zeros to 64
//            64  rows: as in memory, with heap positions in place of addresses, and at 6 the lower
//                half of the CRC-32C of the row with zeros there
//                slot blocks of 256 bytes: 31 slots, UInt32 CRC-32C of them, UInt32 0
//                slot: UInt64, hash | row number + 1 << 32; 0 = empty; by hash × slots >> 32
//                heap: items of long keys and blobs: UInt32 length, UInt32 CRC-32C, bytes
//
// Everything is read with plain reads, not through a mapping: a late row needs some 300 bytes, and
// the pages that a mapping brings in around them would count as memory of the process.

import Platform

/// One file of sealed windows.
final class SealedFile {
  let path: String
  private let fileSystem: any FileSystem
  private let file: any File
  /// Bytes that complete sections and the section being written take.
  private(set) var size = 0
  /// Where point look-ups read slots and rows.
  let slotScratch = ByteSink(capacity: SealedSection.blockBytes)
  let rowScratch = ByteSink(capacity: 256)
  let heapScratch = ByteSink(capacity: 256)

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

  /// Replaces the content of a sink by bytes of the file.
  func read(_ count: Int, at position: Int, into sink: ByteSink) throws(StoreError) {
    guard try sink.take(count, of: file, at: position) else { throw corrupt() }
  }

  func corrupt() -> StoreError {
    StoreError(
      .corrupt,
      "the sealed windows in \(path) are not what was written; the query restores them from its "
        + "changelog when it is started again", at: path)
  }
}
