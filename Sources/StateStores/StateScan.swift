// The result of an ordered read over rows that may lie in memory or in sealed files. Rows from
// files are copied, so that blobs are pointers again; the copies live as long as the scan.
//
// Safe because the scan owns its copies, and callers use rows in memory only until the next change
// of their store.

package import Values

/// Rows in the order of a scan, with their keys and what the store orders by.
package final class StateScan {
  /// One address a row; read-only.
  package private(set) var states: [UnsafeMutableRawPointer] = []
  /// The key of each row.
  package let keys = EncodedKeys(rowCapacity: 64)
  /// Window or session start of each row; empty for tables.
  package private(set) var starts: [Int64] = []
  /// Window or session end of each row; empty for tables.
  package private(set) var ends: [Int64] = []
  private var copies: [UnsafeMutableRawPointer] = []
  /// The chunk that small copies are cut from.
  private var cursor = 0
  private var end = 0

  init() {}

  deinit { for copy in copies { copy.deallocate() } }

  package var count: Int { states.count }

  func append(_ key: UnsafeRawBufferPointer, _ state: UnsafeMutableRawPointer) {
    keys.append(key)
    states.append(state)
  }

  func append(
    _ key: UnsafeRawBufferPointer, _ state: UnsafeMutableRawPointer, start: Int64, end: Int64
  ) {
    append(key, state)
    starts.append(start)
    ends.append(end)
  }

  private static let chunkBytes = 16 * 1024

  /// Memory for copies of rows that lives as long as the scan, aligned to 16 bytes.
  func allocate(_ bytes: Int) -> UnsafeMutableRawPointer {
    let size = max((bytes + 15) & ~15, 16)
    if size > StateScan.chunkBytes / 4 {
      let block = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
      copies.insert(block, at: 0)
      return block
    }
    if cursor + size > end {
      copies.append(.allocate(byteCount: StateScan.chunkBytes, alignment: 16))
      cursor = 0
      end = StateScan.chunkBytes
    }
    defer { cursor += size }
    return copies[copies.count - 1] + cursor
  }

  /// A copy of bytes that lives as long as the scan.
  func copy(_ bytes: UnsafeRawBufferPointer) -> UnsafeMutableRawPointer {
    let copy = allocate(bytes.count)
    if let source = bytes.baseAddress { copy.copyMemory(from: source, byteCount: bytes.count) }
    return copy
  }
}
