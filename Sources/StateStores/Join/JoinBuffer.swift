// One side of a stream–stream join: rows by key and time, in buckets by time that expire as a
// whole. For outer joins the rows that still wait for a match stand in a heap by time.
//
// The identity of a row in the changelog is timestamp, sequence number and key; its image is a flag
// byte (1: matched) and its bytes.
//
// Safe because one task owns the buffer, rows live until their bucket is dropped, and the heap and
// the list of changes forget a bucket's rows before it goes.

import Platform
package import Values

/// A buffer of rows by key and time. Owned by one task.
package final class JoinBuffer: StateStore {
  package let storeName: String
  package let layout: RowLayout
  private let keyWidth: Int?
  private let bucketMilliseconds: Int64
  private let tracksUnmatched: Bool
  /// By index, rising.
  private var buckets: [JoinBucket] = []
  private var nextSequence: UInt64 = 0
  private var unmatched = JoinHeap()
  private var dirty = DirtyRows()
  private var droppedBefore: Int64?
  private var lists: [UnsafeMutableRawPointer?] = []
  private var appendRows: [Int32] = []
  private var appendLists: [UnsafeMutableRawPointer] = []
  private var inserted: [Int32] = []

  package var kind: StoreKind { .join }
  /// Rows that there are.
  package private(set) var count = 0

  /// Makes an empty buffer. `description` names the encoding of the rows; `tracksUnmatched` is for
  /// the sides of outer joins that emit rows without a match.
  package init(
    storeName: String, description: [UInt8], keyWidth: Int?, bucketMilliseconds: Int64,
    tracksUnmatched: Bool
  ) {
    self.storeName = storeName
    layout = RowLayout(rowBytes: 0, description: description)
    self.keyWidth = keyWidth
    self.bucketMilliseconds = max(1, bucketMilliseconds)
    self.tracksUnmatched = tracksUnmatched
  }

  package var byteCount: Int {
    buckets.reduce(unmatched.byteCount + dirty.byteCount) { $0 + $1.byteCount }
  }

  // MARK: - Writing

  /// Adds rows: row `rows[i]` of `keys` with `timestamps[i]` and the bytes
  /// `values[offsets[i] ..< offsets[i + 1]]`. `matched[i] ≠ 0` says that it needs no emission
  /// without a match; nil means so for all.
  package func append(
    _ keys: EncodedKeys, rows: UnsafePointer<Int32>?, count: Int,
    timestamps: UnsafePointer<Int64>, values: UnsafeRawPointer, offsets: UnsafePointer<Int32>,
    matched: UnsafePointer<UInt8>?
  ) {
    var start = 0
    while start < count {
      // Rows come mostly in the order of time: a batch has one bucket or two.
      let index = index(timestamps[start])
      var end = start + 1
      while end < count, self.index(timestamps[end]) == index { end += 1 }
      let bucket = bucket(at: index)
      findLists(keys, rows, start..<end, in: bucket)
      for i in start..<end {
        let bytes = UnsafeRawBufferPointer(
          start: values + Int(offsets[i]), count: Int(offsets[i + 1] - offsets[i]))
        let added = add(
          to: bucket, appendLists[i - start], timestamp: timestamps[i], sequence: nextSequence,
          isMatched: matched.map { $0[i] != 0 } ?? true, bytes)
        nextSequence += 1
        mark(added)
      }
      start = end
    }
  }

  /// Finds or makes the list of each key of a stretch of a batch.
  private func findLists(
    _ keys: EncodedKeys, _ rows: UnsafePointer<Int32>?, _ range: Range<Int>, in bucket: JoinBucket
  ) {
    appendRows.removeAll(keepingCapacity: true)
    for i in range { appendRows.append(rows.map { $0[i] } ?? Int32(truncatingIfNeeded: i)) }
    let count = range.count
    // The list of every row is written by the upsert; the fillers are never read.
    while appendLists.count < count { appendLists.append(UnsafeMutableRawPointer(bitPattern: 8)!) }
    appendLists.withUnsafeMutableBufferPointer { lists in
      guard let base = lists.baseAddress else { return }
      bucket.keys.upsert(keys, rows: appendRows, count: count, into: base, inserted: &inserted)
      for i in 0..<count {
        if let last = base[i].load(fromByteOffset: 8, as: UnsafeRawPointer?.self) { prefetch(last) }
      }
    }
  }

  private func add(
    to bucket: JoinBucket, _ list: UnsafeMutableRawPointer, timestamp: Int64, sequence: UInt64,
    isMatched: Bool, _ bytes: UnsafeRawBufferPointer
  ) -> JoinRow {
    let row = bucket.append(
      to: list, timestamp: timestamp, sequence: sequence,
      flags: RowFlags.live | (isMatched ? JoinRow.matched : 0), bytes)
    if tracksUnmatched, !isMatched { unmatched.push(row) }
    count += 1
    return row
  }

  private func mark(_ row: JoinRow) {
    guard row.flags & RowFlags.dirty == 0 else { return }
    row.flags |= RowFlags.dirty
    dirty.push(row.node)
  }

  /// Says that a row needs no emission without a match any more.
  package func markMatched(_ row: JoinRow) {
    guard tracksUnmatched, !row.isMatched else { return }
    row.flags |= JoinRow.matched
    mark(row)
  }

  /// Drops the rows whose whole bucket lies before a time; gives whether there were any.
  @discardableResult
  package func dropRows(before bound: Int64) -> Bool {
    let first = index(bound)
    guard let oldest = buckets.first, oldest.index < first else { return false }
    let edge = first * bucketMilliseconds
    unmatched.drop(before: edge)
    var kept = DirtyRows()
    dirty.forEachStretch { nodes, count in
      for i in 0..<count where JoinRow(node: nodes[i]).timestamp >= edge { kept.push(nodes[i]) }
    }
    dirty = kept
    while let oldest = buckets.first, oldest.index < first {
      count -= oldest.rowCount
      buckets.removeFirst()
    }
    droppedBefore = max(droppedBefore ?? .min, edge)
    return true
  }

  // MARK: - Reading

  /// Finds for each key the rows with `lower[i] ≤ timestamp ≤ upper[i]`, by time.
  package func matches(
    _ keys: EncodedKeys, rows: UnsafePointer<Int32>?, count: Int, lower: UnsafePointer<Int64>,
    upper: UnsafePointer<Int64>, into matches: JoinMatches
  ) {
    matches.reset()
    guard count > 0 else { return }
    var (first, last) = (Int64.max, Int64.min)
    for i in 0..<count {
      first = min(first, lower[i])
      last = max(last, upper[i])
    }
    let (firstIndex, lastIndex) = (index(first), index(last))
    let touched = buckets.filter { $0.index >= firstIndex && $0.index <= lastIndex }
    lists.removeAll(keepingCapacity: true)
    for _ in 0..<(touched.count * count) { lists.append(nil) }
    lists.withUnsafeMutableBufferPointer { lists in
      guard let base = lists.baseAddress else { return }
      for (place, bucket) in touched.enumerated() {
        bucket.keys.find(keys, rows: rows, count: count, into: base + place * count)
      }
    }
    // The first row of every list is asked for before the first list is walked.
    for list in lists { if let first = list?.load(as: UnsafeRawPointer?.self) { prefetch(first) } }
    for i in 0..<count {
      for place in 0..<touched.count {
        guard let list = lists[place * count + i] else { continue }
        collect(list, from: lower[i], to: upper[i], into: matches)
      }
      matches.ends.append(Int32(truncatingIfNeeded: matches.rows.count))
    }
  }

  private func collect(
    _ list: UnsafeMutableRawPointer, from lower: Int64, to upper: Int64, into matches: JoinMatches
  ) {
    var next = list.load(as: UnsafeMutableRawPointer?.self)
    while let node = next {
      let row = JoinRow(node: node)
      if row.timestamp > upper { return }
      if row.timestamp >= lower { matches.rows.append(row) }
      next = row.next
    }
  }

  /// The key of a row.
  package func key(of row: JoinRow) -> UnsafeRawBufferPointer {
    // Every bucket's table has the same geometry; any of them reads the key of a list.
    buckets[0].keys.key(of: row.list)
  }

  /// The time of the earliest row that waits for a match, nil when none does.
  package var earliestUnmatched: Int64? { unmatched.earliest?.timestamp }

  /// Takes the rows that lie before a time and had no match, in the order of time; they count as
  /// matched from now on. Rows are good until the next drop.
  package func takeUnmatched(before bound: Int64, into taken: inout [JoinRow]) {
    taken.removeAll(keepingCapacity: true)
    while let row = unmatched.earliest, row.timestamp < bound {
      unmatched.pop()
      if row.isMatched { continue }
      markMatched(row)
      taken.append(row)
    }
  }

  // MARK: - Buckets

  private func index(_ time: Int64) -> Int64 {
    let quotient = time / bucketMilliseconds
    return time % bucketMilliseconds < 0 ? quotient - 1 : quotient
  }

  private func bucket(at index: Int64) -> JoinBucket {
    if let last = buckets.last, last.index == index { return last }
    var position = buckets.count
    while position > 0, buckets[position - 1].index >= index { position -= 1 }
    if position < buckets.count, buckets[position].index == index { return buckets[position] }
    let bucket = JoinBucket(index: index, keyWidth: keyWidth)
    buckets.insert(bucket, at: position)
    return bucket
  }

  // MARK: - Changelog

  package var hasChanges: Bool { !dirty.isEmpty || droppedBefore != nil }

  package func writeChanges(to writer: ChangelogWriter) {
    if let droppedBefore {
      writer.deleteRange(
        lower: { $0.append(time: .min) }, upper: { $0.append(time: droppedBefore) })
    }
    dirty.forEachStretch { nodes, count in
      for i in 0..<count {
        let row = JoinRow(node: nodes[i])
        writer.put(
          identity: {
            $0.append(time: row.timestamp)
            $0.append(ordered: row.sequence)
            $0.append(key(of: row))
          },
          image: {
            $0.append(word: row.isMatched ? 1 : 0 as UInt8)
            $0.append(row.bytes)
          })
      }
    }
  }

  package func markClean() {
    dirty.forEachStretch { nodes, count in
      for i in 0..<count { JoinRow(node: nodes[i]).flags &= ~RowFlags.dirty }
    }
    dirty.removeAll()
    droppedBefore = nil
  }

  package func restorePut(
    _ identity: UnsafeRawBufferPointer, _ image: UnsafeRawBufferPointer, _ upgrade: RowUpgrade?
  ) -> Bool {
    var source = ByteSource(identity)
    var content = ByteSource(image)
    guard upgrade == nil, let timestamp = source.time(),
      let sequence = source.ordered(UInt64.self), let flag = content.word(UInt8.self)
    else { return false }
    let bucket = bucket(at: index(timestamp))
    let (list, _) = bucket.keys.upsert(source.rest)
    if let row = existing(list, timestamp: timestamp, sequence: sequence) {
      // A row is written again only when it found its match.
      if flag == 1 { row.flags |= JoinRow.matched }
      return true
    }
    _ = add(
      to: bucket, list, timestamp: timestamp, sequence: sequence, isMatched: flag == 1,
      content.rest)
    nextSequence = max(nextSequence, sequence + 1)
    return true
  }

  private func existing(
    _ list: UnsafeMutableRawPointer, timestamp: Int64, sequence: UInt64
  ) -> JoinRow? {
    if let last = list.load(fromByteOffset: 8, as: UnsafeMutableRawPointer?.self) {
      let row = JoinRow(node: last)
      if row.timestamp < timestamp || row.timestamp == timestamp && row.sequence < sequence {
        return nil
      }
    }
    var next = list.load(as: UnsafeMutableRawPointer?.self)
    while let node = next {
      let row = JoinRow(node: node)
      if row.timestamp == timestamp, row.sequence == sequence { return row }
      next = row.next
    }
    return nil
  }

  package func restoreDelete(_ identity: UnsafeRawBufferPointer) -> Bool { false }

  package func restoreDeleteRange(
    _ lower: UnsafeRawBufferPointer, _ upper: UnsafeRawBufferPointer
  ) -> Bool {
    var source = ByteSource(upper)
    guard let bound = source.time(), source.isAtEnd else { return false }
    dropRows(before: bound)
    droppedBefore = nil
    return true
  }
}
