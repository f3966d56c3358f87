// The hot loops over records: laying them out (about 20 ns a record of 80 bytes) and walking them
// (about 15 ns a record of 230 bytes, most of it waiting for memory). Callers guarantee the room
// that each function names.
//
// Safe because pointers stay inside what the caller guarantees: writers check their limit before
// each record, the walk checks every length against the end of the batch before it follows it, and
// wrapping operators work on numbers that were checked or that wrap by the format's definition.

/// The open batch of a builder.
struct BatchCursor {
  /// Where its header begins in the buffer; -1 when there is no open batch.
  var start = -1
  var count = 0
  var baseTimestamp: Int64 = 0
  var maxTimestamp: Int64 = 0

  @inline(__always)
  mutating func timestamps(add timestamp: Int64) {
    if count == 0 {
      baseTimestamp = timestamp
      maxTimestamp = timestamp
    } else if timestamp > maxTimestamp {
      maxTimestamp = timestamp
    }
  }
}

/// Writes a zigzag varint and returns the position after it. Needs 10 bytes of room.
@inline(__always)
func writeVarint(_ base: UnsafeMutableRawPointer, _ position: Int, _ number: Int64) -> Int {
  var rest = UInt64(bitPattern: (number << 1) ^ (number >> 63))
  var at = position
  while rest >= 0x80 {
    base.storeBytes(of: UInt8(truncatingIfNeeded: rest) | 0x80, toByteOffset: at, as: UInt8.self)
    rest >>= 7
    at &+= 1
  }
  base.storeBytes(of: UInt8(truncatingIfNeeded: rest), toByteOffset: at, as: UInt8.self)
  return at &+ 1
}

/// The length of a zigzag varint.
@inline(__always)
func varintLength(_ number: Int64) -> Int {
  let bits = 64 - (UInt64(bitPattern: (number << 1) ^ (number >> 63)) | 1).leadingZeroBitCount
  return (bits &* 9 &+ 64) >> 6  // ceil(bits / 7) for 1 … 64
}

/// Writes one record and returns the position after it. The last `headersLength` bytes are left to
/// the caller, except that a single byte is written as 0: no headers.
@inline(__always)
func writeRecord(
  _ base: UnsafeMutableRawPointer, at start: Int, timestampDelta: Int64, offsetDelta: Int,
  key: UnsafeRawPointer, keyLength: Int, value: UnsafeRawPointer, valueLength: Int,
  headersLength: Int
) -> Int {
  let keyBytes = max(keyLength, 0)
  let valueBytes = max(valueLength, 0)
  let length =
    1 &+ varintLength(timestampDelta) &+ varintLength(Int64(offsetDelta))
    &+ varintLength(Int64(keyLength)) &+ keyBytes &+ varintLength(Int64(valueLength))
    &+ valueBytes &+ headersLength
  var position = writeVarint(base, start, Int64(length))
  base.storeBytes(of: 0, toByteOffset: position, as: UInt8.self)
  position = writeVarint(base, position &+ 1, timestampDelta)
  position = writeVarint(base, position, Int64(offsetDelta))
  position = writeVarint(base, position, Int64(keyLength))
  (base + position).copyMemory(from: key, byteCount: keyBytes)
  position = writeVarint(base, position &+ keyBytes, Int64(valueLength))
  (base + position).copyMemory(from: value, byteCount: valueBytes)
  position &+= valueBytes
  base.storeBytes(of: 0, toByteOffset: position, as: UInt8.self)
  return position &+ headersLength
}

/// Copies in steps of 16 bytes. Both sides have 16 bytes of room past the end.
@inline(__always)
func copyRounded(_ to: UnsafeMutableRawPointer, _ from: UnsafeRawPointer, _ count: Int) {
  var at = 0
  while at < count {
    to.storeBytes(
      of: from.loadUnaligned(fromByteOffset: at, as: SIMD16<UInt8>.self), toByteOffset: at,
      as: SIMD16<UInt8>.self)
    at &+= 16
  }
}

/// Writes rows from `first` on until one might not end before `limit`; at least one row is
/// written. `base` has room up to `limit` and `BatchLayout.slack` bytes more, and for the first row
/// in any case. Returns the first row that was not written and the position after the last one.
@inline(never)
func writeRecords(
  _ rows: RecordColumns, from first: Int, into base: UnsafeMutableRawPointer, at start: Int,
  limit: Int, cursor: inout BatchCursor
) -> (row: Int, position: Int) {
  var open = cursor
  var position = start
  var index = first
  let count = rows.count
  let keys = rows.keys
  let values = rows.values
  let nothing = UnsafeRawPointer(base)
  while index < count {
    let row = rows.row(index)
    var key = nothing
    var keyLength = -1
    if let keys, keys.isValid(row) {
      key = keys.bytes + Int(keys.offsets[row])
      keyLength = keys.length(row)
    }
    var value = nothing
    var valueLength = -1
    if let values, values.isValid(row) {
      value = values.bytes + Int(values.offsets[row])
      valueLength = values.length(row)
    }
    let keyBytes = max(keyLength, 0)
    let valueBytes = max(valueLength, 0)
    let bound = BatchLayout.recordOverheadMax &+ keyBytes &+ valueBytes
    if index > first, position &+ bound > limit { break }
    let timestamp = rows.timestamps[row]
    open.timestamps(add: timestamp)
    let delta = timestamp &- open.baseTimestamp
    let length =
      2 &+ varintLength(delta) &+ varintLength(Int64(open.count))
      &+ varintLength(Int64(keyLength)) &+ keyBytes &+ varintLength(Int64(valueLength))
      &+ valueBytes
    position = writeVarint(base, position, Int64(length))
    base.storeBytes(of: 0, toByteOffset: position, as: UInt8.self)
    position = writeVarint(base, position &+ 1, delta)
    position = writeVarint(base, position, Int64(open.count))
    position = writeVarint(base, position, Int64(keyLength))
    copyRounded(base + position, key, keyBytes)
    position = writeVarint(base, position &+ keyBytes, Int64(valueLength))
    copyRounded(base + position, value, valueBytes)
    position &+= valueBytes
    base.storeBytes(of: 0, toByteOffset: position, as: UInt8.self)
    position &+= 1
    open.count &+= 1
    index &+= 1
  }
  cursor = open
  return (index, position)
}
