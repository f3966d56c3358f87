// Who joins to whom in a foreign-key join: for each right key the left keys that refer to it, each
// with a small payload.
//
//   rights     right key ─▶ first entry (8 bytes) | entries (8 bytes)
//   entries    UInt32 length of the right key, right key, left key ─▶ next | previous | payload
//
// The identity of an entry in the changelog is its key.
//
// Safe because one task owns the store and entries are linked from `put` to `remove`.

package import Values

/// A multimap from right keys to left keys. Owned by one task.
package final class SubscriptionStore: StateStore {
  package let storeName: String
  package let layout: RowLayout
  private let rights = StateTable(
    layout: RowLayout(rowBytes: 16), keyWidth: nil, tracksChanges: false)
  private let entries: StateTable
  private let composite = EncodedKeys(rowCapacity: 16)
  private let scratch = ByteSink()

  private static let linkBytes = 16

  package var kind: StoreKind { .subscription }
  /// Owns the blobs of the payloads.
  package var arena: BlobArena { entries.arena }
  package var byteCount: Int { rights.byteCount + entries.byteCount }
  /// Entries that there are.
  package var count: Int { entries.count }

  /// `layout` is that of the payload.
  package init(storeName: String, layout: RowLayout) {
    self.storeName = storeName
    self.layout = layout
    entries = StateTable(
      layout: RowLayout(
        rowBytes: layout.rowBytes + SubscriptionStore.linkBytes,
        blobOffsets: layout.blobOffsets.map { $0 + SubscriptionStore.linkBytes }), keyWidth: nil)
  }

  /// Finds or makes the entries of a batch of (right, left) pairs; row numbers pick both keys.
  package func put(
    rights rightKeys: EncodedKeys, lefts leftKeys: EncodedKeys, rows: UnsafePointer<Int32>?,
    count: Int, into payloads: UnsafeMutablePointer<UnsafeMutableRawPointer>,
    inserted: inout [Int32]
  ) {
    composite.reset()
    for i in 0..<count {
      let row = rows.map { Int($0[i]) } ?? i
      composite.append(compositeKey(rightKeys[row], leftKeys[row]))
    }
    entries.upsert(composite, rows: nil, count: count, into: payloads, inserted: &inserted)
    for i in inserted {
      let row = rows.map { Int($0[Int(i)]) } ?? Int(i)
      link(payloads[Int(i)], to: rightKeys[row])
    }
    for i in 0..<count { payloads[i] += SubscriptionStore.linkBytes }
  }

  /// Finds or makes one entry and gives its payload, all zeros when it is new.
  package func put(
    right: UnsafeRawBufferPointer, left: UnsafeRawBufferPointer
  ) -> (payload: UnsafeMutableRawPointer, isNew: Bool) {
    let (entry, isNew) = entries.upsert(compositeKey(right, left))
    if isNew { link(entry, to: right) }
    return (entry + SubscriptionStore.linkBytes, isNew)
  }

  /// Removes one entry; false when there is none.
  @discardableResult
  package func remove(right: UnsafeRawBufferPointer, left: UnsafeRawBufferPointer) -> Bool {
    guard let entry = entries.find(compositeKey(right, left)) else { return false }
    unlink(entry, from: right)
    entries.remove(entry)
    return true
  }

  /// The payloads of all entries of a right key, in the order of their left keys.
  package func subscribers(of right: UnsafeRawBufferPointer) -> [UnsafeMutableRawPointer] {
    guard let head = rights.find(right) else { return [] }
    var found: [UnsafeMutableRawPointer] = []
    found.reserveCapacity(Int(head.load(fromByteOffset: 8, as: UInt64.self)))
    var next = head.load(as: UnsafeMutableRawPointer?.self)
    while let entry = next {
      found.append(entry + SubscriptionStore.linkBytes)
      next = entry.load(as: UnsafeMutableRawPointer?.self)
    }
    found.sort { KeyOrder.compare(leftKey(of: $0), leftKey(of: $1)) < 0 }
    return found
  }

  /// The left key of an entry; the bytes live as long as the entry.
  package func leftKey(of payload: UnsafeRawPointer) -> UnsafeRawBufferPointer {
    let key = entries.key(of: payload - SubscriptionStore.linkBytes)
    let right = Int(key.loadUnaligned(as: UInt32.self).bigEndian)
    return UnsafeRawBufferPointer(rebasing: key[(4 + right)...])
  }

  /// Marks an entry whose payload is about to change.
  package func markDirty(_ payload: UnsafeMutableRawPointer) {
    entries.markDirty(payload - SubscriptionStore.linkBytes)
  }

  // MARK: - Parts

  private func compositeKey(
    _ right: UnsafeRawBufferPointer, _ left: UnsafeRawBufferPointer
  ) -> UnsafeRawBufferPointer {
    scratch.reset()
    scratch.append(ordered: UInt32(right.count))
    scratch.append(right)
    scratch.append(left)
    return scratch.bytes
  }

  private func link(_ entry: UnsafeMutableRawPointer, to right: UnsafeRawBufferPointer) {
    let (head, _) = rights.upsert(right)
    let first = head.load(as: UnsafeMutableRawPointer?.self)
    entry.storeBytes(of: first, as: UnsafeMutableRawPointer?.self)
    entry.storeBytes(of: nil, toByteOffset: 8, as: UnsafeMutableRawPointer?.self)
    first?.storeBytes(of: entry, toByteOffset: 8, as: UnsafeMutableRawPointer.self)
    head.storeBytes(of: entry, as: UnsafeMutableRawPointer.self)
    changeCount(head, by: 1)
  }

  private func unlink(_ entry: UnsafeMutableRawPointer, from right: UnsafeRawBufferPointer) {
    guard let head = rights.find(right) else { return }
    let next = entry.load(as: UnsafeMutableRawPointer?.self)
    let previous = entry.load(fromByteOffset: 8, as: UnsafeMutableRawPointer?.self)
    (previous ?? head).storeBytes(of: next, as: UnsafeMutableRawPointer?.self)
    next?.storeBytes(of: previous, toByteOffset: 8, as: UnsafeMutableRawPointer?.self)
    if next == nil, previous == nil { rights.remove(head) } else { changeCount(head, by: -1) }
  }

  private func changeCount(_ head: UnsafeMutableRawPointer, by difference: Int64) {
    let count = head.load(fromByteOffset: 8, as: Int64.self)
    head.storeBytes(of: count + difference, toByteOffset: 8, as: Int64.self)
  }

  // MARK: - Changelog

  package var hasChanges: Bool { !entries.dirty.isEmpty }

  package func writeChanges(to writer: ChangelogWriter) {
    entries.dirty.forEachRemoved { key in writer.delete { $0.append(key) } }
    entries.forEachChangedRow { key, entry in
      writer.put(
        identity: { $0.append(key) },
        image: { RowImage.write(entry + SubscriptionStore.linkBytes, layout, to: $0) })
    }
  }

  package func markClean() { entries.markClean() }

  private func right(of identity: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
    var source = ByteSource(identity)
    guard let length = source.ordered(UInt32.self) else { return nil }
    return source.take(Int(length))
  }

  package func restorePut(
    _ identity: UnsafeRawBufferPointer, _ image: UnsafeRawBufferPointer, _ upgrade: RowUpgrade?
  ) -> Bool {
    guard let right = right(of: identity) else { return false }
    let known = entries.count
    let entry = entries.restoreRow(identity, hash: StateTable.hash(identity))
    if entries.count > known { link(entry, to: right) }
    return RowImage.read(
      image, upgrade, into: entry + SubscriptionStore.linkBytes, layout, arena: arena)
  }

  package func restoreDelete(_ identity: UnsafeRawBufferPointer) -> Bool {
    guard let right = right(of: identity) else { return false }
    if let entry = entries.find(identity) {
      unlink(entry, from: right)
      entries.restoreRemoval(identity)
    }
    return true
  }

  package func restoreDeleteRange(
    _ lower: UnsafeRawBufferPointer, _ upper: UnsafeRawBufferPointer
  ) -> Bool { false }
}
