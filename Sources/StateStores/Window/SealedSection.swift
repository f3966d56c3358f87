// One sealed window, or one generation of its rows: where it lies in its file, and how rows are
// found in it. See `SealedFile` for the bytes. Every block, row and item is checked when it is
// read.
//
// Safe because positions are checked against the section's own numbers, which stay in memory, and
// scratch memory belongs to the file, which one task uses.

import Platform
import Values

/// A read-only table in a file.
final class SealedSection {
  let file: SealedFile
  let position: Int
  let rowCount: Int
  let blockCount: Int
  let heapBytes: Int
  let geometry: RowGeometry

  static let headerBytes = 64
  static let magic: UInt32 = 0x4E49_574D
  static let version: UInt32 = 1
  static let blockBytes = 256
  static let blockSlots = 31
  static let itemHeader = 8
  private static let readBytes = 256 * 1024

  init(
    file: SealedFile, position: Int, rowCount: Int, blockCount: Int, heapBytes: Int,
    geometry: RowGeometry
  ) {
    self.file = file
    self.position = position
    self.rowCount = rowCount
    self.blockCount = blockCount
    self.heapBytes = heapBytes
    self.geometry = geometry
  }

  private var rowsStart: Int { position + SealedSection.headerBytes }
  private var blocksStart: Int { rowsStart + rowCount * geometry.stride }
  private var heapStart: Int { blocksStart + blockCount * SealedSection.blockBytes }

  /// Where a hash begins its probe among `slots` slots.
  static func home(_ hash: UInt32, slots: Int) -> Int { Int((UInt64(hash) * UInt64(slots)) >> 32) }

  /// The check of a row: it stands at 6 and is computed with zeros there.
  static func check(ofRow row: UnsafeMutableRawPointer, stride: Int) -> UInt16 {
    let kept = row.load(fromByteOffset: 6, as: UInt16.self)
    row.storeBytes(of: 0, toByteOffset: 6, as: UInt16.self)
    defer { row.storeBytes(of: kept, toByteOffset: 6, as: UInt16.self) }
    return UInt16(
      truncatingIfNeeded: CRC32C.checksum(UnsafeRawBufferPointer(start: row, count: stride)))
  }

  // MARK: - One row

  /// Copies the row of a key into `state`, with blobs in the arena. False when there is none.
  func copyRow(
    _ key: UnsafeRawBufferPointer, hash: UInt64, into state: UnsafeMutableRawPointer,
    _ layout: RowLayout, arena: BlobArena
  ) throws(StoreError) -> Bool {
    guard let row = try find(key, hash: UInt32(truncatingIfNeeded: hash >> 32)) else {
      return false
    }
    state.copyMemory(from: row + geometry.stateOffset, byteCount: layout.rowBytes)
    for offset in layout.blobOffsets {
      let blob = (state + offset).assumingMemoryBound(to: Blob.self)
      let sealed = blob.pointee
      blob.pointee = Blob()
      if sealed.count > 0 { arena.assign(blob, try item(at: sealed.start, count: sealed.count)) }
    }
    return true
  }

  /// The row of one key as a copy made by the scan.
  func row(
    _ key: UnsafeRawBufferPointer, hash: UInt64, _ layout: RowLayout, copiesIn scan: StateScan
  ) throws(StoreError) -> UnsafeMutableRawPointer? {
    guard let row = try find(key, hash: UInt32(truncatingIfNeeded: hash >> 32)) else {
      return nil
    }
    let copy = scan.allocate(layout.rowBytes)
    try copyState(of: row, into: copy, layout, copiesIn: scan)
    return copy
  }

  /// The row of a key in scratch memory, good until the next read.
  private func find(
    _ key: UnsafeRawBufferPointer, hash: UInt32
  ) throws(StoreError) -> UnsafeMutableRawPointer? {
    let slots = blockCount * SealedSection.blockSlots
    var place = SealedSection.home(hash, slots: slots)
    var loaded = -1
    while true {
      let block = place / SealedSection.blockSlots
      if block != loaded {
        try readBlock(block)
        loaded = block
      }
      let slot = file.slotScratch.base.loadUnaligned(
        fromByteOffset: place % SealedSection.blockSlots * 8, as: UInt64.self)
      if slot == 0 { return nil }
      if UInt32(truncatingIfNeeded: slot) == hash {
        let row = try readRow(Int(slot >> 32) - 1)
        if KeyOrder.compare(try self.key(ofRow: row), key) == 0 { return row }
      }
      place = place + 1 == slots ? 0 : place + 1
    }
  }

  private func readBlock(_ block: Int) throws(StoreError) {
    let scratch = file.slotScratch
    try file.read(
      SealedSection.blockBytes, at: blocksStart + block * SealedSection.blockBytes, into: scratch)
    let slots = UnsafeRawBufferPointer(start: scratch.base, count: SealedSection.blockSlots * 8)
    guard
      CRC32C.checksum(slots)
        == scratch.base.loadUnaligned(fromByteOffset: slots.count, as: UInt32.self)
    else { throw file.corrupt() }
  }

  private func readRow(_ number: Int) throws(StoreError) -> UnsafeMutableRawPointer {
    guard number >= 0, number < rowCount else { throw file.corrupt() }
    let stride = geometry.stride
    try file.read(stride, at: rowsStart + number * stride, into: file.rowScratch)
    let row = file.rowScratch.base
    guard row.load(fromByteOffset: 6, as: UInt16.self) == Self.check(ofRow: row, stride: stride)
    else { throw file.corrupt() }
    return row
  }

  /// An item of the heap in scratch memory, good until the next one is read. `position` is what a
  /// row holds in place of an address.
  private func item(
    at position: UnsafeRawPointer?, count: UInt32
  ) throws(StoreError) -> UnsafeRawBufferPointer {
    try item(at: Int(bitPattern: position), count: Int(count))
  }

  private func item(at position: Int, count: Int) throws(StoreError) -> UnsafeRawBufferPointer {
    let bytes = SealedSection.itemHeader + count
    guard position >= 0, position <= heapBytes - bytes else { throw file.corrupt() }
    let scratch = file.heapScratch
    try file.read(bytes, at: heapStart + position, into: scratch)
    let item = UnsafeRawBufferPointer(rebasing: scratch.bytes[SealedSection.itemHeader...])
    guard scratch.base.load(as: UInt32.self) == UInt32(count),
      scratch.base.load(fromByteOffset: 4, as: UInt32.self) == CRC32C.checksum(item)
    else { throw file.corrupt() }
    return item
  }

  private func key(ofRow row: UnsafeRawPointer) throws(StoreError) -> UnsafeRawBufferPointer {
    let length = row.load(fromByteOffset: 4, as: UInt8.self)
    if length != RowGeometry.longKey {
      guard Int(length) <= geometry.keyArea else { throw file.corrupt() }
      return UnsafeRawBufferPointer(start: row + RowGeometry.headerBytes, count: Int(length))
    }
    let position = (row + geometry.longKeyOffset).load(as: Int.self)
    guard position >= 0, position <= heapBytes - SealedSection.itemHeader else {
      throw file.corrupt()
    }
    try file.read(4, at: heapStart + position, into: file.heapScratch)
    return try item(at: position, count: Int(file.heapScratch.base.load(as: UInt32.self)))
  }

  /// Copies a state; its blobs are copied too, into memory of the scan.
  private func copyState(
    of row: UnsafeRawPointer, into copy: UnsafeMutableRawPointer, _ layout: RowLayout,
    copiesIn scan: StateScan
  ) throws(StoreError) {
    copy.copyMemory(from: row + geometry.stateOffset, byteCount: layout.rowBytes)
    for offset in layout.blobOffsets {
      let blob = (copy + offset).assumingMemoryBound(to: Blob.self)
      let sealed = blob.pointee
      blob.pointee = Blob()
      guard sealed.count > 0 else { continue }
      let bytes = try item(at: sealed.start, count: sealed.count)
      blob.pointee.start = scan.copy(bytes)
      blob.pointee.count = sealed.count
      blob.pointee.capacity = sealed.count
    }
  }

  // MARK: - All rows

  /// Calls back with every row: its key and a copy of its state, both in memory of the scan.
  func forEachRow(
    _ layout: RowLayout, copiesIn scan: StateScan,
    _ body: (UnsafeRawBufferPointer, UnsafeMutableRawPointer) -> Void
  ) throws(StoreError) {
    let stride = geometry.stride
    let slice = max(1, SealedSection.readBytes / stride)
    let rows = ByteSink(capacity: min(slice, rowCount) * stride)
    let copies = scan.allocate(rowCount * layout.rowBytes)
    var number = 0
    while number < rowCount {
      let count = min(slice, rowCount - number)
      try file.read(count * stride, at: rowsStart + number * stride, into: rows)
      for i in 0..<count {
        let row = rows.base + i * stride
        guard
          row.load(fromByteOffset: 6, as: UInt16.self) == Self.check(ofRow: row, stride: stride)
        else { throw file.corrupt() }
        let key = try key(ofRow: row)
        let kept = UnsafeRawBufferPointer(start: scan.copy(key), count: key.count)
        let copy = copies + (number + i) * layout.rowBytes
        try copyState(of: row, into: copy, layout, copiesIn: scan)
        body(kept, copy)
      }
      number += count
    }
  }
}
