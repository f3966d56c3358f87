// From hashes to row numbers: extendible hashing over small segments of open addressing, so that
// growth splits one segment of a few hundred entries at a time and never rehashes the table.
//
//   directory   2^depth words, picked by the upper bits of the hash
//               word: address of a segment (64-byte aligned) | log2(slots / 16)
//   segment     64 bytes: entry count, local depth; then the slots, picked by the lower bits
//   slot        UInt64: hash 32 | row number + 1 << 32; 0 = empty
//
// A segment has 16 … 512 slots and is split, or doubled while it is the only one, when three
// quarters are taken. Segments fill one after the other because their loads scatter: at the peak
// of a wave of splits a batch of 4096 new keys moves some 20 000 entries, 0.1 ms.
// Only keys whose 32-bit hashes agree in the upper half cannot be told apart by splitting; their
// segment then grows past 512 slots.
//
// Safe because one task owns the index, segments come from the directory alone, and positions are
// masked by the number of slots.

/// An index from 32-bit hashes to rows. Entries with equal hashes are kept apart by the caller, who
/// compares keys.
struct HashIndex: ~Copyable {
  static let segmentHeader = 64
  static let smallest = 16
  /// log2(512 / 16)
  static let splitClass = 5
  /// Segments are not split deeper than this: the lower bits choose the slot.
  static let deepest = 22

  private(set) var directory: UnsafeMutablePointer<UInt>
  private(set) var depth = 0
  /// Bytes of directory and segments.
  private(set) var byteCount = 0
  /// Entries that growth has moved so far: the measure of its stalls.
  private(set) var movedEntries = 0

  /// Entries for which an index is made large at once; zeroing its slots takes some 50 µs.
  private static let expectedMax = 1 << 16
  /// Entries of a segment that is expected to stay whole: loads scatter around it.
  private static let expectedLoad = 320

  /// `expected`: entries that are likely to come, so that they need no growth; any number may.
  init(expected: Int = 0) {
    let expected = min(expected, HashIndex.expectedMax)
    var depth = 0
    while HashIndex.expectedLoad << depth < expected { depth += 1 }
    var sizeClass = 0
    while sizeClass < HashIndex.splitClass,
      depth > 0 || (HashIndex.smallest << sizeClass) / 4 * 3 < expected
    {
      sizeClass += 1
    }
    let count = 1 << depth
    self.depth = depth
    directory = .allocate(capacity: count)
    directory.initialize(repeating: 0, count: count)
    byteCount = count * 8
    for place in 0..<count {
      directory[place] = allocateSegment(sizeClass: sizeClass, depth: depth)
    }
  }

  deinit {
    forEachSegment { $0.base.deallocate() }
    directory.deallocate()
  }

  var view: IndexView { IndexView(directory: directory, shift: UInt64(32 - depth)) }

  /// Adds an entry. The caller knows that the key is not there.
  mutating func insert(hash: UInt32, row: UInt32) {
    while true {
      let place = Int(UInt64(hash) >> UInt64(32 - depth))
      let segment = Segment(directory[place])
      if segment.count < segment.limit {
        segment.place(hash: hash, row: row)
        segment.count += 1
        return
      }
      if depth == 0 && segment.sizeClass < HashIndex.splitClass
        || segment.depth >= HashIndex.deepest || segment.isUniform
      {
        double(place)
      } else {
        split(place)
      }
    }
  }

  /// Removes the entry of a row.
  func remove(hash: UInt32, row: UInt32) {
    Segment(directory[Int(UInt64(hash) >> UInt64(32 - depth))]).remove(hash: hash, row: row)
  }

  /// Forgets everything and shrinks to the smallest size.
  mutating func removeAll() {
    forEachSegment { $0.base.deallocate() }
    directory.deallocate()
    directory = .allocate(capacity: 1)
    depth = 0
    byteCount = 8
    directory[0] = allocateSegment(sizeClass: 0, depth: 0)
  }

  // MARK: - Growth

  private mutating func allocateSegment(sizeClass: Int, depth: Int) -> UInt {
    let slots = HashIndex.smallest << sizeClass
    let bytes = HashIndex.segmentHeader + slots * 8
    let base = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
    base.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
    byteCount += bytes
    let segment = Segment(UInt(bitPattern: base) | UInt(sizeClass))
    segment.depth = depth
    return segment.word
  }

  private mutating func releaseSegment(_ segment: Segment) {
    byteCount -= HashIndex.segmentHeader + segment.slotCount * 8
    segment.base.deallocate()
  }

  private func forEachSegment(_ body: (Segment) -> Void) {
    var place = 0
    while place < 1 << depth {
      let segment = Segment(directory[place])
      place += 1 << (depth - segment.depth)
      body(segment)
    }
  }

  /// The first directory place of a segment, and how many it has.
  private func places(of segment: Segment, at place: Int) -> (first: Int, count: Int) {
    let count = 1 << (depth - segment.depth)
    return (place & ~(count - 1), count)
  }

  private mutating func double(_ place: Int) {
    let old = Segment(directory[place])
    let (first, count) = places(of: old, at: place)
    let word = allocateSegment(sizeClass: old.sizeClass + 1, depth: old.depth)
    movedEntries += old.moveEntries(to: Segment(word), Segment(word), bit: 0)
    for i in first..<(first + count) { directory[i] = word }
    releaseSegment(old)
  }

  private mutating func split(_ place: Int) {
    let old = Segment(directory[place])
    var (first, count) = places(of: old, at: place)
    if count == 1 {
      doubleDirectory()
      first *= 2
      count = 2
    }
    let low = allocateSegment(sizeClass: old.sizeClass, depth: old.depth + 1)
    let high = allocateSegment(sizeClass: old.sizeClass, depth: old.depth + 1)
    let bit = UInt32(1) << UInt32(31 - old.depth)
    movedEntries += old.moveEntries(to: Segment(low), Segment(high), bit: bit)
    for i in 0..<count { directory[first + i] = i < count / 2 ? low : high }
    releaseSegment(old)
  }

  private mutating func doubleDirectory() {
    let count = 1 << depth
    let larger = UnsafeMutablePointer<UInt>.allocate(capacity: count * 2)
    for i in 0..<count {
      larger[2 * i] = directory[i]
      larger[2 * i + 1] = directory[i]
    }
    directory.deallocate()
    directory = larger
    depth += 1
    byteCount += count * 8
  }
}
