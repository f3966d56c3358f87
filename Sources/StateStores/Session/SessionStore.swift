// Sessions: for each key the stretches of time in which it was active, apart by more than the gap.
//
//   keys table     key ─▶ the first of its sessions, in a list by start
//   node           a session: list links, bounds, state; never moves while it lives
//   buckets        the sessions that end in one stretch of time, so that expiry and the emission of
//                  closed sessions look only where something ended
//
//   node    0 next of the key | 8 row of the key | 16, 24 neighbours in the bucket | 32 start
//          40 end | 48 flags | 56 state
//
// The identity of a session in the changelog is end, start and key.
//
// Safe because one task owns the store, nodes come from its pool and are linked until removed.

package import Values

/// One session: an address that is good until the session is removed or dropped.
package struct Session {
  let node: UnsafeMutableRawPointer

  static let stateOffset = 56

  /// Time of the first row.
  package var start: Int64 { node.load(fromByteOffset: 32, as: Int64.self) }
  /// Time of the last row.
  package var end: Int64 { node.load(fromByteOffset: 40, as: Int64.self) }
  package var state: UnsafeMutableRawPointer { node + Session.stateOffset }

  var next: UnsafeMutableRawPointer? {
    get { node.load(as: UnsafeMutableRawPointer?.self) }
    nonmutating set { node.storeBytes(of: newValue, as: UnsafeMutableRawPointer?.self) }
  }
  var list: UnsafeMutableRawPointer {
    node.load(fromByteOffset: 8, as: UnsafeMutableRawPointer.self)
  }
  var flags: UInt8 {
    get { node.load(fromByteOffset: 48, as: UInt8.self) }
    nonmutating set { node.storeBytes(of: newValue, toByteOffset: 48, as: UInt8.self) }
  }
}

/// A store of sessions by key. Owned by one task.
package final class SessionStore: StateStore {
  package let storeName: String
  package let layout: RowLayout
  /// Owns the blobs of the rows.
  package let arena = BlobArena()
  /// key ─▶ first session (8 bytes) | whether the key waits to be swept (8 bytes)
  let keys: StateTable
  private var pool: NodePool
  var buckets: SessionBuckets
  var dirty = DirtyRows()
  private var emptied: [UnsafeMutableRawPointer] = []
  private var droppedBefore: Int64?
  private let scratch = ByteSink()

  /// Sessions that there are.
  package private(set) var count = 0
  package var kind: StoreKind { .session }

  /// Makes an empty store. `keyWidth` is the width of all keys, nil when they vary; sessions are
  /// filed by end in stretches of `bucketMilliseconds`.
  package init(
    storeName: String, layout: RowLayout, keyWidth: Int?, bucketMilliseconds: Int64 = 60_000
  ) {
    self.storeName = storeName
    self.layout = layout
    keys = StateTable(
      layout: RowLayout(rowBytes: 16), keyWidth: keyWidth, tracksChanges: false)
    pool = NodePool(nodeBytes: Session.stateOffset + layout.rowBytes)
    buckets = SessionBuckets(width: max(1, bucketMilliseconds))
  }

  package var byteCount: Int {
    keys.byteCount + pool.byteCount + arena.byteCount + dirty.byteCount
      + dirty.removedKeys.capacity + buckets.byteCount
  }

  // MARK: - Batches and lists

  /// Finds or makes the list of sessions of each key; lists are good until the next commit or drop.
  package func open(
    _ keys: EncodedKeys, rows: UnsafePointer<Int32>?, count: Int,
    into lists: UnsafeMutablePointer<UnsafeMutableRawPointer>
  ) {
    var inserted: [Int32] = []
    self.keys.upsert(keys, rows: rows, count: count, into: lists, inserted: &inserted)
    for i in inserted { noteEmpty(lists[Int(i)]) }
  }

  /// The sessions of a list that overlap `lower ... upper`, by start.
  package func sessions(
    of list: UnsafeMutableRawPointer, overlapping lower: Int64, _ upper: Int64,
    into found: inout [Session]
  ) {
    found.removeAll(keepingCapacity: true)
    var next = list.load(as: UnsafeMutableRawPointer?.self)
    while let node = next {
      let session = Session(node: node)
      if session.start > upper { break }
      if session.end >= lower { found.append(session) }
      next = session.next
    }
  }

  /// The sessions of one key, by start.
  package func sessions(of key: UnsafeRawBufferPointer) -> [Session] {
    guard let list = keys.find(key) else { return [] }
    var found: [Session] = []
    sessions(of: list, overlapping: .min, .max, into: &found)
    return found
  }

  /// The key of a session.
  package func key(of session: Session) -> UnsafeRawBufferPointer { keys.key(of: session.list) }

  // MARK: - Changing

  /// Makes a session; its state is all zeros.
  package func put(_ list: UnsafeMutableRawPointer, start: Int64, end: Int64) -> Session {
    let session = make(list, start: start, end: end)
    markDirty(session)
    return session
  }

  /// Gives a session other bounds. Its former identity is removed from the changelog.
  package func move(_ session: Session, start: Int64, end: Int64) {
    markDirty(session)
    guard session.start != start || session.end != end else { return }
    pushTombstone(session)
    session.flags &= ~RowFlags.committed
    let list = session.list
    unlink(session)
    buckets.remove(session)
    session.node.storeBytes(of: start, toByteOffset: 32, as: Int64.self)
    session.node.storeBytes(of: end, toByteOffset: 40, as: Int64.self)
    link(session, in: list)
    buckets.insert(session)
  }

  /// Marks a session whose state is about to change.
  package func markDirty(_ session: Session) {
    guard session.flags & RowFlags.dirty == 0 else { return }
    session.flags |= RowFlags.dirty
    dirty.push(session.node)
  }

  /// Removes a session and its state.
  package func remove(_ session: Session) {
    pushTombstone(session)
    discard(session)
  }

  /// Drops the sessions that end before a time.
  package func dropSessions(endingBefore bound: Int64) {
    let expired = buckets.expired(before: bound)
    guard !expired.isEmpty else { return }
    for session in expired { discard(session) }
    droppedBefore = max(droppedBefore ?? .min, bound)
  }

  /// The sessions with `lower ≤ end < upper`, by start, then key.
  package func orderedSessions(endingFrom lower: Int64, before upper: Int64) -> [Session] {
    ordered(buckets.sessions(endingFrom: lower, before: upper))
  }

  /// All sessions whose key is in a range, by start, then key.
  package func orderedSessions(in range: KeyRange = .all) -> [Session] {
    var found: [Session] = []
    keys.forEachRow { list in
      guard range.contains(keys.key(of: list)) else { return }
      var next = list.load(as: UnsafeMutableRawPointer?.self)
      while let node = next {
        found.append(Session(node: node))
        next = Session(node: node).next
      }
    }
    return ordered(found)
  }

  private func ordered(_ sessions: [Session]) -> [Session] {
    sessions.sorted { a, b in
      a.start != b.start ? a.start < b.start : KeyOrder.compare(key(of: a), key(of: b)) < 0
    }
  }

  // MARK: - Nodes

  private func make(_ list: UnsafeMutableRawPointer, start: Int64, end: Int64) -> Session {
    let node = pool.allocate()
    // A node that was removed since the last commit may still be listed as dirty.
    let listed = node.load(fromByteOffset: 48, as: UInt8.self) & RowFlags.dirty
    node.initializeMemory(
      as: UInt8.self, repeating: 0, count: Session.stateOffset + layout.rowBytes)
    node.storeBytes(of: start, toByteOffset: 32, as: Int64.self)
    node.storeBytes(of: end, toByteOffset: 40, as: Int64.self)
    let session = Session(node: node)
    session.flags = RowFlags.live | listed
    link(session, in: list)
    buckets.insert(session)
    count += 1
    return session
  }

  private func discard(_ session: Session) {
    unlink(session)
    buckets.remove(session)
    layout.releaseBlobs(of: session.state, to: arena)
    session.flags &= RowFlags.dirty
    pool.release(session.node)
    count -= 1
  }

  private func link(_ session: Session, in list: UnsafeMutableRawPointer) {
    session.node.storeBytes(of: list, toByteOffset: 8, as: UnsafeMutableRawPointer.self)
    var previous = list
    while let node = previous.load(as: UnsafeMutableRawPointer?.self) {
      if Session(node: node).start >= session.start { break }
      previous = node
    }
    // The list's head and a node's link are both the first word.
    session.next = previous.load(as: UnsafeMutableRawPointer?.self)
    previous.storeBytes(of: session.node, as: UnsafeMutableRawPointer.self)
  }

  private func unlink(_ session: Session) {
    let list = session.list
    var previous = list
    while let node = previous.load(as: UnsafeMutableRawPointer?.self), node != session.node {
      previous = node
    }
    previous.storeBytes(of: session.next, as: UnsafeMutableRawPointer?.self)
    if list.load(as: UInt64.self) == 0 { noteEmpty(list) }
  }

  /// Keys without sessions are removed at the next commit: a batch may still hold their lists.
  private func noteEmpty(_ list: UnsafeMutableRawPointer) {
    guard list.load(fromByteOffset: 8, as: UInt64.self) == 0 else { return }
    list.storeBytes(of: 1, toByteOffset: 8, as: UInt64.self)
    emptied.append(list)
  }

  private func sweep() {
    for list in emptied {
      list.storeBytes(of: 0, toByteOffset: 8, as: UInt64.self)
      if list.load(as: UInt64.self) == 0 { keys.remove(list) }
    }
    emptied.removeAll(keepingCapacity: true)
  }

  // MARK: - Changelog

  private func writeIdentity(of session: Session, to sink: ByteSink) {
    sink.append(time: session.end)
    sink.append(time: session.start)
    sink.append(key(of: session))
  }

  private func pushTombstone(_ session: Session) {
    guard session.flags & RowFlags.committed != 0 else { return }
    scratch.reset()
    writeIdentity(of: session, to: scratch)
    dirty.pushRemoved(scratch.bytes)
  }

  package var hasChanges: Bool { !dirty.isEmpty || droppedBefore != nil }

  package func writeChanges(to writer: ChangelogWriter) {
    if let droppedBefore {
      writer.deleteRange(
        lower: { $0.append(time: .min) }, upper: { $0.append(time: droppedBefore) })
    }
    dirty.forEachRemoved { identity in writer.delete { $0.append(identity) } }
    dirty.forEachStretch { nodes, count in
      for i in 0..<count where Session(node: nodes[i]).flags & RowFlags.live != 0 {
        let session = Session(node: nodes[i])
        writer.put(
          identity: { writeIdentity(of: session, to: $0) },
          image: { RowImage.write(session.state, layout, to: $0) })
      }
    }
  }

  package func markClean() {
    dirty.forEachStretch { nodes, count in
      for i in 0..<count {
        let session = Session(node: nodes[i])
        let live = session.flags & RowFlags.live
        session.flags = live != 0 ? RowFlags.live | RowFlags.committed : 0
      }
    }
    dirty.removeAll()
    droppedBefore = nil
    sweep()
  }

  // MARK: - Restoring

  private func parse(
    _ identity: UnsafeRawBufferPointer
  ) -> (start: Int64, end: Int64, key: UnsafeRawBufferPointer)? {
    var source = ByteSource(identity)
    guard let end = source.time(), let start = source.time() else { return nil }
    return (start, end, source.rest)
  }

  private func existing(
    _ list: UnsafeMutableRawPointer, start: Int64, end: Int64
  ) -> Session? {
    var found: [Session] = []
    sessions(of: list, overlapping: start, start, into: &found)
    return found.first { $0.start == start && $0.end == end }
  }

  package func restorePut(
    _ identity: UnsafeRawBufferPointer, _ image: UnsafeRawBufferPointer, _ upgrade: RowUpgrade?
  ) -> Bool {
    guard let (start, end, key) = parse(identity), start <= end else { return false }
    let list = keys.restoreRow(key, hash: StateTable.hash(key))
    let session = existing(list, start: start, end: end) ?? make(list, start: start, end: end)
    session.flags |= RowFlags.committed
    return RowImage.read(image, upgrade, into: session.state, layout, arena: arena)
  }

  package func restoreDelete(_ identity: UnsafeRawBufferPointer) -> Bool {
    guard let (start, end, key) = parse(identity) else { return false }
    if let list = keys.find(key), let session = existing(list, start: start, end: end) {
      discard(session)
    }
    return true
  }

  package func restoreDeleteRange(
    _ lower: UnsafeRawBufferPointer, _ upper: UnsafeRawBufferPointer
  ) -> Bool {
    var source = ByteSource(upper)
    guard let bound = source.time(), source.isAtEnd else { return false }
    dropSessions(endingBefore: bound)
    droppedBefore = nil
    return true
  }

  package func endRestore() { sweep() }
}
