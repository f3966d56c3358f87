// The rows that changed since the last commit, each listed once (a flag in the row says so), and
// the keys that were removed. In chunks, so that a long list grows without a stall.
//
// Safe because one task owns the list, and room is reserved before rows are pushed.

/// What a commit has to write.
struct DirtyRows: ~Copyable {
  private struct Chunk {
    var rows: UnsafeMutablePointer<UnsafeMutableRawPointer>
    var capacity: Int
    var count: Int
  }

  private var chunks: [Chunk] = []
  private(set) var count = 0
  /// Keys removed since the last commit: UInt32 length, bytes, and so on.
  private(set) var removedKeys: [UInt8] = []
  private(set) var removedCount = 0
  private(set) var byteCount = 0

  init() {}

  deinit { for chunk in chunks { chunk.rows.deallocate() } }

  var isEmpty: Bool { count == 0 && removedCount == 0 }

  /// Where the next `room` rows may be written; `advance` counts them.
  mutating func reserve(_ room: Int) -> UnsafeMutablePointer<UnsafeMutableRawPointer> {
    if let last = chunks.last, last.capacity - last.count >= room { return last.rows + last.count }
    let capacity = max(room, min(4096, max(16, count)))
    chunks.append(Chunk(rows: .allocate(capacity: capacity), capacity: capacity, count: 0))
    byteCount += capacity * 8
    return chunks[chunks.count - 1].rows
  }

  mutating func advance(by added: Int) {
    guard added > 0 else { return }
    chunks[chunks.count - 1].count += added
    count += added
  }

  mutating func push(_ row: UnsafeMutableRawPointer) {
    reserve(1).pointee = row
    advance(by: 1)
  }

  mutating func pushRemoved(_ key: UnsafeRawBufferPointer) {
    withUnsafeBytes(of: UInt32(key.count)) { removedKeys.append(contentsOf: $0) }
    removedKeys.append(contentsOf: key)
    removedCount += 1
  }

  /// Calls back with each stretch of rows, in the order in which they became dirty.
  func forEachStretch(
    _ body: (UnsafeMutablePointer<UnsafeMutableRawPointer>, Int) -> Void
  ) {
    for chunk in chunks { body(chunk.rows, chunk.count) }
  }

  /// Calls back with each removed key.
  func forEachRemoved(_ body: (UnsafeRawBufferPointer) -> Void) {
    removedKeys.withUnsafeBytes { bytes in
      var position = 0
      while position < bytes.count {
        let length = Int(bytes.loadUnaligned(fromByteOffset: position, as: UInt32.self))
        body(UnsafeRawBufferPointer(rebasing: bytes[(position + 4)..<(position + 4 + length)]))
        position += 4 + length
      }
    }
  }

  /// Forgets rows and keys; the flags in the rows are the caller's to clear.
  mutating func removeAll() {
    for chunk in chunks.dropFirst() {
      byteCount -= chunk.capacity * 8
      chunk.rows.deallocate()
    }
    if !chunks.isEmpty {
      chunks.removeSubrange(1...)
      chunks[0].count = 0
    }
    count = 0
    removedKeys.removeAll(keepingCapacity: removedKeys.count < 1 << 16)
    removedCount = 0
  }
}
