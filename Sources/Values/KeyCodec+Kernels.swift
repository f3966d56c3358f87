// The hot loops of key encoding: about 1.5 ns a row for one BIGINT, 6 ns for a string of 20 bytes.
// Callers guarantee room for all rows in the outputs.
//
// Safe because rows come from a selection of the batch or lie below its count, and wrapping
// operators compute hashes, which are defined modulo 2^64.

/// The rows to work on: those of a selection, or all of a batch.
struct RowSet {
  let count: Int
  let selected: UnsafeMutablePointer<Int32>?

  init(_ count: Int, _ selection: Selection?) {
    self.count = selection?.count ?? count
    selected = selection?.rows
  }

  @inline(__always)
  func forEach(_ body: (Int) -> Void) {
    if let selected {
      for i in 0..<count { body(Int(selected[i])) }
    } else {
      for row in 0..<count { body(row) }
    }
  }
}

@inline(__always)
private func hash64(_ word: UInt64) -> UInt64 {
  // What `ByteHash.hash` gives for 8 bytes, without its branches.
  let state = EncodedKeys.seed ^ (8 &* 0x9E37_79B9_7F4A_7C15)
  return ByteHash.fold(word ^ 0xE703_7ED1_A0B4_28DB, word ^ state)
}

@inline(never)
func encodeInt64Keys(
  _ values: UnsafePointer<Int64>, _ rows: RowSet, into bytes: UnsafeMutableRawPointer,
  _ hashes: UnsafeMutablePointer<UInt64>
) {
  let keys = bytes.assumingMemoryBound(to: UInt64.self)
  rows.forEach { row in
    let word = (UInt64(bitPattern: values[row]) ^ (1 << 63)).bigEndian
    keys[row] = word
    hashes[row] = hash64(word)
  }
}

@inline(never)
func encodeInt32Keys(
  _ values: UnsafePointer<Int32>, _ rows: RowSet, into bytes: UnsafeMutableRawPointer,
  _ hashes: UnsafeMutablePointer<UInt64>
) {
  let keys = bytes.assumingMemoryBound(to: UInt32.self)
  rows.forEach { row in
    keys[row] = (UInt32(bitPattern: values[row]) ^ (1 << 31)).bigEndian
    hashes[row] = ByteHash.hash(keys + row, count: 4, seed: EncodedKeys.seed)
  }
}

@inline(never)
func decodeInt64Keys(
  _ bytes: UnsafeRawPointer, _ count: Int, into values: UnsafeMutableRawPointer
) {
  let keys = bytes.assumingMemoryBound(to: UInt64.self)
  let out = values.assumingMemoryBound(to: UInt64.self)
  for i in 0..<count { out[i] = UInt64(bigEndian: keys[i]) ^ (1 << 63) }
}

@inline(never)
func decodeInt32Keys(
  _ bytes: UnsafeRawPointer, _ count: Int, into values: UnsafeMutableRawPointer
) {
  let keys = bytes.assumingMemoryBound(to: UInt32.self)
  let out = values.assumingMemoryBound(to: UInt32.self)
  for i in 0..<count { out[i] = UInt32(bigEndian: keys[i]) ^ (1 << 31) }
}

@inline(never)
func hashTextKeys(
  _ positions: UnsafePointer<Int32>, first: Int, count: Int, _ bytes: UnsafeRawPointer,
  _ offsets: UnsafeMutablePointer<Int32>, _ hashes: UnsafeMutablePointer<UInt64>
) {
  guard count > 0 else { return }
  let base = Int32(truncatingIfNeeded: first)
  var start = 0
  for row in 0..<count {
    let end = Int(positions[row + 1] &- base)
    hashes[row] = ByteHash.hash(bytes + start, count: end - start, seed: EncodedKeys.seed)
    offsets[row + 1] = Int32(truncatingIfNeeded: end)
    start = end
  }
}

@inline(never)
func encodeSelectedTextKeys(
  _ positions: UnsafePointer<Int32>, _ text: UnsafePointer<UInt8>, count: Int,
  _ rows: UnsafePointer<Int32>, _ selectedCount: Int, into bytes: UnsafeMutableRawPointer,
  _ offsets: UnsafeMutablePointer<Int32>, _ hashes: UnsafeMutablePointer<UInt64>
) {
  var used = 0
  var next = 0
  for i in 0..<selectedCount {
    let row = Int(rows[i])
    while next <= row {
      offsets[next] = Int32(truncatingIfNeeded: used)
      next &+= 1
    }
    let length = Int(positions[row + 1] &- positions[row])
    let source = UnsafeRawPointer(text + Int(positions[row]))
    // Both sides are padded by 64 bytes: short keys are copied 32 bytes at a time.
    if length <= 32 {
      (bytes + used).storeBytes(
        of: source.loadUnaligned(as: SIMD32<UInt8>.self), as: SIMD32<UInt8>.self)
    } else {
      (bytes + used).copyMemory(from: source, byteCount: length)
    }
    hashes[row] = ByteHash.hash(bytes + used, count: length, seed: EncodedKeys.seed)
    used &+= length
  }
  while next <= count {
    offsets[next] = Int32(truncatingIfNeeded: used)
    next &+= 1
  }
}

@inline(never)
func encodeMarkers(
  _ validity: UnsafePointer<UInt64>?, _ rows: RowSet, stride: Int,
  into bytes: UnsafeMutableRawPointer
) {
  let out = bytes.assumingMemoryBound(to: UInt8.self)
  guard let validity else {
    rows.forEach { out[$0 &* stride] = 1 }
    return
  }
  rows.forEach { row in
    out[row &* stride] = UInt8(truncatingIfNeeded: validity[row >> 6] >> UInt64(row & 63)) & 1
  }
}

@inline(never)
func encodeFixedColumn(
  _ column: Column, _ rows: RowSet, stride: Int, into bytes: UnsafeMutableRawPointer
) {
  // A NULL row gets zeros, whatever the column's memory holds there.
  let validity = column.hasNulls ? column.validity?.words : nil
  @inline(__always) func write<T: FixedWidthInteger>(_ word: T, _ row: Int) {
    var word = word
    if let validity, validity[row >> 6] & (1 << UInt64(row & 63)) == 0 { word = 0 }
    (bytes + row &* stride).storeBytes(of: word.bigEndian, as: T.self)
  }
  switch column.type {
  case .boolean:
    let values = column.booleans
    rows.forEach { write(values[$0], $0) }
  case .integer, .date, .time:
    let values = column.int32s
    rows.forEach { write(UInt32(bitPattern: values[$0]) ^ (1 << 31), $0) }
  case .bigint, .timestamp:
    let values = column.int64s
    rows.forEach { write(UInt64(bitPattern: values[$0]) ^ (1 << 63), $0) }
  case .double:
    let values = column.doubles
    rows.forEach { write(orderedBits(values[$0]), $0) }
  case .decimal:
    let values = column.decimals
    rows.forEach { write(UInt128(bitPattern: values[$0]) ^ (1 << 127), $0) }
  case .string, .bytes, .array, .map, .struct: preconditionFailure("not of fixed width")
  }
}

/// The bits of a double so that unsigned order is numeric order; NaN is above all.
@inline(__always)
func orderedBits(_ value: Double) -> UInt64 {
  let bits = value.isNaN ? Double.nan.bitPattern : value.bitPattern
  return bits >> 63 == 0 ? bits ^ (1 << 63) : ~bits
}

@inline(never)
func hashFixed(
  _ bytes: UnsafeRawPointer, width: Int, _ rows: RowSet,
  into hashes: UnsafeMutablePointer<UInt64>
) {
  rows.forEach { row in
    hashes[row] = ByteHash.hash(bytes + row &* width, count: width, seed: EncodedKeys.seed)
  }
}
