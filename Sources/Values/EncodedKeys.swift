// The keys of a batch as bytes: what state tables hash and compare, what the changelog stores and
// what range scans order by. One object is reused from batch to batch, so that encoding allocates
// nothing once it has grown to its size.
//
// Safe because one task owns the object, and room is reserved before bytes are written.

/// Encoded keys of the rows of one batch, by row number.
///
/// Rows that the selection left out have bytes and a hash without meaning.
package final class EncodedKeys {
  /// All tables hash with this seed, so that one pass of hashing serves every store of a task.
  package static let seed: UInt64 = 0x6A09_E667_F3BC_C908

  /// How many rows the batch has.
  package private(set) var count = 0
  /// `count + 1` positions into `bytes`.
  package private(set) var offsets: UnsafeMutablePointer<Int32>
  /// The hash of each key.
  package private(set) var hashes: UnsafeMutablePointer<UInt64>
  /// The keys, one behind the other; readable for 64 bytes past the last.
  package private(set) var bytes: UnsafeMutableRawPointer
  /// Set bit = a key column of the row is NULL; nil = none is.
  package internal(set) var nulls: Bitmap?

  private var rowCapacity: Int
  private var byteCapacity: Int
  /// Rows whose offsets stand at multiples of `stride`, as a fixed-width encoding left them.
  private var strideRows = 0
  private var stride = 0

  package init(rowCapacity: Int = 4096) {
    self.rowCapacity = max(rowCapacity, 16)
    byteCapacity = self.rowCapacity * 16
    offsets = .allocate(capacity: self.rowCapacity + 1)
    hashes = .allocate(capacity: self.rowCapacity)
    bytes = .allocate(byteCount: byteCapacity + Buffer.padding, alignment: 16)
    offsets[0] = 0
  }

  deinit {
    offsets.deallocate()
    hashes.deallocate()
    bytes.deallocate()
  }

  /// The bytes of one key.
  @inlinable
  package subscript(row: Int) -> UnsafeRawBufferPointer {
    let start = Int(offsets[row])
    return UnsafeRawBufferPointer(start: bytes + start, count: Int(offsets[row + 1]) - start)
  }

  /// Whether a key column of the row is NULL.
  package func isNull(_ row: Int) -> Bool { nulls?[row] ?? false }

  // MARK: - Filling

  /// Starts over with `count` rows whose offsets, bytes and hashes the caller writes.
  package func begin(count: Int) {
    self.count = count
    nulls = nil
    strideRows = 0
    reserve(rows: count, used: 0)
    offsets[0] = 0
  }

  /// Starts over with `count` rows of `width` bytes each; offsets are set, bytes and hashes are the
  /// caller's to write.
  package func begin(count: Int, width: Int) {
    let ready = stride == width ? strideRows : 0
    begin(count: count)
    reserve(bytes: count * width, used: 0)
    if ready < count {
      for row in ready...count { offsets[row] = Int32(truncatingIfNeeded: row * width) }
    }
    stride = width
    strideRows = max(ready, count)
  }

  /// Makes room for `needed` bytes of keys in all, keeping the first `used`.
  package func reserve(bytes needed: Int, used: Int) {
    guard needed > byteCapacity else { return }
    byteCapacity = max(needed, byteCapacity * 2)
    let larger = UnsafeMutableRawPointer.allocate(
      byteCount: byteCapacity + Buffer.padding, alignment: 16)
    larger.copyMemory(from: bytes, byteCount: used)
    bytes.deallocate()
    bytes = larger
  }

  /// Adds one key behind the others, with its hash: for look-ups by hand and for replay.
  package func append(_ key: UnsafeRawBufferPointer) {
    reserve(rows: count + 1, used: count)
    let start = Int(offsets[count])
    reserve(bytes: start + key.count, used: start)
    if let source = key.baseAddress {
      (bytes + start).copyMemory(from: source, byteCount: key.count)
    }
    hashes[count] = ByteHash.hash(bytes + start, count: key.count, seed: EncodedKeys.seed)
    count += 1
    offsets[count] = Int32(truncatingIfNeeded: start + key.count)
    strideRows = 0
  }

  /// Adds one key from an array.
  package func append(_ key: [UInt8]) { key.withUnsafeBytes { append($0) } }

  /// Forgets all keys and keeps the memory.
  package func reset() { begin(count: 0) }

  private func reserve(rows needed: Int, used: Int) {
    guard needed > rowCapacity else { return }
    rowCapacity = max(needed, rowCapacity * 2)
    let newOffsets = UnsafeMutablePointer<Int32>.allocate(capacity: rowCapacity + 1)
    newOffsets.update(from: offsets, count: used + 1)
    offsets.deallocate()
    offsets = newOffsets
    let newHashes = UnsafeMutablePointer<UInt64>.allocate(capacity: rowCapacity)
    newHashes.update(from: hashes, count: used)
    hashes.deallocate()
    hashes = newHashes
    strideRows = 0
  }
}
