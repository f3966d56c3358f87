// One sealed window, or one generation of its rows: where it lies in its file, and how rows are
// found in it. See `SealedFile` for the bytes.
//
// Safe because a section is checked against its checksums when it is first read after being
// written, and nothing writes to it then.

import Platform
import Values

/// A read-only table in a file.
final class SealedSection {
  let file: SealedFile
  let position: Int
  let rowCount: Int
  let slotShift: Int
  let heapBytes: Int
  let geometry: RowGeometry
  private var isChecked = false

  static let headerBytes = 64
  static let magic: UInt32 = 0x4E49_574D
  static let version: UInt32 = 1

  init(
    file: SealedFile, position: Int, rowCount: Int, slotShift: Int, heapBytes: Int,
    geometry: RowGeometry
  ) {
    self.file = file
    self.position = position
    self.rowCount = rowCount
    self.slotShift = slotShift
    self.heapBytes = heapBytes
    self.geometry = geometry
    file.liveSections += 1
  }

  deinit { file.liveSections -= 1 }

  private var rowBytes: Int { rowCount * geometry.stride }
  private var slotBytes: Int { 4 << slotShift }
  private var rowsStart: Int { position + SealedSection.headerBytes }
  private var slotsStart: Int { rowsStart + rowBytes }
  private var heapStart: Int { slotsStart + slotBytes }

  /// The section's bytes: rows, slots and heap.
  private func parts() throws(StoreError) -> SealedParts {
    let base = try file.bytes(upTo: heapStart + heapBytes)
    if !isChecked {
      try check(base)
      isChecked = true
    }
    return SealedParts(
      rows: base + rowsStart, slots: base + slotsStart, heap: base + heapStart,
      mask: (1 << slotShift) - 1, geometry: geometry)
  }

  private func check(_ base: UnsafeRawPointer) throws(StoreError) {
    let header = base + position
    func word<T: FixedWidthInteger>(_ at: Int, _ type: T.Type) -> T {
      T(littleEndian: header.loadUnaligned(fromByteOffset: at, as: T.self))
    }
    let crc = CRC32C.checksum(UnsafeRawBufferPointer(start: header, count: 48))
    let rows = UnsafeRawBufferPointer(start: base + rowsStart, count: rowBytes)
    let slots = UnsafeRawBufferPointer(start: base + slotsStart, count: slotBytes)
    let heap = UnsafeRawBufferPointer(start: base + heapStart, count: heapBytes)
    guard word(0, UInt32.self) == SealedSection.magic,
      word(4, UInt32.self) == SealedSection.version,
      word(48, UInt32.self) == crc, word(32, UInt32.self) == CRC32C.checksum(rows),
      word(36, UInt32.self) == CRC32C.checksum(slots),
      word(40, UInt32.self) == CRC32C.checksum(heap)
    else {
      throw StoreError(
        .corrupt,
        "the sealed windows in \(file.path) are not what was written; the query restores them from "
          + "its changelog when it is started again", at: file.path)
    }
  }

  /// Copies the row of a key into `state`, with blobs in the arena. False when there is none.
  func copyRow(
    _ key: UnsafeRawBufferPointer, hash: UInt64, into state: UnsafeMutableRawPointer,
    _ layout: RowLayout, arena: BlobArena
  ) throws(StoreError) -> Bool {
    let parts = try parts()
    guard let row = parts.find(key, hash: UInt32(truncatingIfNeeded: hash >> 32)) else {
      return false
    }
    state.copyMemory(from: row + geometry.stateOffset, byteCount: layout.rowBytes)
    for offset in layout.blobOffsets {
      let blob = (state + offset).assumingMemoryBound(to: Blob.self)
      let bytes = parts.blob(blob.pointee)
      blob.pointee = Blob()
      if !bytes.isEmpty { arena.assign(blob, bytes) }
    }
    return true
  }

  /// Calls back with every row: its key, hash and a copy of its state made by the scan.
  func forEachRow(
    _ layout: RowLayout, copiesIn scan: StateScan,
    _ body: (UnsafeRawBufferPointer, UInt32, UnsafeMutableRawPointer) -> Void
  ) throws(StoreError) {
    let parts = try parts()
    let copies = scan.allocate(rowCount * layout.rowBytes)
    for number in 0..<rowCount {
      let row = parts.rows + number * geometry.stride
      let copy = copies + number * layout.rowBytes
      parts.copyState(of: row, into: copy, layout, copiesIn: scan)
      body(parts.key(of: row), row.load(as: UInt32.self), copy)
    }
  }

  /// The row of one key as a copy made by the scan.
  func row(
    _ key: UnsafeRawBufferPointer, hash: UInt64, _ layout: RowLayout, copiesIn scan: StateScan
  ) throws(StoreError) -> UnsafeMutableRawPointer? {
    let parts = try parts()
    guard let row = parts.find(key, hash: UInt32(truncatingIfNeeded: hash >> 32)) else {
      return nil
    }
    let copy = scan.allocate(layout.rowBytes)
    parts.copyState(of: row, into: copy, layout, copiesIn: scan)
    return copy
  }
}

/// A mapped section.
struct SealedParts {
  let rows: UnsafeRawPointer
  let slots: UnsafeRawPointer
  let heap: UnsafeRawPointer
  let mask: Int
  let geometry: RowGeometry

  func key(of row: UnsafeRawPointer) -> UnsafeRawBufferPointer {
    let length = row.load(fromByteOffset: 4, as: UInt8.self)
    if length != RowGeometry.longKey {
      return UnsafeRawBufferPointer(start: row + RowGeometry.headerBytes, count: Int(length))
    }
    let block = heap + Int((row + geometry.longKeyOffset).load(as: UInt64.self))
    return UnsafeRawBufferPointer(
      start: block + 4, count: Int(block.loadUnaligned(as: UInt32.self)))
  }

  func blob(_ blob: Blob) -> UnsafeRawBufferPointer {
    // In a file the address of a blob is its position in the heap.
    UnsafeRawBufferPointer(start: heap + Int(bitPattern: blob.start), count: Int(blob.count))
  }

  func find(_ key: UnsafeRawBufferPointer, hash: UInt32) -> UnsafeRawPointer? {
    var position = Int(hash) & mask
    while true {
      let number = (slots + position * 4).loadUnaligned(as: UInt32.self)
      if number == 0 { return nil }
      let row = rows + Int(number - 1) * geometry.stride
      if row.load(as: UInt32.self) == hash, KeyOrder.compare(self.key(of: row), key) == 0 {
        return row
      }
      position = (position + 1) & mask
    }
  }

  /// Copies a state; its blobs are copied too, into memory of the scan.
  func copyState(
    of row: UnsafeRawPointer, into copy: UnsafeMutableRawPointer, _ layout: RowLayout,
    copiesIn scan: StateScan
  ) {
    copy.copyMemory(from: row + geometry.stateOffset, byteCount: layout.rowBytes)
    for offset in layout.blobOffsets {
      let blob = (copy + offset).assumingMemoryBound(to: Blob.self)
      let bytes = self.blob(blob.pointee)
      blob.pointee = Blob()
      guard let source = bytes.baseAddress, !bytes.isEmpty else { continue }
      let memory = scan.allocate(bytes.count)
      memory.copyMemory(from: source, byteCount: bytes.count)
      blob.pointee.start = memory
      blob.pointee.count = UInt32(bytes.count)
      blob.pointee.capacity = UInt32(bytes.count)
    }
  }
}
