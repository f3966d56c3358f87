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

/// Reads a zigzag varint of at most `maxBytes` bytes and moves the position behind it; false when
/// it does not end. Needs 10 readable bytes.
@inline(__always)
func readVarint(
  _ base: UnsafeRawPointer, _ position: inout Int, _ maxBytes: Int, _ number: inout Int64
) -> Bool {
  var byte = base.load(fromByteOffset: position, as: UInt8.self)
  position &+= 1
  var bits = UInt64(byte & 0x7F)
  var shift: UInt64 = 7
  while byte >= 0x80 {
    guard shift < UInt64(maxBytes &* 7) else { return false }
    byte = base.load(fromByteOffset: position, as: UInt8.self)
    position &+= 1
    bits |= UInt64(byte & 0x7F) &<< shift
    shift &+= 7
  }
  number = Int64(bitPattern: bits >> 1) ^ -Int64(bitPattern: bits & 1)
  return true
}

/// What the walk needs to know about a batch.
struct RecordRun {
  var baseOffset: Int64
  var lastOffsetDelta: Int64
  var baseTimestamp: Int64
  /// The time of all records, or `Int64.min` when each has its own.
  var appendTime: Int64
  var recordCount: Int
}

/// Walks the records in `base[0 ..< byteCount]` and writes one slice each. 64 bytes behind the end
/// are readable, `slices` has room for `recordCount`. False when a length does not fit, offsets do
/// not rise, or bytes are left over.
@inline(never)
func walkRecords(
  _ base: UnsafeRawPointer, _ byteCount: Int, _ run: RecordRun,
  _ slices: UnsafeMutablePointer<RecordSlice>
) -> Bool {
  var position = 0
  var previousDelta: Int64 = -1
  let ownTime = run.appendTime == .min
  for index in 0..<run.recordCount {
    var number: Int64 = 0
    guard position < byteCount, readVarint(base, &position, 5, &number), number >= 6,
      number <= Int64(byteCount &- position)
    else { return false }
    let recordEnd = position &+ Int(number)
    position &+= 1
    var timestampDelta: Int64 = 0
    guard readVarint(base, &position, 10, &timestampDelta) else { return false }
    var offsetDelta: Int64 = 0
    guard readVarint(base, &position, 5, &offsetDelta), offsetDelta > previousDelta,
      offsetDelta <= run.lastOffsetDelta
    else { return false }
    previousDelta = offsetDelta
    var keyLength: Int64 = 0
    guard readVarint(base, &position, 5, &keyLength), keyLength >= -1,
      keyLength <= Int64(recordEnd &- position)
    else { return false }
    let key = base + position
    position &+= Int(max(keyLength, 0))
    guard position < recordEnd else { return false }
    var valueLength: Int64 = 0
    guard readVarint(base, &position, 5, &valueLength), valueLength >= -1,
      valueLength <= Int64(recordEnd &- position)
    else { return false }
    let value = base + position
    position &+= Int(max(valueLength, 0))
    guard position < recordEnd else { return false }
    let headersLength = recordEnd &- position
    var headerCount: Int64 = 0
    if headersLength != 1 || base.load(fromByteOffset: position, as: UInt8.self) != 0 {
      guard let count = walkHeaders(base, position, recordEnd) else { return false }
      headerCount = count
    }
    position = recordEnd
    (slices + index).initialize(
      to: RecordSlice(
        offset: run.baseOffset &+ offsetDelta,
        timestamp: ownTime ? run.baseTimestamp &+ timestampDelta : run.appendTime,
        key: key, value: value,
        keyLength: Int32(truncatingIfNeeded: keyLength),
        valueLength: Int32(truncatingIfNeeded: valueLength),
        headerCount: Int32(truncatingIfNeeded: headerCount),
        headersLength: Int32(truncatingIfNeeded: headersLength)))
  }
  return position == byteCount
}

/// Checks the headers of a record, which fill `start ..< end`, and counts them; nil when they do
/// not. Rarely called: most records have none.
@inline(never)
func walkHeaders(_ base: UnsafeRawPointer, _ start: Int, _ end: Int) -> Int64? {
  var position = start
  var count: Int64 = 0
  guard readVarint(base, &position, 5, &count), count >= 0, count <= Int64(end &- start) else {
    return nil
  }
  for _ in 0..<count {
    for isKey in [true, false] {
      var length: Int64 = 0
      guard position < end, readVarint(base, &position, 5, &length),
        length >= (isKey ? 0 : -1), length <= Int64(end &- position)
      else { return nil }
      position &+= Int(max(length, 0))
    }
  }
  return position == end ? count : nil
}
