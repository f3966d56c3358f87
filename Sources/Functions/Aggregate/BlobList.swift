// A list of byte runs inside a blob: for each item a UInt32 length and the bytes.

import Values

/// Walks and changes the items of a list in a blob.
struct BlobList {
  let blob: UnsafeMutablePointer<Blob>
  let arena: BlobArena

  /// An item and where it starts in the blob.
  struct Item {
    let position: Int
    let bytes: UnsafeRawBufferPointer

    /// Where the next item starts.
    var end: Int { position + 4 + bytes.count }
  }

  /// The item that starts at `position`, nil at the end.
  static func item(_ blob: Blob, at position: Int) -> Item? {
    guard position < Int(blob.count), let start = blob.start else { return nil }
    let length = Int((start + position).loadUnaligned(as: UInt32.self))
    return Item(
      position: position,
      bytes: UnsafeRawBufferPointer(start: start + position + 4, count: length))
  }

  func item(at position: Int) -> Item? { BlobList.item(blob.pointee, at: position) }

  func append(_ bytes: UnsafeRawBufferPointer) { insert(bytes, at: Int(blob.pointee.count)) }

  /// Puts an item before the one that starts at `position`.
  func insert(_ bytes: UnsafeRawBufferPointer, at position: Int) {
    let count = Int(blob.pointee.count)
    let room = 4 + bytes.count
    arena.reserve(blob, count + room)
    guard let start = blob.pointee.start else { return }
    let place = start + position
    (place + room).copyMemory(from: place, byteCount: count - position)
    place.storeBytes(of: UInt32(bytes.count), as: UInt32.self)
    if let source = bytes.baseAddress {
      (place + 4).copyMemory(from: source, byteCount: bytes.count)
    }
    blob.pointee.count = UInt32(count + room)
  }

  func remove(_ item: Item) {
    let count = Int(blob.pointee.count)
    guard let start = blob.pointee.start else { return }
    (start + item.position).copyMemory(from: start + item.end, byteCount: count - item.end)
    blob.pointee.count = UInt32(count - (item.end - item.position))
  }
}
