// Memory of state rows. A row of state is a fixed number of bytes; what does not fit there (a
// string, a list) lives in a blob, which the row refers to. Aggregate kernels write states, state
// tables keep them, and both need the same picture of a blob.

/// A variable-sized part of a row of state: 16 bytes inside the row.
///
///   0  pointer to the bytes, nil while `capacity` is 0
///   8  count     UInt32, bytes in use
///  12  capacity  UInt32, bytes owned
package struct Blob {
  package var start: UnsafeMutableRawPointer?
  package var count: UInt32
  package var capacity: UInt32

  package init() {
    start = nil
    count = 0
    capacity = 0
  }

  package var bytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: start, count: Int(count))
  }
}

/// Allocates the blobs of one state table and counts them.
///
/// Blocks come in powers of two from 16 bytes, so that a freed block serves the next blob of its
/// class. Safe because one task owns it.
package final class BlobArena {
  /// Bytes handed out, by capacity.
  @exclusivity(unchecked) package private(set) var byteCount = 0
  @exclusivity(unchecked) private var free: [[UnsafeMutableRawPointer]] = Array(
    repeating: [], count: 32)
  @exclusivity(unchecked) private var slabs: [UnsafeMutableRawPointer] = []
  @exclusivity(unchecked) private var slabCursor = 0
  @exclusivity(unchecked) private var slabEnd = 0
  private static let slabSize = 256 * 1024

  package init() {}

  deinit { for slab in slabs { slab.deallocate() } }

  private static func classIndex(_ bytes: Int) -> Int {
    max(4, Int.bitWidth - (max(bytes, 1) - 1).leadingZeroBitCount)
  }

  /// Makes room for `needed` bytes in all, keeping those in use.
  package func reserve(_ blob: UnsafeMutablePointer<Blob>, _ needed: Int) {
    guard needed > Int(blob.pointee.capacity) else { return }
    let index = BlobArena.classIndex(needed)
    let block = allocate(index)
    let old = blob.pointee
    if let start = old.start {
      block.copyMemory(from: start, byteCount: Int(old.count))
      recycle(start, capacity: Int(old.capacity))
    }
    blob.pointee.start = block
    blob.pointee.capacity = UInt32(1 << index)
  }

  /// Replaces the bytes of a blob.
  package func assign(_ blob: UnsafeMutablePointer<Blob>, _ bytes: UnsafeRawBufferPointer) {
    if bytes.count > Int(blob.pointee.capacity) {
      blob.pointee.count = 0
      reserve(blob, bytes.count)
    }
    if let source = bytes.baseAddress, !bytes.isEmpty {
      blob.pointee.start!.copyMemory(from: source, byteCount: bytes.count)
    }
    blob.pointee.count = UInt32(bytes.count)
  }

  /// Adds bytes at the end of a blob.
  package func append(_ blob: UnsafeMutablePointer<Blob>, _ bytes: UnsafeRawBufferPointer) {
    guard let source = bytes.baseAddress, !bytes.isEmpty else { return }
    let count = Int(blob.pointee.count)
    reserve(blob, count + bytes.count)
    (blob.pointee.start! + count).copyMemory(from: source, byteCount: bytes.count)
    blob.pointee.count = UInt32(count + bytes.count)
  }

  /// Gives the memory of a blob back and makes it empty.
  package func release(_ blob: UnsafeMutablePointer<Blob>) {
    if let start = blob.pointee.start { recycle(start, capacity: Int(blob.pointee.capacity)) }
    blob.pointee = Blob()
  }

  private func allocate(_ index: Int) -> UnsafeMutableRawPointer {
    let size = 1 << index
    byteCount += size
    if let block = free[index].popLast() { return block }
    if size > BlobArena.slabSize / 4 {
      let block = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
      slabs.append(block)
      return block
    }
    if slabCursor + size > slabEnd {
      slabs.append(.allocate(byteCount: BlobArena.slabSize, alignment: 16))
      currentSlab = slabs[slabs.count - 1]
      slabCursor = 0
      slabEnd = BlobArena.slabSize
    }
    defer { slabCursor += size }
    return currentSlab! + slabCursor
  }

  @exclusivity(unchecked) private var currentSlab: UnsafeMutableRawPointer?

  private func recycle(_ block: UnsafeMutableRawPointer, capacity: Int) {
    byteCount -= capacity
    free[BlobArena.classIndex(capacity)].append(block)
  }
}
