// The rows of a table and the index to them: everything of a table but its list of changes. A
// struct of its own, so that a batch takes it once from the table and works on plain memory.
//
// Safe because one task owns the table, and rows are found through the index alone.

import Values

/// Index, pages and long keys of one table.
struct TableRows: ~Copyable {
  let geometry: RowGeometry
  private(set) var index: HashIndex
  private(set) var pages: RowPages
  private var longKeys = LongKeys()
  /// Rows that have a key.
  private(set) var count = 0

  init(geometry: RowGeometry, pageRows: Int, expectedRows: Int) {
    self.geometry = geometry
    index = HashIndex(expected: expectedRows)
    pages = RowPages(geometry: geometry, pageRows: pageRows)
  }

  var byteCount: Int { index.byteCount + pages.byteCount + longKeys.byteCount }

  var view: TableView {
    TableView(
      index: index.view, pages: UnsafePointer(pages.pages), pageShift: pages.pageShift,
      stride: geometry.stride, keyArea: geometry.keyArea)
  }

  func find(_ key: UnsafeRawBufferPointer, hash: UInt64) -> UnsafeMutableRawPointer? {
    probeRow(view, key, hash: UInt32(truncatingIfNeeded: hash >> 32))
  }

  mutating func findOrInsert(
    _ key: UnsafeRawBufferPointer, hash: UInt64
  ) -> (row: UnsafeMutableRawPointer, isNew: Bool) {
    if let row = find(key, hash: hash) { return (row, false) }
    return (insert(key, hash: hash), true)
  }

  /// Makes the row of a key that has none.
  private mutating func insert(
    _ key: UnsafeRawBufferPointer, hash: UInt64
  ) -> UnsafeMutableRawPointer {
    let short = UInt32(truncatingIfNeeded: hash >> 32)
    let (number, row) = pages.allocate()
    let flags = row.load(fromByteOffset: 5, as: UInt8.self)
    let isLong = key.count > geometry.keyArea
    let length = isLong ? RowGeometry.longKey : UInt8(truncatingIfNeeded: key.count)
    row.storeBytes(
      of: UInt64(short) | UInt64(length) << 32 | UInt64(flags | RowFlags.live) << 40,
      as: UInt64.self)
    if isLong {
      geometry.setLongKey(longKeys.store(key), ofRow: row)
    } else if let source = key.baseAddress {
      (row + RowGeometry.headerBytes).copyMemory(from: source, byteCount: key.count)
    }
    index.insert(hash: short, row: UInt32(truncatingIfNeeded: number))
    count += 1
    return row
  }

  /// Makes the rows of the keys that were not found, in order; a key may occur again. Only a key
  /// whose mark is set can have been inserted by this call and has to be looked for: among 64 keys
  /// of a group that differ, one or two.
  mutating func insertMissing(
    _ keys: KeyView, _ rows: UnsafePointer<Int32>?, _ range: Range<Int>,
    into found: UnsafeMutablePointer<UnsafeMutableRawPointer?>, inserted: inout [Int32]
  ) {
    var marks = SIMD16<UInt64>.zero
    for i in range where found[i] == nil {
      let key = rows.map { Int($0[i]) } ?? i
      let hash = keys.hashes[key]
      let word = Int(hash >> 32 & 15)
      let bit = (1 as UInt64) << (hash >> 36 & 63)
      if marks[word] & bit != 0, let row = find(keys[key], hash: hash) {
        found[i] = row
        continue
      }
      marks[word] |= bit
      found[i] = insert(keys[key], hash: hash)
      inserted.append(Int32(truncatingIfNeeded: i))
    }
  }

  /// Takes a row out. Its blobs have been released.
  mutating func remove(_ row: UnsafeMutableRawPointer) {
    let hash = row.load(as: UInt32.self)
    if let block = geometry.longKey(ofRow: row) { longKeys.release(block) }
    let number = numberOfRow(view, row, hash: hash)
    index.remove(hash: hash, row: UInt32(truncatingIfNeeded: number))
    pages.release(number)
    count -= 1
  }

  /// Forgets all rows and gives their memory back.
  mutating func removeAll() {
    index.removeAll()
    pages.removeAll()
    longKeys.removeAll()
    count = 0
  }
}
