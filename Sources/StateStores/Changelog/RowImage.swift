// A row outside memory: its fixed bytes with zeros where the blobs are, then each blob as UInt32
// length and bytes, in the order of their offsets.
//
// Safe because an image is checked as a whole before a byte of it is copied, and rows have the
// bytes that their layout says.

package import Values

/// How rows of an older layout become rows of the store's layout.
package struct RowUpgrade {
  /// The older layout.
  package let layout: RowLayout
  /// Reads an old row, whose blobs live in the arena and are its to move or release, and writes
  /// the new one, which is all zeros.
  package let convert:
    (_ old: UnsafeMutableRawPointer, _ new: UnsafeMutableRawPointer, _ arena: BlobArena) -> Void

  package init(
    from layout: RowLayout,
    convert: @escaping (UnsafeMutableRawPointer, UnsafeMutableRawPointer, BlobArena) -> Void
  ) {
    self.layout = layout
    self.convert = convert
  }
}

/// Writes and reads images of rows.
enum RowImage {
  /// Appends the image of a row.
  static func write(_ state: UnsafeRawPointer, _ layout: RowLayout, to sink: ByteSink) {
    let start = sink.count
    sink.append(state, layout.rowBytes)
    for offset in layout.blobOffsets {
      sink.base.storeBytes(of: 0, toByteOffset: start + offset, as: UInt64.self)
      sink.base.storeBytes(of: 0, toByteOffset: start + offset + 8, as: UInt64.self)
    }
    for offset in layout.blobOffsets {
      let blob = (state + offset).load(as: Blob.self)
      sink.append(word: blob.count)
      sink.append(blob.bytes)
    }
  }

  /// Fills a row; what blobs it has are replaced. False when the bytes are no image.
  static func read(
    _ image: UnsafeRawBufferPointer, _ layout: RowLayout, into state: UnsafeMutableRawPointer,
    arena: BlobArena
  ) -> Bool {
    guard isImage(image, layout) else { return false }
    layout.releaseBlobs(of: state, to: arena)
    var source = ByteSource(image)
    // Checked by `isImage`: every part is there.
    if let fixed = source.take(layout.rowBytes), let base = fixed.baseAddress {
      state.copyMemory(from: base, byteCount: fixed.count)
    }
    for offset in layout.blobOffsets {
      let blob = (state + offset).bindMemory(to: Blob.self, capacity: 1)
      blob.pointee = Blob()
      if let count = source.word(UInt32.self), let bytes = source.take(Int(count)) {
        if count > 0 { arena.assign(blob, bytes) }
      }
    }
    return true
  }

  /// Fills a row from an image of its own layout or, with `upgrade`, of an older one.
  static func read(
    _ image: UnsafeRawBufferPointer, _ upgrade: RowUpgrade?, into state: UnsafeMutableRawPointer,
    _ layout: RowLayout, arena: BlobArena
  ) -> Bool {
    guard let upgrade else { return read(image, layout, into: state, arena: arena) }
    let scratch = UnsafeMutableRawPointer.allocate(
      byteCount: max(upgrade.layout.rowBytes, 8), alignment: 16)
    defer { scratch.deallocate() }
    scratch.initializeMemory(as: UInt8.self, repeating: 0, count: upgrade.layout.rowBytes)
    guard read(image, upgrade.layout, into: scratch, arena: arena) else { return false }
    layout.releaseBlobs(of: state, to: arena)
    state.initializeMemory(as: UInt8.self, repeating: 0, count: layout.rowBytes)
    upgrade.convert(scratch, state, arena)
    return true
  }

  private static func isImage(_ image: UnsafeRawBufferPointer, _ layout: RowLayout) -> Bool {
    var source = ByteSource(image)
    guard source.take(layout.rowBytes) != nil else { return false }
    for _ in layout.blobOffsets {
      guard let count = source.word(UInt32.self), source.take(Int(count)) != nil else {
        return false
      }
    }
    return source.isAtEnd
  }
}
