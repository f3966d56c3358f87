// The rows of a join buffer in one stretch of time: a table from keys to lists of rows by time, and
// the chunks that the rows lie in. Dropped as a whole.
//
// Safe because the bucket owns its chunks and its lists hold only rows in them.

import Values

/// One stretch of time of a join buffer.
final class JoinBucket {
  let index: Int64
  /// key ─▶ first row (8 bytes) | last row (8 bytes)
  let keys: StateTable
  private var chunks: [UnsafeMutableRawPointer] = []
  private var cursor = 0
  private var end = 0
  private(set) var chunkBytes = 0
  private(set) var rowCount = 0

  private static let firstChunk = 4 * 1024
  private static let largestChunk = 256 * 1024

  init(index: Int64, keyWidth: Int?) {
    self.index = index
    keys = StateTable(
      layout: RowLayout(rowBytes: 16), keyWidth: keyWidth, pageRows: 256, tracksChanges: false)
  }

  deinit { for chunk in chunks { chunk.deallocate() } }

  var byteCount: Int { keys.byteCount + chunkBytes }

  /// Adds a row to the list of a key.
  func append(
    to list: UnsafeMutableRawPointer, timestamp: Int64, sequence: UInt64, flags: UInt8,
    _ bytes: UnsafeRawBufferPointer
  ) -> JoinRow {
    let node = allocate(JoinRow.headerBytes + (bytes.count + 7) & ~7)
    node.storeBytes(of: nil, as: UnsafeMutableRawPointer?.self)
    node.storeBytes(of: list, toByteOffset: 8, as: UnsafeMutableRawPointer.self)
    node.storeBytes(of: timestamp, toByteOffset: 16, as: Int64.self)
    node.storeBytes(of: sequence, toByteOffset: 24, as: UInt64.self)
    node.storeBytes(of: UInt64(flags), toByteOffset: 32, as: UInt64.self)
    node.storeBytes(of: UInt32(bytes.count), toByteOffset: 36, as: UInt32.self)
    if let source = bytes.baseAddress {
      (node + JoinRow.headerBytes).copyMemory(from: source, byteCount: bytes.count)
    }
    let row = JoinRow(node: node)
    link(row, in: list)
    rowCount += 1
    return row
  }

  /// Most rows come in the order of time and go to the end of the list.
  private func link(_ row: JoinRow, in list: UnsafeMutableRawPointer) {
    guard let last = list.load(fromByteOffset: 8, as: UnsafeMutableRawPointer?.self) else {
      list.storeBytes(of: row.node, as: UnsafeMutableRawPointer.self)
      list.storeBytes(of: row.node, toByteOffset: 8, as: UnsafeMutableRawPointer.self)
      return
    }
    if JoinRow(node: last).precedes(row) {
      JoinRow(node: last).next = row.node
      list.storeBytes(of: row.node, toByteOffset: 8, as: UnsafeMutableRawPointer.self)
      return
    }
    // The list's head and a row's link are both the first word.
    var previous = list
    while let node = previous.load(as: UnsafeMutableRawPointer?.self),
      JoinRow(node: node).precedes(row)
    {
      previous = node
    }
    row.next = previous.load(as: UnsafeMutableRawPointer?.self)
    previous.storeBytes(of: row.node, as: UnsafeMutableRawPointer.self)
  }

  private func allocate(_ bytes: Int) -> UnsafeMutableRawPointer {
    if cursor + bytes > end {
      end = max(bytes, min(JoinBucket.largestChunk, JoinBucket.firstChunk << min(chunks.count, 6)))
      chunks.append(.allocate(byteCount: end, alignment: 16))
      chunkBytes += end
      cursor = 0
    }
    defer { cursor += bytes }
    return chunks[chunks.count - 1] + cursor
  }
}
