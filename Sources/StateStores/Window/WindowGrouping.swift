// The rows of a batch by window. Most batches have one window or two; rows of a hopping window
// come with a handful each, in turns, which a small cache of starts meets.
//
// Safe because one store owns the scratch memory, which is grown to the size of the batch before
// it is written, and ordinals lie below the number of groups.

/// Splits a batch by window start, keeping the order of rows inside each window.
struct WindowGrouping: ~Copyable {
  /// The start of each group, in the order of appearance.
  private(set) var starts: [Int64] = []
  private var ends: [Int] = []
  private var ordinals: UnsafeMutablePointer<Int32>
  /// Rows of the keys, by group.
  private(set) var rows: UnsafeMutablePointer<Int32>
  /// Where each row's result goes, by group.
  private(set) var positions: UnsafeMutablePointer<Int32>
  /// Room for the results of one group.
  private(set) var states: UnsafeMutablePointer<UnsafeMutableRawPointer>
  private var capacity = 16

  init() {
    ordinals = .allocate(capacity: capacity)
    rows = .allocate(capacity: capacity)
    positions = .allocate(capacity: capacity)
    states = .allocate(capacity: capacity)
  }

  deinit { deallocate() }

  private func deallocate() {
    ordinals.deallocate()
    rows.deallocate()
    positions.deallocate()
    states.deallocate()
  }

  private mutating func reserve(_ count: Int) {
    guard count > capacity else { return }
    deallocate()
    capacity = max(count, capacity * 2)
    ordinals = .allocate(capacity: capacity)
    rows = .allocate(capacity: capacity)
    positions = .allocate(capacity: capacity)
    states = .allocate(capacity: capacity)
  }

  /// Groups a batch that is not empty and gives the number of groups. With a single one `rows` and
  /// `positions` are not filled.
  mutating func group(
    _ selected: UnsafePointer<Int32>?, _ windowStarts: UnsafePointer<Int64>, count: Int
  ) -> Int {
    starts.removeAll(keepingCapacity: true)
    if allEqual(windowStarts, count: count) {
      starts.append(windowStarts[0])
      return 1
    }
    reserve(count)
    assignOrdinals(windowStarts, count: count)
    ends.removeAll(keepingCapacity: true)
    for _ in starts { ends.append(0) }
    for i in 0..<count { ends[Int(ordinals[i])] += 1 }
    var sum = 0
    for group in 0..<starts.count {
      let size = ends[group]
      ends[group] = sum
      sum += size
    }
    for i in 0..<count {
      let group = Int(ordinals[i])
      let at = ends[group]
      ends[group] = at + 1
      rows[at] = selected.map { $0[i] } ?? Int32(truncatingIfNeeded: i)
      positions[at] = Int32(truncatingIfNeeded: i)
    }
    return starts.count
  }

  /// Where a group lies in `rows` and `positions`.
  func range(of group: Int) -> Range<Int> { (group == 0 ? 0 : ends[group - 1])..<ends[group] }

  private mutating func assignOrdinals(_ windowStarts: UnsafePointer<Int64>, count: Int) {
    var known: [Int64: Int32] = [:]
    withUnsafeTemporaryAllocation(of: Int64.self, capacity: 128) { cache in
      // 64 starts and their ordinals; ordinal -1 is an empty place.
      for i in 0..<64 { cache[64 + i] = -1 }
      for i in 0..<count {
        let start = windowStarts[i]
        let place = Int(
          truncatingIfNeeded: (UInt64(bitPattern: start) &* 0x9E37_79B9_7F4A_7C15) >> 58)
        if cache[64 + place] >= 0, cache[place] == start {
          ordinals[i] = Int32(truncatingIfNeeded: cache[64 + place])
          continue
        }
        let ordinal: Int32
        if let old = known[start] {
          ordinal = old
        } else {
          ordinal = Int32(truncatingIfNeeded: starts.count)
          starts.append(start)
          known[start] = ordinal
        }
        cache[place] = start
        cache[64 + place] = Int64(ordinal)
        ordinals[i] = ordinal
      }
    }
  }

  private func allEqual(_ starts: UnsafePointer<Int64>, count: Int) -> Bool {
    var difference: Int64 = 0
    for i in 0..<count { difference |= starts[i] ^ starts[0] }
    return difference == 0
  }
}
