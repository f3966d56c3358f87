// Distinct byte runs with a number each, in the order of first arrival, inside a blob. Up to 16
// items a search walks them; beyond, a table of slots in front of them finds them by hash.
//
//   0  UInt32 items
//   4  UInt32 slots, 0 or a power of two at least twice the items
//   8  UInt32 a slot: position of an item behind the slots, plus 1; 0 = free
//      items: UInt32 length, UInt32 hash, Int64 number, bytes
//
// Safe because all positions come from this file and lie inside the blob; hashes wrap by design.

import Values

struct BlobTally {
  let blob: UnsafeMutablePointer<Blob>
  let arena: BlobArena

  private static let headerSize = 8
  private static let itemHeader = 16
  private static let walkMax = 16

  /// An item: its bytes and the place of its number.
  struct Item {
    let place: UnsafeMutableRawPointer

    var bytes: UnsafeRawBufferPointer {
      UnsafeRawBufferPointer(
        start: place + BlobTally.itemHeader, count: Int(place.loadUnaligned(as: UInt32.self)))
    }

    var number: Int64 {
      get { place.loadUnaligned(fromByteOffset: 8, as: Int64.self) }
      nonmutating set { place.storeBytes(of: newValue, toByteOffset: 8, as: Int64.self) }
    }

    var hash: UInt32 { place.loadUnaligned(fromByteOffset: 4, as: UInt32.self) }
    var size: Int { BlobTally.itemHeader + bytes.count }
  }

  var itemCount: Int { BlobTally.itemCount(blob.pointee) }

  static func itemCount(_ blob: Blob) -> Int {
    blob.start.map { Int($0.loadUnaligned(as: UInt32.self)) } ?? 0
  }

  /// Calls `body` with each item in the order of arrival.
  @inline(__always)
  static func forEach(_ blob: Blob, _ body: (Item) -> Void) {
    guard let start = blob.start, blob.count > 0 else { return }
    var place = start + itemsStart(start)
    let end = start + Int(blob.count)
    while place < end {
      let item = Item(place: place)
      body(item)
      place += item.size
    }
  }

  /// The item with these bytes.
  func find(_ bytes: UnsafeRawBufferPointer) -> Item? { find(bytes, BlobTally.hash(bytes)) }

  /// Adds an item; the caller knows that there is none with these bytes.
  func append(_ bytes: UnsafeRawBufferPointer, number: Int64) {
    if blob.pointee.count == 0 {
      arena.reserve(blob, BlobTally.headerSize + BlobTally.itemHeader + bytes.count)
      guard let start = blob.pointee.start else { return }
      start.storeBytes(of: 0, as: UInt64.self)
      blob.pointee.count = UInt32(BlobTally.headerSize)
    }
    let count = itemCount + 1
    if count > BlobTally.walkMax && count * 2 > slotCount { resizeSlots(for: count) }
    let position = Int(blob.pointee.count)
    let size = BlobTally.itemHeader + bytes.count
    arena.reserve(blob, position + size)
    guard let start = blob.pointee.start else { return }
    let place = start + position
    let hash = BlobTally.hash(bytes)
    place.storeBytes(of: UInt32(bytes.count), as: UInt32.self)
    place.storeBytes(of: hash, toByteOffset: 4, as: UInt32.self)
    place.storeBytes(of: number, toByteOffset: 8, as: Int64.self)
    if let source = bytes.baseAddress {
      (place + BlobTally.itemHeader).copyMemory(from: source, byteCount: bytes.count)
    }
    blob.pointee.count = UInt32(position + size)
    start.storeBytes(of: UInt32(count), as: UInt32.self)
    if slotCount > 0 { claimSlot(hash, position - BlobTally.itemsStart(start)) }
  }

  func remove(_ item: Item) {
    guard let start = blob.pointee.start else { return }
    let position = start.distance(to: item.place)
    let end = position + item.size
    let count = Int(blob.pointee.count)
    item.place.copyMemory(from: start + end, byteCount: count - end)
    blob.pointee.count = UInt32(count - (end - position))
    start.storeBytes(of: UInt32(itemCount - 1), as: UInt32.self)
    if slotCount > 0 { fillSlots() }
  }

  // MARK: - Slots

  private static func itemsStart(_ start: UnsafeRawPointer) -> Int {
    headerSize + 4 * Int(start.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
  }

  private var slotCount: Int {
    blob.pointee.start.map { Int($0.loadUnaligned(fromByteOffset: 4, as: UInt32.self)) } ?? 0
  }

  private static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    guard let base = bytes.baseAddress else { return 0 }
    return UInt32(truncatingIfNeeded: ByteHash.hash(base, count: bytes.count, seed: 0))
  }

  private func find(_ bytes: UnsafeRawBufferPointer, _ hash: UInt32) -> Item? {
    guard let start = blob.pointee.start, blob.pointee.count > 0 else { return nil }
    let items = start + BlobTally.itemsStart(start)
    let slots = slotCount
    if slots == 0 {
      var place = items
      let end = start + Int(blob.pointee.count)
      while place < end {
        let item = Item(place: place)
        if item.hash == hash && item.bytes.holdsSameBytes(as: bytes) { return item }
        place += item.size
      }
      return nil
    }
    var slot = Int(hash) & (slots - 1)
    while true {
      let entry = (start + BlobTally.headerSize + 4 * slot).loadUnaligned(as: UInt32.self)
      if entry == 0 { return nil }
      let item = Item(place: items + Int(entry - 1))
      if item.hash == hash && item.bytes.holdsSameBytes(as: bytes) { return item }
      slot = (slot + 1) & (slots - 1)
    }
  }

  private func claimSlot(_ hash: UInt32, _ position: Int) {
    guard let start = blob.pointee.start else { return }
    let slots = slotCount
    var slot = Int(hash) & (slots - 1)
    while (start + BlobTally.headerSize + 4 * slot).loadUnaligned(as: UInt32.self) != 0 {
      slot = (slot + 1) & (slots - 1)
    }
    (start + BlobTally.headerSize + 4 * slot).storeBytes(
      of: UInt32(position + 1), as: UInt32.self)
  }

  /// Makes room for slots for `count` items and their doubling, and fills them.
  private func resizeSlots(for count: Int) {
    var slots = 64
    while slots < count * 4 { slots *= 2 }
    let growth = 4 * (slots - slotCount)
    let used = Int(blob.pointee.count)
    arena.reserve(blob, used + growth)
    guard let start = blob.pointee.start else { return }
    let items = BlobTally.itemsStart(start)
    (start + items + growth).copyMemory(from: start + items, byteCount: used - items)
    start.storeBytes(of: UInt32(slots), toByteOffset: 4, as: UInt32.self)
    blob.pointee.count = UInt32(used + growth)
    fillSlots()
  }

  private func fillSlots() {
    guard let start = blob.pointee.start else { return }
    (start + BlobTally.headerSize).initializeMemory(
      as: UInt8.self, repeating: 0, count: 4 * slotCount)
    let items = start + BlobTally.itemsStart(start)
    BlobTally.forEach(blob.pointee) { claimSlot($0.hash, items.distance(to: $0.place)) }
  }
}
