// Sealing one window, some thousand rows at a time, so that no batch waits for it. The window's
// table is frozen meanwhile: late rows go to a table of their own.

import Platform
import Values

/// The writing of one section.
struct SealJob {
  let window: Window
  let table: StateTable
  private let file: SealedFile
  private let position: Int
  private let slotShift: Int
  private let slots = ByteSink()
  private let rows = ByteSink(capacity: 64 * 1024)
  private let heap = ByteSink()
  private var nextNumber = 0
  private var writtenRows = 0
  private var writtenSlots = 0
  private var heapBytes = 0
  private var rowsChecksum: UInt32 = 0
  private var slotsChecksum: UInt32 = 0
  private var heapChecksum: UInt32 = 0

  private static let flushBytes = 256 * 1024

  init(_ window: Window, _ table: StateTable, to file: SealedFile) {
    self.window = window
    self.table = table
    self.file = file
    var shift = 3
    while 1 << shift < table.count * 3 / 2 + 1 { shift += 1 }
    slotShift = shift
    slots.reserve(4 << shift)
    slots.base.initializeMemory(as: UInt8.self, repeating: 0, count: 4 << shift)
    slots.count = 4 << shift
    position = file.reserve(
      SealedSection.headerBytes + table.count * table.geometry.stride + 4 << shift)
  }

  /// Bytes of memory that the job holds beside the table.
  var byteCount: Int { slots.count + rows.count + heap.count }

  private var stride: Int { table.geometry.stride }
  private var rowsStart: Int { position + SealedSection.headerBytes }
  private var slotsStart: Int { rowsStart + table.count * stride }
  private var heapStart: Int { slotsStart + slots.count }

  /// Works on about `rowBudget` rows; gives the section when it is complete.
  mutating func advance(rowBudget: Int) throws(StoreError) -> SealedSection? {
    var budget = rowBudget
    while nextNumber < table.numberedRows {
      guard budget > 0 else { return nil }
      if let row = table.row(numbered: nextNumber) { copy(row) }
      nextNumber += 1
      budget -= 1
      if rows.count + heap.count >= SealJob.flushBytes { try flush() }
    }
    try flush()
    while writtenSlots < slots.count {
      guard budget > 0 else { return nil }
      let count = min(SealJob.flushBytes, slots.count - writtenSlots)
      let bytes = UnsafeRawBufferPointer(
        rebasing: slots.bytes[writtenSlots..<(writtenSlots + count)])
      slotsChecksum = CRC32C.checksum(bytes, after: slotsChecksum)
      try file.write(bytes, at: slotsStart + writtenSlots)
      writtenSlots += count
      budget -= count / 64
    }
    return try finish()
  }

  private func copy(_ row: UnsafeMutableRawPointer) {
    let start = rows.count
    rows.append(row, stride)
    let copy = rows.base + start
    copy.storeBytes(of: RowFlags.live, toByteOffset: 5, as: UInt8.self)
    if table.geometry.longKey(ofRow: row) != nil {
      let key = table.geometry.key(ofRow: row)
      (copy + table.geometry.longKeyOffset).storeBytes(
        of: UInt64(heapBytes + heap.count), as: UInt64.self)
      heap.append(word: UInt32(key.count))
      heap.append(key)
    }
    for offset in table.layout.blobOffsets {
      let at = table.geometry.stateOffset + offset
      var blob = (row + at).load(as: Blob.self)
      let bytes = blob.bytes
      blob.start = UnsafeMutableRawPointer(bitPattern: heapBytes + heap.count)
      blob.capacity = blob.count
      heap.append(bytes)
      (copy + at).storeBytes(of: blob, as: Blob.self)
    }
    let number = writtenRows + start / stride
    let mask = (1 << slotShift) - 1
    let words = slots.base.assumingMemoryBound(to: UInt32.self)
    var slot = Int(row.load(as: UInt32.self)) & mask
    while words[slot] != 0 { slot = (slot + 1) & mask }
    words[slot] = UInt32(number + 1)
  }

  private mutating func flush() throws(StoreError) {
    if rows.count > 0 {
      rowsChecksum = CRC32C.checksum(rows.bytes, after: rowsChecksum)
      try file.write(rows.bytes, at: rowsStart + writtenRows * stride)
      writtenRows += rows.count / stride
      rows.reset()
    }
    if heap.count > 0 {
      heapChecksum = CRC32C.checksum(heap.bytes, after: heapChecksum)
      try file.write(heap.bytes, at: heapStart + heapBytes)
      heapBytes += heap.count
      heap.reset()
    }
  }

  private func finish() throws(StoreError) -> SealedSection {
    let header = ByteSink(capacity: SealedSection.headerBytes)
    header.append(word: SealedSection.magic)
    header.append(word: SealedSection.version)
    header.append(word: window.start)
    header.append(word: UInt32(table.count))
    header.append(word: UInt32(slotShift))
    header.append(word: UInt64(heapBytes))
    header.append(word: rowsChecksum)
    header.append(word: slotsChecksum)
    header.append(word: heapChecksum)
    header.append(word: UInt32(stride))
    header.append(word: CRC32C.checksum(header.bytes))
    while header.count < SealedSection.headerBytes { header.append(word: 0 as UInt32) }
    try file.write(header.bytes, at: position)
    _ = file.reserve(heapBytes)
    try file.extend(to: heapStart + heapBytes)
    return SealedSection(
      file: file, position: position, rowCount: table.count, slotShift: slotShift,
      heapBytes: heapBytes, geometry: table.geometry)
  }

  /// Gives the reserved part of the file back after a failure.
  func cancel() { file.cancel(reservationAt: position) }
}
