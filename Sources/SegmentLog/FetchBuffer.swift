// Where a read puts what it found: one flat array of record slices, and references to the mapped
// segments and decompressed blocks that the slices point into. Owned by the caller and reused, so
// that reading allocates nothing once the buffer has grown to its size.

import Platform

/// The result of the last read. Used by one thread at a time.
package final class FetchBuffer {
  /// The slices of the last read: valid until the next read or the end of the buffer.
  package private(set) var slices: UnsafeMutablePointer<RecordSlice>
  /// How many there are.
  package internal(set) var count = 0
  private var capacity: Int
  /// Where the slices point to, and the bytes of it that were read.
  private var stretches: [(mapping: any FileMapping, bytes: Range<Int>)] = []
  private var trail = MappingTrail()
  private var blocks: [GrowableBytes] = []
  private var blocksUsed = 0

  package init(capacity: Int = 4096) {
    self.capacity = capacity
    slices = .allocate(capacity: capacity)
  }

  deinit {
    reset()
    trail.leave()
    slices.deallocate()
  }

  /// The records of the last read.
  package var records: UnsafeBufferPointer<RecordSlice> {
    UnsafeBufferPointer(start: slices, count: count)
  }

  /// Gives up the records and what keeps them alive, and keeps the memory. The mapped bytes that
  /// were read go: a reader goes on, it does not come back.
  package func reset() {
    count = 0
    blocksUsed = 0
    for stretch in stretches { trail.pass(stretch.bytes, of: stretch.mapping) }
    stretches.removeAll(keepingCapacity: true)
  }

  /// Keeps a mapping alive until the next reset.
  func keep(_ mapping: any FileMapping, read bytes: Range<Int>) {
    stretches.append((mapping, bytes))
  }

  /// Makes room for `additional` more slices.
  func reserve(_ additional: Int) {
    guard count + additional > capacity else { return }
    capacity = max(capacity * 2, count + additional)
    let larger = UnsafeMutablePointer<RecordSlice>.allocate(capacity: capacity)
    larger.moveInitialize(from: slices, count: count)
    slices.deallocate()
    slices = larger
  }

  /// An empty block for the decompressed records of one batch.
  func nextBlock() -> GrowableBytes {
    if blocksUsed == blocks.count { blocks.append(GrowableBytes(capacity: codecBlockBytes)) }
    let block = blocks[blocksUsed]
    blocksUsed += 1
    block.count = 0
    return block
  }

  /// Removes the records at and above an offset; the order is by offset.
  package func drop(from offset: Offset) {
    while count > 0, slices[count - 1].offset >= offset.value { count -= 1 }
  }

  /// Removes the records below an offset among those from `first` on; the order is by offset.
  func drop(below offset: Offset, from first: Int) {
    var keep = first
    while keep < count, slices[keep].offset < offset.value { keep += 1 }
    guard keep > first else { return }
    (slices + first).update(from: slices + keep, count: count - keep)
    count -= keep - first
  }
}

/// The size that blocks begin with: a decompressed batch of the usual producers.
private let codecBlockBytes = 65_536
