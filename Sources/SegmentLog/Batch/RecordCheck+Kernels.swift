// The walk over a batch that a client sent: every length is checked against the end of the bytes
// before it is followed, since nothing behind them is ours to read. About 10 ns a record.
//
// Safe because a byte is read only where `position < end` was just compared, and wrapping operators
// work on positions inside the bytes or on times, which wrap by the format's definition.

/// What a walk over a client's records found.
struct RecordCheck: Equatable {
  /// Whether lengths fit, offsets count up by one, and the records fill the bytes.
  var isSound = false
  var timestampMin: Int64 = .max
  var timestampMax: Int64 = .min
  var hasNullKey = false
}

/// Reads a zigzag varint that ends before `end`; false when it does not, or takes more than
/// `maxBytes`.
@inline(__always)
private func readBounded(
  _ base: UnsafeRawPointer, _ position: inout Int, _ end: Int, _ maxBytes: Int,
  _ number: inout Int64
) -> Bool {
  var bits: UInt64 = 0
  var shift: UInt64 = 0
  while position < end, shift < UInt64(maxBytes &* 7) {
    let byte = base.load(fromByteOffset: position, as: UInt8.self)
    position &+= 1
    bits |= UInt64(byte & 0x7F) &<< shift
    if byte < 0x80 {
      number = Int64(bitPattern: bits >> 1) ^ -Int64(bitPattern: bits & 1)
      return true
    }
    shift &+= 7
  }
  return false
}

/// Walks `count` records in `base[0 ..< byteCount]`.
@inline(never)
func checkRecords(
  _ base: UnsafeRawPointer, _ byteCount: Int, count: Int, baseTimestamp: Int64
) -> RecordCheck {
  var found = RecordCheck()
  var position = 0
  for index in 0..<count {
    var number: Int64 = 0
    guard readBounded(base, &position, byteCount, 5, &number), number >= 6,
      number <= Int64(byteCount &- position)
    else { return found }
    let end = position &+ Int(number)
    position &+= 1
    guard readBounded(base, &position, end, 10, &number) else { return found }
    let timestamp = baseTimestamp &+ number
    found.timestampMin = min(found.timestampMin, timestamp)
    found.timestampMax = max(found.timestampMax, timestamp)
    guard readBounded(base, &position, end, 5, &number), number == Int64(index),
      readBounded(base, &position, end, 5, &number), number >= -1,
      number <= Int64(end &- position)
    else { return found }
    if number < 0 { found.hasNullKey = true } else { position &+= Int(number) }
    guard readBounded(base, &position, end, 5, &number), number >= -1,
      number <= Int64(end &- position)
    else { return found }
    position &+= Int(max(number, 0))
    guard position < end else { return found }
    // Most records have no headers: one byte that says so.
    if end &- position != 1 || base.load(fromByteOffset: position, as: UInt8.self) != 0 {
      guard checkHeaders(base, position, end) else { return found }
    }
    position = end
  }
  found.isSound = position == byteCount
  return found
}

/// Whether the headers of a record fill `start ..< end`.
@inline(never)
private func checkHeaders(_ base: UnsafeRawPointer, _ start: Int, _ end: Int) -> Bool {
  var position = start
  var count: Int64 = 0
  guard readBounded(base, &position, end, 5, &count), count >= 0, count <= Int64(end &- start)
  else { return false }
  for _ in 0..<count {
    for lowest in [Int64(0), -1] {
      var length: Int64 = 0
      guard readBounded(base, &position, end, 5, &length), length >= lowest,
        length <= Int64(end &- position)
      else { return false }
      position &+= Int(max(length, 0))
    }
  }
  return position == end
}
