// The hot loops of the state table. A group of 64 keys goes through three passes, so that the
// waits for memory of its keys overlap: ask for the home slots, find candidates and ask for their
// rows, compare keys. 14 to 25 ns a row up to 100 000 keys, 45 at a million.
//
// Safe because the caller passes pages and directory of one table that does not change meanwhile,
// slots hold numbers of live rows, keys are readable for 64 bytes past their end, and rows have at
// least 16 bytes.

import Platform
import Values

/// Keys that go through the passes together.
let groupSize = 64

/// What the kernels need of a table, in registers.
struct TableView {
  let index: IndexView
  let pages: UnsafePointer<UnsafeMutableRawPointer>
  let pageShift: Int
  let stride: Int
  let keyArea: Int

  @inline(__always)
  func address(_ slot: UInt64) -> UnsafeMutableRawPointer {
    let number = Int(slot >> 32) &- 1
    return pages[number >> pageShift] + (number & ((1 << pageShift) &- 1)) &* stride
  }
}

/// What the kernels need of a batch's keys.
struct KeyView {
  let offsets: UnsafePointer<Int32>
  let hashes: UnsafePointer<UInt64>
  let bytes: UnsafeRawPointer

  init(_ keys: EncodedKeys) {
    offsets = UnsafePointer(keys.offsets)
    hashes = UnsafePointer(keys.hashes)
    bytes = UnsafeRawPointer(keys.bytes)
  }

  @inline(__always)
  subscript(row: Int) -> UnsafeRawBufferPointer {
    let start = Int(offsets[row])
    return UnsafeRawBufferPointer(start: bytes + start, count: Int(offsets[row &+ 1]) &- start)
  }
}

extension RowGeometry {
  /// The block of a key that is not in the row.
  @inline(__always)
  func longKey(ofRow row: UnsafeRawPointer) -> UnsafeMutableRawPointer? {
    guard row.load(fromByteOffset: 4, as: UInt8.self) == RowGeometry.longKey else { return nil }
    return (row + longKeyOffset).load(as: UnsafeMutableRawPointer.self)
  }

  func setLongKey(_ block: UnsafeMutableRawPointer, ofRow row: UnsafeMutableRawPointer) {
    if keyArea > 8 {
      let prefix = min(keyArea - 8, 16)
      (row + RowGeometry.headerBytes).copyMemory(from: block + 4, byteCount: prefix)
    }
    (row + longKeyOffset).storeBytes(of: block, as: UnsafeMutableRawPointer.self)
  }

  /// The address of a long key takes the last word of the key area.
  @inline(__always)
  var longKeyOffset: Int { RowGeometry.headerBytes &+ keyArea &- 8 }

  /// The bytes of a row's key.
  @inline(__always)
  func key(ofRow row: UnsafeRawPointer) -> UnsafeRawBufferPointer {
    if let block = longKey(ofRow: row) {
      return UnsafeRawBufferPointer(start: block + 4, count: Int(block.load(as: UInt32.self)))
    }
    return UnsafeRawBufferPointer(
      start: row + RowGeometry.headerBytes, count: Int(row.load(fromByteOffset: 4, as: UInt8.self)))
  }
}

/// Whether a row has this key. `header` is hash and key length as the row holds them.
@inline(__always)
func rowHasKey(
  _ row: UnsafeRawPointer, header: UInt64, _ key: UnsafeRawPointer, length: Int, keyArea: Int
) -> Bool {
  guard row.load(as: UInt64.self) & 0xFF_FFFF_FFFF == header else { return false }
  if length <= keyArea {
    return equalBytes(row + RowGeometry.headerBytes, key, length)
  }
  let block = (row + (RowGeometry.headerBytes &+ keyArea &- 8)).load(as: UnsafeRawPointer.self)
  return Int(block.load(as: UInt32.self)) == length && equalBytes(block + 4, key, length)
}

/// Compares in words; both sides are readable for 8 bytes, whatever the length. A stored key that
/// is shorter is followed by zeros or, in a block of its own, never shorter than 8.
@inline(__always)
private func equalBytes(_ stored: UnsafeRawPointer, _ key: UnsafeRawPointer, _ length: Int) -> Bool
{
  if length < 8 {
    let mask = (1 as UInt64) << UInt64(length &* 8) &- 1
    return (stored.loadUnaligned(as: UInt64.self) ^ key.loadUnaligned(as: UInt64.self)) & mask == 0
  }
  var at = 0
  while at &+ 8 <= length {
    if stored.loadUnaligned(fromByteOffset: at, as: UInt64.self)
      != key.loadUnaligned(fromByteOffset: at, as: UInt64.self)
    {
      return false
    }
    at &+= 8
  }
  return stored.loadUnaligned(fromByteOffset: length &- 8, as: UInt64.self)
    == key.loadUnaligned(fromByteOffset: length &- 8, as: UInt64.self)
}

@inline(__always)
private func header(_ hash: UInt32, length: Int, keyArea: Int) -> UInt64 {
  UInt64(hash) | UInt64(length <= keyArea ? length : Int(RowGeometry.longKey)) << 32
}

/// Finds the rows of up to `groupSize` keys, from position `start` of `rows` on. `found` gets row
/// addresses or nil, the result is the number of nils. `scratch` has room for two words a key.
@inline(never)
func locateRows(
  _ view: TableView, _ keys: KeyView, _ rows: UnsafePointer<Int32>?, from start: Int, count: Int,
  _ scratch: UnsafeMutablePointer<UInt64>,
  into found: UnsafeMutablePointer<UnsafeMutableRawPointer?>
) -> Int {
  let words = scratch
  let positions = scratch + groupSize
  for i in 0..<count {
    let key = rows.map { Int($0[start &+ i]) } ?? start &+ i
    let hash = UInt32(truncatingIfNeeded: keys.hashes[key] >> 32)
    let segment = view.index.segment(of: hash)
    words[i] = UInt64(segment.word)
    prefetch(segment.slots + (Int(hash) & segment.mask))
  }
  for i in 0..<count {
    let key = rows.map { Int($0[start &+ i]) } ?? start &+ i
    let hash = UInt32(truncatingIfNeeded: keys.hashes[key] >> 32)
    let segment = Segment(UInt(words[i]))
    let (slots, mask) = (segment.slots, segment.mask)
    var position = Int(hash) & mask
    while true {
      let slot = slots[position]
      if slot == 0 {
        found[i] = nil
        break
      }
      if UInt32(truncatingIfNeeded: slot) == hash {
        let row = view.address(slot)
        prefetch(row)
        prefetch(row + (view.stride &- 8))
        found[i] = row
        break
      }
      position = (position &+ 1) & mask
    }
    positions[i] = UInt64(truncatingIfNeeded: position)
  }
  var missing = 0
  for i in 0..<count {
    guard let row = found[i] else {
      missing &+= 1
      continue
    }
    let key = rows.map { Int($0[start &+ i]) } ?? start &+ i
    let hash = UInt32(truncatingIfNeeded: keys.hashes[key] >> 32)
    let first = Int(keys.offsets[key])
    let length = Int(keys.offsets[key &+ 1]) &- first
    let wanted = header(hash, length: length, keyArea: view.keyArea)
    if rowHasKey(row, header: wanted, keys.bytes + first, length: length, keyArea: view.keyArea) {
      continue
    }
    let segment = Segment(UInt(words[i]))
    let other = probe(
      view, segment, from: Int(positions[i]) &+ 1, hash, keys.bytes + first, length: length)
    found[i] = other
    if other == nil { missing &+= 1 }
  }
  return missing
}

/// Looks at the slots from `position` on for a row with this key.
@inline(__always)
private func probe(
  _ view: TableView, _ segment: Segment, from position: Int, _ hash: UInt32,
  _ key: UnsafeRawPointer, length: Int
) -> UnsafeMutableRawPointer? {
  let (slots, mask) = (segment.slots, segment.mask)
  let wanted = header(hash, length: length, keyArea: view.keyArea)
  var position = position & mask
  while slots[position] != 0 {
    let slot = slots[position]
    if UInt32(truncatingIfNeeded: slot) == hash {
      let row = view.address(slot)
      if rowHasKey(row, header: wanted, key, length: length, keyArea: view.keyArea) { return row }
    }
    position = (position &+ 1) & mask
  }
  return nil
}

/// The row of one key, which need not be readable past its end.
@inline(never)
func probeRow(
  _ view: TableView, _ key: UnsafeRawBufferPointer, hash: UInt32
) -> UnsafeMutableRawPointer? {
  let segment = view.index.segment(of: hash)
  let home = Int(hash) & segment.mask
  if key.count >= 8, let base = key.baseAddress {
    return probe(view, segment, from: home, hash, base, length: key.count)
  }
  var word: UInt64 = 0
  for i in 0..<key.count { word |= UInt64(key[i]) << UInt64(i &* 8) }
  return withUnsafeBytes(of: word) {
    probe(view, segment, from: home, hash, $0.baseAddress.unsafelyUnwrapped, length: key.count)
  }
}

/// The number of a row that is in the table.
func numberOfRow(_ view: TableView, _ row: UnsafeMutableRawPointer, hash: UInt32) -> Int {
  let segment = view.index.segment(of: hash)
  let (slots, mask) = (segment.slots, segment.mask)
  var position = Int(hash) & mask
  while true {
    let slot = slots[position]
    precondition(slot != 0, "a live row is in the index")
    if UInt32(truncatingIfNeeded: slot) == hash, view.address(slot) == row {
      return Int(slot >> 32) &- 1
    }
    position = (position &+ 1) & mask
  }
}

/// Sets the dirty flag of each row and lists those that did not have it; gives their number.
@inline(never)
func markRows(
  _ rows: UnsafePointer<UnsafeMutableRawPointer>, count: Int,
  dirty: UnsafeMutablePointer<UnsafeMutableRawPointer>
) -> Int {
  var listed = 0
  for i in 0..<count {
    let row = rows[i]
    let flags = row.load(fromByteOffset: 5, as: UInt8.self)
    if flags & RowFlags.dirty == 0 {
      row.storeBytes(of: flags | RowFlags.dirty, toByteOffset: 5, as: UInt8.self)
      dirty[listed] = row
      listed &+= 1
    }
  }
  return listed
}

/// Turns addresses of rows into addresses of states.
@inline(never)
func offsetRows(
  _ rows: UnsafeMutablePointer<UnsafeMutableRawPointer>, count: Int, by offset: Int
) {
  for i in 0..<count { rows[i] += offset }
}
