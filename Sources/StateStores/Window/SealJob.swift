// Sealing one window, some thousand rows at a time, so that no batch waits for it. The window's
// table is frozen meanwhile: late rows go to a table of their own. See `SealedFile` for the bytes.
//
// Safe because the frozen table does not change, and slots are reserved for all its rows.

import Platform
import Values

/// The writing of one section.
struct SealJob {
  let window: Window
  let table: StateTable
  private let file: SealedFile
  private let position: Int
  private let blockCount: Int
  private let slots: ByteSink
  private let rows = ByteSink(capacity: 64 * 1024)
  private let heap = ByteSink()
  private let blocks = ByteSink()
  private var nextNumber = 0
  private var writtenRows = 0
  private var writtenBlocks = 0
  private var heapBytes = 0

  private static let flushBytes = 256 * 1024
  private static let blockBatch = 1024

  init(_ window: Window, _ table: StateTable, to file: SealedFile) {
    self.window = window
    self.table = table
    self.file = file
    blockCount = (table.count * 3 / 2 + 1) / SealedSection.blockSlots + 1
    let bytes = blockCount * SealedSection.blockSlots * 8
    slots = ByteSink(capacity: bytes)
    slots.base.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
    slots.count = bytes
    position = file.reserve(
      SealedSection.headerBytes + table.count * table.geometry.stride
        + blockCount * SealedSection.blockBytes)
  }

  /// Bytes of memory that the job holds beside the table.
  var byteCount: Int { slots.count + rows.count + heap.count }

  private var stride: Int { table.geometry.stride }
  private var rowsStart: Int { position + SealedSection.headerBytes }
  private var blocksStart: Int { rowsStart + table.count * stride }
  private var heapStart: Int { blocksStart + blockCount * SealedSection.blockBytes }

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
    while writtenBlocks < blockCount {
      guard budget > 0 else { return nil }
      budget -= try writeBlocks()
    }
    return try finish()
  }

  private func copy(_ row: UnsafeMutableRawPointer) {
    let start = rows.count
    rows.append(row, stride)
    let copy = rows.base + start
    copy.storeBytes(of: RowFlags.live, toByteOffset: 5, as: UInt8.self)
    if table.geometry.longKey(ofRow: row) != nil {
      let item = append(table.geometry.key(ofRow: row))
      (copy + table.geometry.longKeyOffset).storeBytes(of: item, as: Int.self)
    }
    for offset in table.layout.blobOffsets {
      let at = table.geometry.stateOffset + offset
      var blob = (row + at).load(as: Blob.self)
      blob.start =
        blob.count > 0 ? UnsafeMutableRawPointer(bitPattern: append(blob.bytes)) : nil
      blob.capacity = blob.count
      (copy + at).storeBytes(of: blob, as: Blob.self)
    }
    let check = SealedSection.check(ofRow: copy, stride: stride)
    copy.storeBytes(of: check, toByteOffset: 6, as: UInt16.self)
    let number = writtenRows + start / stride
    let words = slots.base.assumingMemoryBound(to: UInt64.self)
    let count = blockCount * SealedSection.blockSlots
    let hash = row.load(as: UInt32.self)
    var place = SealedSection.home(hash, slots: count)
    while words[place] != 0 { place = place + 1 == count ? 0 : place + 1 }
    words[place] = UInt64(hash) | UInt64(number + 1) << 32
  }

  /// Adds an item to the heap and gives its position there.
  private func append(_ bytes: UnsafeRawBufferPointer) -> Int {
    defer {
      heap.append(word: UInt32(bytes.count))
      heap.append(word: CRC32C.checksum(bytes))
      heap.append(bytes)
    }
    return heapBytes + heap.count
  }

  private mutating func flush() throws(StoreError) {
    if rows.count > 0 {
      try file.write(rows.bytes, at: rowsStart + writtenRows * stride)
      writtenRows += rows.count / stride
      rows.reset()
    }
    if heap.count > 0 {
      try file.write(heap.bytes, at: heapStart + heapBytes)
      heapBytes += heap.count
      heap.reset()
    }
  }

  /// Writes some blocks and gives what they cost of a row budget.
  private mutating func writeBlocks() throws(StoreError) -> Int {
    let count = min(SealJob.blockBatch, blockCount - writtenBlocks)
    let bytes = SealedSection.blockSlots * 8
    blocks.reset()
    for block in writtenBlocks..<(writtenBlocks + count) {
      let content = UnsafeRawBufferPointer(start: slots.base + block * bytes, count: bytes)
      blocks.append(content)
      blocks.append(word: CRC32C.checksum(content))
      blocks.append(word: 0 as UInt32)
    }
    try file.write(blocks.bytes, at: blocksStart + writtenBlocks * SealedSection.blockBytes)
    writtenBlocks += count
    return count * 4
  }

  private func finish() throws(StoreError) -> SealedSection {
    let header = ByteSink(capacity: SealedSection.headerBytes)
    header.append(word: SealedSection.magic)
    header.append(word: SealedSection.version)
    header.append(word: window.start)
    header.append(word: UInt32(table.count))
    header.append(word: UInt32(blockCount))
    header.append(word: UInt64(heapBytes))
    header.append(word: UInt32(stride))
    header.append(word: CRC32C.checksum(header.bytes))
    while header.count < SealedSection.headerBytes { header.append(word: 0 as UInt32) }
    try file.write(header.bytes, at: position)
    _ = file.reserve(heapBytes)
    return SealedSection(
      file: file, position: position, rowCount: table.count, blockCount: blockCount,
      heapBytes: heapBytes, geometry: table.geometry)
  }

  /// Gives the reserved part of the file back after a failure.
  func cancel() { file.cancel(reservationAt: position) }
}
