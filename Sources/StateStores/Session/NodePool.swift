// Nodes of one size that never move: cut from chunks, given back to a free list.
//
// Safe because one store owns the pool and gives a node back once.

/// Memory of equal nodes.
struct NodePool: ~Copyable {
  private let nodeBytes: Int
  private var chunks: [UnsafeMutableRawPointer] = []
  private var chunkNodes = 0
  private var nextNode = 0
  private var free: [UnsafeMutableRawPointer] = []
  private(set) var byteCount = 0

  private static let firstChunk = 16
  private static let largestChunk = 1024

  init(nodeBytes: Int) { self.nodeBytes = nodeBytes }

  deinit { for chunk in chunks { chunk.deallocate() } }

  /// A node; all zeros when it is new, else with the bytes of its former life.
  mutating func allocate() -> UnsafeMutableRawPointer {
    if let node = free.popLast() { return node }
    if nextNode == chunkNodes {
      chunkNodes = min(NodePool.largestChunk, NodePool.firstChunk << min(chunks.count, 6))
      let chunk = UnsafeMutableRawPointer.allocate(
        byteCount: chunkNodes * nodeBytes, alignment: 16)
      chunk.initializeMemory(as: UInt8.self, repeating: 0, count: chunkNodes * nodeBytes)
      chunks.append(chunk)
      byteCount += chunkNodes * nodeBytes
      nextNode = 0
    }
    defer { nextNode += 1 }
    return chunks[chunks.count - 1] + nextNode * nodeBytes
  }

  mutating func release(_ node: UnsafeMutableRawPointer) { free.append(node) }
}
