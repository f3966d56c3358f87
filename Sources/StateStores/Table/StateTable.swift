// The state table: from key bytes to a row of fixed size that never moves. Everything here is
// memory; the changelog makes it durable. See `HashIndex` for how it grows without stalls and
// `RowGeometry` for what a row looks like.
//
// All hot calls take a batch of keys: `rows` picks the rows of the batch (nil: the first `count`),
// results are dense, in the order of `rows`. A key may occur many times in one batch.

package import Values

/// A table of state owned by one task. A row's address is good until the row is removed.
package final class StateTable {
  package let layout: RowLayout
  /// Owns the blobs of the rows; windows of one store share it.
  package let arena: BlobArena
  let geometry: RowGeometry
  private let ownsArena: Bool
  private var rows: TableRows
  var dirty = DirtyRows()
  /// Whether changes are listed for a commit; false for tables that are nobody's state.
  private let tracksChanges: Bool

  /// Rows that have a key.
  package var count: Int { rows.count }

  /// Makes an empty table. `keyWidth` is the width of all keys, nil when they vary; `pageRows`
  /// is how many rows a page holds, less for tables that stay small; `expectedRows` makes the index
  /// large enough for so many at once.
  package init(
    layout: RowLayout, keyWidth: Int?, arena: BlobArena? = nil, pageRows: Int = 1024,
    expectedRows: Int = 0, tracksChanges: Bool = true
  ) {
    self.layout = layout
    self.arena = arena ?? BlobArena()
    ownsArena = arena == nil
    geometry = RowGeometry(keyWidth: keyWidth, rowBytes: layout.rowBytes)
    rows = TableRows(geometry: geometry, pageRows: pageRows, expectedRows: expectedRows)
    self.tracksChanges = tracksChanges
  }

  /// Bytes of memory, blobs included when the arena is the table's own.
  package var byteCount: Int {
    rows.byteCount + dirty.byteCount + dirty.removedKeys.capacity
      + (ownsArena ? arena.byteCount : 0)
  }

  /// Index entries that growth has moved since the table was made.
  package var movedEntries: Int { rows.index.movedEntries }

  // MARK: - Batches

  /// Finds or makes the row of each key and marks it dirty. `inserted` gets the positions (in
  /// `states`) at which a row was made; such a row is all zeros.
  package func upsert(
    _ keys: EncodedKeys, rows: UnsafePointer<Int32>?, count: Int,
    into states: UnsafeMutablePointer<UnsafeMutableRawPointer>, inserted: inout [Int32]
  ) {
    inserted.removeAll(keepingCapacity: true)
    let found = optional(states)
    forEachGroup(count) { start, size, scratch in
      let missing = locateRows(
        self.rows.view, KeyView(keys), rows, from: start, count: size, scratch, into: found + start)
      if missing > 0 {
        self.rows.insertMissing(
          KeyView(keys), rows, start..<(start + size), into: found, inserted: &inserted)
      }
      if tracksChanges {
        let room = dirty.reserve(size)
        dirty.advance(by: markRows(states + start, count: size, dirty: room))
      }
      offsetRows(states + start, count: size, by: geometry.stateOffset)
    }
  }

  /// Finds the row of each key; nil where there is none. Marks nothing.
  package func find(
    _ keys: EncodedKeys, rows: UnsafePointer<Int32>?, count: Int,
    into states: UnsafeMutablePointer<UnsafeMutableRawPointer?>
  ) {
    guard self.count > 0 else {
      for i in 0..<count { states[i] = nil }
      return
    }
    let view = self.rows.view
    forEachGroup(count) { start, size, scratch in
      _ = locateRows(
        view, KeyView(keys), rows, from: start, count: size, scratch, into: states + start)
      let offset = geometry.stateOffset
      for i in start..<(start + size) { states[i] = states[i].map { $0 + offset } }
    }
  }

  /// Removes the rows of the keys that have one and gives their number.
  @discardableResult
  package func remove(_ keys: EncodedKeys, rows: UnsafePointer<Int32>?, count: Int) -> Int {
    var removed = 0
    for i in 0..<count {
      let key = rows.map { Int($0[i]) } ?? i
      if let row = self.rows.find(keys[key], hash: keys.hashes[key]) {
        removeRow(row)
        removed += 1
      }
    }
    return removed
  }

  /// Marks rows that `find` gave and that are about to change.
  package func markDirty(
    _ states: UnsafePointer<UnsafeMutableRawPointer>, count: Int
  ) {
    for i in 0..<count { markDirty(states[i]) }
  }

  // MARK: - Single rows

  /// The row of one key, nil when there is none.
  package func find(_ key: UnsafeRawBufferPointer) -> UnsafeMutableRawPointer? {
    let hash = StateTable.hash(key)
    return rows.find(key, hash: hash).map { $0 + geometry.stateOffset }
  }

  /// Finds or makes the row of one key and marks it dirty.
  package func upsert(
    _ key: UnsafeRawBufferPointer
  ) -> (state: UnsafeMutableRawPointer, isNew: Bool) {
    let (row, isNew) = rows.findOrInsert(key, hash: StateTable.hash(key))
    let state = row + geometry.stateOffset
    markDirty(state)
    return (state, isNew)
  }

  /// Marks one row that is about to change.
  package func markDirty(_ state: UnsafeMutableRawPointer) {
    guard tracksChanges else { return }
    let row = state - geometry.stateOffset
    let flags = row.load(fromByteOffset: 5, as: UInt8.self)
    guard flags & RowFlags.dirty == 0 else { return }
    row.storeBytes(of: flags | RowFlags.dirty, toByteOffset: 5, as: UInt8.self)
    dirty.push(row)
  }

  /// Removes one row.
  package func remove(_ state: UnsafeMutableRawPointer) { removeRow(state - geometry.stateOffset) }

  /// Removes the row of one key, if there is one.
  @discardableResult
  package func remove(_ key: UnsafeRawBufferPointer) -> Bool {
    guard let row = rows.find(key, hash: StateTable.hash(key)) else { return false }
    removeRow(row)
    return true
  }

  /// The key of a row; the bytes live as long as the row.
  package func key(of state: UnsafeRawPointer) -> UnsafeRawBufferPointer {
    geometry.key(ofRow: state - geometry.stateOffset)
  }

  /// Copies the keys of rows into `keys`, as the rows of a batch, with their hashes.
  package func collectKeys(
    of states: UnsafePointer<UnsafeMutableRawPointer>, count: Int, into keys: EncodedKeys
  ) {
    keys.reset()
    for i in 0..<count { keys.append(key(of: states[i])) }
  }

  // MARK: - Whole table

  /// Calls back with every row, in the order of memory: fast, and of no meaning.
  package func forEachRow(_ body: (UnsafeMutableRawPointer) -> Void) {
    for number in 0..<rows.pages.rowCount {
      let row = rows.pages.address(number)
      if row.load(fromByteOffset: 5, as: UInt8.self) & RowFlags.live != 0 {
        body(row + geometry.stateOffset)
      }
    }
  }

  /// Rows numbered so far: `rows(from:)` walks them in slices.
  var numberedRows: Int { rows.pages.rowCount }

  /// The row with a number, nil when it is free.
  func row(numbered number: Int) -> UnsafeMutableRawPointer? {
    let row = rows.pages.address(number)
    return row.load(fromByteOffset: 5, as: UInt8.self) & RowFlags.live != 0 ? row : nil
  }

  /// Removes all rows without a trace in the changelog and gives their memory back.
  func removeAllRows() {
    if !layout.blobOffsets.isEmpty { forEachRow { layout.releaseBlobs(of: $0, to: arena) } }
    rows.removeAll()
    dirty.removeAll()
  }

  /// Calls back with the live rows of the dirty list.
  @inline(__always)
  func forEachChangedRow(_ body: (UnsafeRawBufferPointer, UnsafeMutableRawPointer) -> Void) {
    dirty.forEachStretch { rows, count in
      for i in 0..<count
      where rows[i].load(fromByteOffset: 5, as: UInt8.self) & RowFlags.live != 0 {
        body(geometry.key(ofRow: rows[i]), rows[i] + geometry.stateOffset)
      }
    }
  }

  /// Clears the dirty flags after a commit: every live row that was listed is in the changelog.
  func markClean() {
    dirty.forEachStretch { rows, count in
      for i in 0..<count {
        let flags = rows[i].load(fromByteOffset: 5, as: UInt8.self)
        let live = flags & RowFlags.live
        let clean = live != 0 ? RowFlags.live | RowFlags.committed : 0
        rows[i].storeBytes(of: clean, toByteOffset: 5, as: UInt8.self)
      }
    }
    dirty.removeAll()
  }

  /// Finds or makes a row that comes from the changelog: it is committed and not dirty.
  func restoreRow(_ key: UnsafeRawBufferPointer, hash: UInt64) -> UnsafeMutableRawPointer {
    let (row, _) = rows.findOrInsert(key, hash: hash)
    let flags = row.load(fromByteOffset: 5, as: UInt8.self)
    row.storeBytes(of: flags | RowFlags.committed, toByteOffset: 5, as: UInt8.self)
    return row + geometry.stateOffset
  }

  /// Removes a row because the changelog says so.
  func restoreRemoval(_ key: UnsafeRawBufferPointer) {
    guard let row = rows.find(key, hash: StateTable.hash(key)) else { return }
    let flags = row.load(fromByteOffset: 5, as: UInt8.self)
    row.storeBytes(of: flags & ~RowFlags.committed, toByteOffset: 5, as: UInt8.self)
    removeRow(row)
  }

  // MARK: - Parts

  static func hash(_ key: UnsafeRawBufferPointer) -> UInt64 {
    guard let base = key.baseAddress else {
      return withUnsafeBytes(of: UInt64(0)) {
        ByteHash.hash($0.baseAddress!, count: 0, seed: EncodedKeys.seed)
      }
    }
    return ByteHash.hash(base, count: key.count, seed: EncodedKeys.seed)
  }

  private func optional(
    _ states: UnsafeMutablePointer<UnsafeMutableRawPointer>
  ) -> UnsafeMutablePointer<UnsafeMutableRawPointer?> {
    // Safe because an optional pointer has the layout of a pointer.
    UnsafeMutableRawPointer(states).assumingMemoryBound(to: UnsafeMutableRawPointer?.self)
  }

  private func forEachGroup(
    _ count: Int, _ body: (Int, Int, UnsafeMutablePointer<UInt64>) -> Void
  ) {
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: groupSize * 2) { scratch in
      // Safe because a buffer of more than zero elements has an address.
      let base = scratch.baseAddress!
      var start = 0
      while start < count {
        let size = min(groupSize, count - start)
        body(start, size, base)
        start += size
      }
    }
  }

  private func removeRow(_ row: UnsafeMutableRawPointer) {
    let flags = row.load(fromByteOffset: 5, as: UInt8.self)
    precondition(flags & RowFlags.live != 0, "a row is removed once")
    if tracksChanges, flags & RowFlags.committed != 0 {
      dirty.pushRemoved(geometry.key(ofRow: row))
    }
    layout.releaseBlobs(of: row + geometry.stateOffset, to: arena)
    rows.remove(row)
  }
}
