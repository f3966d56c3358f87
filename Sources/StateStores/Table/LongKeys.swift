// Keys that do not fit the key area of their row: UInt32 length, then the bytes, in blocks of a
// multiple of 16 bytes cut from chunks. A freed block serves the next key of its size.
//
// Safe because one task owns the store and blocks are released once, by the row that holds them.

/// Memory of long keys.
struct LongKeys: ~Copyable {
  private var chunks: [UnsafeMutableRawPointer] = []
  private var large: Set<UnsafeMutableRawPointer> = []
  private var free: [[UnsafeMutableRawPointer]] = []
  private var cursor = 0
  private var end = 0
  /// Bytes of all chunks and large blocks.
  private(set) var byteCount = 0

  private static let firstChunk = 2 * 1024
  private static let largestChunk = 64 * 1024
  private static let largestBlock = 1024

  init() {}

  deinit {
    for chunk in chunks { chunk.deallocate() }
    for block in large { block.deallocate() }
  }

  private static func blockBytes(_ keyBytes: Int) -> Int { (keyBytes + 4 + 15) & ~15 }

  /// Stores a key and gives its address.
  mutating func store(_ key: UnsafeRawBufferPointer) -> UnsafeMutableRawPointer {
    let block = allocate(LongKeys.blockBytes(key.count))
    block.storeBytes(of: UInt32(key.count), as: UInt32.self)
    if let source = key.baseAddress { (block + 4).copyMemory(from: source, byteCount: key.count) }
    return block
  }

  /// Takes a key's memory back.
  mutating func release(_ block: UnsafeMutableRawPointer) {
    let bytes = LongKeys.blockBytes(Int(block.load(as: UInt32.self)))
    if bytes > LongKeys.largestBlock {
      large.remove(block)
      block.deallocate()
      byteCount -= bytes
    } else {
      free[bytes >> 4].append(block)
    }
  }

  mutating func removeAll() {
    for chunk in chunks { chunk.deallocate() }
    for block in large { block.deallocate() }
    chunks = []
    large = []
    free = []
    cursor = 0
    end = 0
    byteCount = 0
  }

  private mutating func allocate(_ bytes: Int) -> UnsafeMutableRawPointer {
    if bytes > LongKeys.largestBlock {
      let block = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 16)
      large.insert(block)
      byteCount += bytes
      return block
    }
    if free.isEmpty { free = Array(repeating: [], count: LongKeys.largestBlock / 16 + 1) }
    if let block = free[bytes >> 4].popLast() { return block }
    if cursor + bytes > end {
      end = min(LongKeys.largestChunk, LongKeys.firstChunk << min(chunks.count, 5))
      chunks.append(.allocate(byteCount: end, alignment: 16))
      byteCount += end
      cursor = 0
    }
    defer { cursor += bytes }
    return chunks[chunks.count - 1] + cursor
  }
}
