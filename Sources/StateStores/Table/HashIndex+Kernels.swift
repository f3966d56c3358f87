// Probing and moving the slots of one segment: a few nanoseconds an entry. Callers guarantee that
// a segment has an empty slot, which its limit of three quarters does.
//
// Safe because a position is always masked by the number of slots, and wrapping operators count
// positions that the mask brings back.

/// What a probe needs of the index, in registers.
struct IndexView {
  let directory: UnsafeMutablePointer<UInt>
  /// 32 - depth; shifting the 64-bit hash by 32 gives 0 for a directory of one.
  let shift: UInt64

  @inline(__always)
  func segment(of hash: UInt32) -> Segment { Segment(directory[Int(UInt64(hash) >> shift)]) }
}

/// A directory word and what lies behind it.
struct Segment {
  let word: UInt

  @inline(__always) init(_ word: UInt) { self.word = word }

  @inline(__always) var sizeClass: Int { Int(word & 63) }
  @inline(__always) var slotCount: Int { HashIndex.smallest << Int(word & 63) }
  @inline(__always) var mask: Int { (HashIndex.smallest << Int(word & 63)) &- 1 }
  @inline(__always) var limit: Int { slotCount / 4 * 3 }
  @inline(__always) var base: UnsafeMutableRawPointer {
    UnsafeMutableRawPointer(bitPattern: word & ~63).unsafelyUnwrapped
  }
  @inline(__always) var slots: UnsafeMutablePointer<UInt64> {
    (base + HashIndex.segmentHeader).assumingMemoryBound(to: UInt64.self)
  }

  var count: Int {
    @inline(__always) get { Int(base.load(as: UInt32.self)) }
    nonmutating set { base.storeBytes(of: UInt32(newValue), as: UInt32.self) }
  }

  var depth: Int {
    get { Int(base.load(fromByteOffset: 4, as: UInt32.self)) }
    nonmutating set { base.storeBytes(of: UInt32(newValue), toByteOffset: 4, as: UInt32.self) }
  }

  /// Whether all entries have one hash, so that no split separates them.
  var isUniform: Bool {
    let slots = slots
    var first: UInt32?
    for i in 0..<slotCount where slots[i] != 0 {
      let hash = UInt32(truncatingIfNeeded: slots[i])
      if let first, first != hash { return false }
      first = hash
    }
    return true
  }

  /// Puts an entry into the first empty slot from its home on; does not count it.
  @inline(__always)
  func place(hash: UInt32, row: UInt32) {
    let slots = slots
    let mask = mask
    var position = Int(hash) & mask
    while slots[position] != 0 { position = (position &+ 1) & mask }
    slots[position] = UInt64(hash) | UInt64(row &+ 1) << 32
  }

  /// Removes an entry and closes the gap, so that no slot is ever a tombstone.
  func remove(hash: UInt32, row: UInt32) {
    let slots = slots
    let mask = mask
    let wanted = UInt64(hash) | UInt64(row &+ 1) << 32
    var gap = Int(hash) & mask
    while slots[gap] != wanted {
      if slots[gap] == 0 { return }
      gap = (gap &+ 1) & mask
    }
    var next = (gap &+ 1) & mask
    while slots[next] != 0 {
      let home = Int(UInt32(truncatingIfNeeded: slots[next])) & mask
      // The entry may move back to the gap unless its home lies behind the gap.
      if (next &- home) & mask >= (next &- gap) & mask {
        slots[gap] = slots[next]
        gap = next
      }
      next = (next &+ 1) & mask
    }
    slots[gap] = 0
    count -= 1
  }

  /// Places every entry in one of two new segments and gives their number.
  func moveEntries(to low: Segment, _ high: Segment, bit: UInt32) -> Int {
    let slots = slots
    var lowCount = 0
    var highCount = 0
    for i in 0..<slotCount where slots[i] != 0 {
      let hash = UInt32(truncatingIfNeeded: slots[i])
      let row = UInt32(truncatingIfNeeded: slots[i] >> 32) &- 1
      if hash & bit == 0 {
        low.place(hash: hash, row: row)
        lowCount &+= 1
      } else {
        high.place(hash: hash, row: row)
        highCount &+= 1
      }
    }
    if low.word == high.word {
      low.count = lowCount + highCount
    } else {
      low.count = lowCount
      high.count = highCount
    }
    return lowCount + highCount
  }
}
