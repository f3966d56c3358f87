// Reading JSON into vectors, directed by the schema.
//
// Hot: `object` with predicted keys, and `value` for short integers, short decimals and strings;
// about 60 ns for a record of 230 bytes with seven keys. Callers guarantee that a value begins
// before `end` and that the row exists in its group.
//
// Safe because loads reach at most 24 bytes past the end, a number that ran past the end is
// noticed when the text behind it is looked for, and vectors grow before they are written. Sums
// that wrap are positions within a record or digits counted beforehand.

import Values

enum JSONRead {
  // MARK: - Objects

  /// From behind `{` to behind `}`; fields go to row `row` of their vectors.
  static func object(
    _ start: BytePointer, _ end: BytePointer, _ m: JSONMachinePointer, keys: Int, row: Int,
    depth: Int
  ) -> BytePointer? {
    guard depth < JSONMachine.depthMax else { return m.syntax("nested too deeply", at: start) }
    let entries = m.pointee.keys[keys].entries
    var previous = JSONKeyTable.objectStart
    var exactSeen: UInt64 = 0
    var p = start.pointee <= 0x20 ? JSONSkip.space(start, end) : start
    if p < end && p.pointee == 0x7D { return p + 1 }
    while true {
      var key = Int(entries[previous].next)
      if matches(entries + key, p, end) {
        p += entries[key].length
      } else {
        guard let after = findKey(p, end, m, keys) else { return nil }
        key = m.pointee.foundKey
        entries[previous].next = Int32(truncatingIfNeeded: key)
        p = after
      }
      if p.pointee != 0x3A { p = JSONSkip.space(p, end) }
      guard p < end, p.pointee == 0x3A else { return m.syntax("expected ':'", at: p) }
      p += 1
      if p.pointee <= 0x20 { p = JSONSkip.space(p, end) }
      guard p < end else { return m.syntax("expected a value", at: p) }
      guard let after = field(p, end, m, entries + key, &exactSeen, row: row, depth: depth)
      else { return nil }
      p = after
      previous = key
      guard p < end else { return m.syntax("unterminated object", at: end) }
      if p.pointee == 0x2C {
        p += 1
      } else if p.pointee == 0x7D {
        return p + 1
      } else {
        p = JSONSkip.space(p, end)
        guard p < end else { return m.syntax("unterminated object", at: end) }
        if p.pointee == 0x7D { return p + 1 }
        guard p.pointee == 0x2C else { return m.syntax("expected ',' or '}'", at: p) }
        p += 1
      }
      if p.pointee <= 0x20 { p = JSONSkip.space(p, end) }
    }
  }

  /// Whether the key at `p` is the one of an entry.
  @inline(__always) private static func matches(
    _ entry: UnsafeMutablePointer<JSONKeyEntry>, _ p: BytePointer, _ end: BytePointer
  ) -> Bool {
    let block = unsafeBitCast(ByteBlocks.load(p), to: SIMD2<UInt64>.self)
    let difference = (block ^ entry.pointee.head) & entry.pointee.headMask
    guard difference[0] | difference[1] == 0 else { return false }
    let length = entry.pointee.length
    guard p + length <= end else { return false }
    return length <= 16
      || JSONKeyTable.equal(entry.pointee.bytes + 16, p + 16, length &- 16)
  }

  /// The value of one key: to its vector, or skipped.
  @inline(__always) private static func field(
    _ p: BytePointer, _ end: BytePointer, _ m: JSONMachinePointer,
    _ entry: UnsafeMutablePointer<JSONKeyEntry>, _ exactSeen: inout UInt64, row: Int, depth: Int
  ) -> BytePointer? {
    let vector = Int(entry.pointee.vector)
    guard vector >= 0 else { return JSONSkip.value(p, end, m, depth: depth + 1) }
    // An exact name wins over one that matches in upper case only; else the last one wins. A
    // value that loses must be readable all the same: whether it will lose is not known yet.
    let number = UInt64(truncatingIfNeeded: entry.pointee.field)
    let bit: UInt64 = number < 64 ? 1 << number : 0
    if entry.pointee.isExact {
      exactSeen |= bit
    } else if exactSeen & bit != 0 {
      return JSONSkip.value(p, end, m, depth: depth + 1)
    }
    if m.pointee.vectors[vector].isValid(row) {
      m.pointee.tree._withUnsafeGuaranteedRef { $0.reset(vector, row: row) }
    }
    if let after = value(p, end, m, vector: vector, row: row, depth: depth + 1) { return after }
    return m.inside("." + m.pointee.names[vector])
  }

  /// Reads a key that was not predicted; its entry is left in `foundKey`.
  @inline(never) private static func findKey(
    _ p: BytePointer, _ end: BytePointer, _ m: JSONMachinePointer, _ keys: Int
  ) -> BytePointer? {
    guard p < end, p.pointee == 0x22 else { return m.syntax("expected a key", at: p) }
    if let after = findShortKey(p, end, m, keys) { return after }
    guard let (key, after) = text(p + 1, end, m) else { return nil }
    let raw = UnsafeBufferPointer(start: p + 1, count: after - p - 2)
    m.pointee.foundKey = Int(m.pointee.keys[keys].find(raw: raw, unescaped: key))
    return after
  }

  /// The same for a known key of at most 14 bytes: one block is all that is looked at.
  @inline(__always) private static func findShortKey(
    _ p: BytePointer, _ end: BytePointer, _ m: JSONMachinePointer, _ keys: Int
  ) -> BytePointer? {
    let stops = ByteBlocks.stringStops(ByteBlocks.load(p + 1))
    guard ByteBlocks.any(stops) else { return nil }
    let count = ByteBlocks.first(stops)
    guard count <= 14, p + (count &+ 2) <= end, p[count &+ 1] == 0x22 else { return nil }
    let table = m.pointee.keys + keys
    var bucket = JSONKeyTable.hash(p + 1, count) & table.pointee.bucketMask
    while table.pointee.buckets[bucket] >= 0 {
      let entry = Int(table.pointee.buckets[bucket])
      if matches(table.pointee.entries + entry, p, end) {
        m.pointee.foundKey = entry
        return p + (count &+ 2)
      }
      bucket = (bucket &+ 1) & table.pointee.bucketMask
    }
    return nil
  }

  // MARK: - Values

  /// A value of any kind into row `row` of a vector.
  @inline(__always) static func value(
    _ p: BytePointer, _ end: BytePointer, _ m: JSONMachinePointer, vector: Int, row: Int,
    depth: Int
  ) -> BytePointer? {
    let v = m.pointee.vectors + vector
    switch v.pointee.kind {
    case .bigint, .timestamp:
      let (number, after) = shortInteger(p, m.pointee.powers)
      if let after {
        v.pointee.set(row, number)
        return after
      }
    case .integer, .date:
      let (number, after) = shortInteger(p, m.pointee.powers)
      if let after {
        v.pointee.set(row, Int32(truncatingIfNeeded: number))
        return after
      }
    case .double:
      let number = shortDecimal(p, m.pointee.powers)
      if let after = number.after,
        let magnitude = NumberText.double(number.mantissa, 0 &- number.scale)
      {
        v.pointee.set(row, number.negative ? -magnitude : magnitude)
        return after
      }
    case .decimal:
      let number = shortDecimal(p, m.pointee.powers)
      let shift = Int(v.pointee.scale) &- number.scale
      if let after = number.after, shift >= 0, shift <= 19 {
        let unscaled = Int128(number.mantissa) &* Int128(m.pointee.powers[shift])
        if unscaled < v.pointee.decimalLimit {
          v.pointee.set(row, number.negative ? 0 &- unscaled : unscaled)
          return after
        }
      }
    case .string:
      if p.pointee == 0x22 { return string(p + 1, end, m, v, row: row) }
    default: break
    }
    return JSONCoerce.value(p, end, m, vector: vector, row: row, depth: depth)
  }

  /// A string without coercion: copied 16 bytes a step while its end is looked for.
  @inline(__always) static func string(
    _ start: BytePointer, _ end: BytePointer, _ m: JSONMachinePointer,
    _ v: UnsafeMutablePointer<VectorWriter>, row: Int
  ) -> BytePointer? {
    // Unescaped text is never longer than the rest of the record; stores overshoot by 15 bytes.
    guard v.pointee.reserveBytes(v.pointee.byteCount &+ (end - start) &+ 16) else {
      return m.fail("the batch holds more than 2 GiB of text")
    }
    var out = v.pointee.bytes + v.pointee.byteCount
    var p = start
    while p < end {
      let block = ByteBlocks.load(p)
      ByteBlocks.store(block, out)
      let stops = ByteBlocks.stringStops(block)
      guard ByteBlocks.any(stops) else {
        p += 16
        out += 16
        continue
      }
      let plain = ByteBlocks.first(stops)
      p += plain
      out += plain
      if p >= end { break }
      if p.pointee == 0x22 {
        v.pointee.byteCount = out - v.pointee.bytes
        v.pointee.setValid(row)
        return p + 1
      }
      guard p.pointee == 0x5C else { return m.syntax("control character in a string", at: p) }
      guard let escape = JSONEscape.decode(p, end, out) else {
        return m.syntax("bad escape", at: p)
      }
      p += escape.read
      out += escape.written
    }
    return m.syntax("unterminated string", at: start)
  }

  /// The bytes of a string that begins behind the quote at `start - 1`: in place, or without its
  /// escapes in the scratch memory (valid until the next call).
  static func text(
    _ start: BytePointer, _ end: BytePointer, _ m: JSONMachinePointer
  ) -> (text: UnsafeBufferPointer<UInt8>, after: BytePointer)? {
    guard let after = JSONSkip.string(start, end, m) else { return nil }
    let count = after - start - 1
    let raw = UnsafeBufferPointer(start: start, count: count)
    guard raw.contains(0x5C) else { return (raw, after) }
    m.pointee.reserveScratch(count + ByteSlice.overread)
    var out = m.pointee.scratch
    var p = start
    while p < after - 1 {
      if p.pointee == 0x5C, let escape = JSONEscape.decode(p, end, out) {
        p += escape.read
        out += escape.written
      } else {
        out.pointee = p.pointee
        out += 1
        p += 1
      }
    }
    let unescaped = UnsafeBufferPointer(
      start: BytePointer(m.pointee.scratch), count: out - m.pointee.scratch)
    return (unescaped, after)
  }

  // MARK: - Short numbers

  /// An integer of at most 18 digits with `,`, `}` or `]` right behind it; no `after` otherwise.
  @inline(__always) static func shortInteger(
    _ start: BytePointer, _ powers: UnsafePointer<UInt64>
  ) -> (value: Int64, after: BytePointer?) {
    let negative = start.pointee == 0x2D
    let p = start + (negative ? 1 : 0)
    let (magnitude, count) = shortDigits(p, powers)
    let after = p + count
    let c = after.pointee
    let isPlain =
      count > 0 && count <= 18 && (p.pointee != 0x30 || count == 1)
      && (c == 0x2C || c == 0x7D || c == 0x5D)
    let value = Int64(truncatingIfNeeded: magnitude)
    return (negative ? 0 &- value : value, isPlain ? after : nil)
  }

  /// Up to 24 digits and their number; the value is good up to 19 of them.
  @inline(__always) private static func shortDigits(
    _ p: BytePointer, _ powers: UnsafePointer<UInt64>
  ) -> (value: UInt64, count: Int) {
    let first = ByteBlocks.load8(p)
    let count = ByteBlocks.digitCount(first)
    if count < 8 { return (ByteBlocks.digits(first, count), count) }
    let second = ByteBlocks.load8(p + 8)
    let more = ByteBlocks.digitCount(second)
    let value =
      ByteBlocks.eightDigits(first) &* powers[more] &+ ByteBlocks.digits(second, more)
    if more < 8 { return (value, 8 &+ more) }
    let third = ByteBlocks.load8(p + 16)
    let rest = ByteBlocks.digitCount(third)
    return (value &* powers[rest] &+ ByteBlocks.digits(third, rest), 16 &+ rest)
  }

  /// `mantissa / 10^scale` of at most 18 digits without an exponent, with `,`, `}` or `]` right
  /// behind it; no `after` otherwise.
  @inline(__always) static func shortDecimal(
    _ start: BytePointer, _ powers: UnsafePointer<UInt64>
  ) -> (mantissa: UInt64, scale: Int, negative: Bool, after: BytePointer?) {
    let negative = start.pointee == 0x2D
    let p = start + (negative ? 1 : 0)
    var (mantissa, count) = shortDigits(p, powers)
    var after = p + count
    var scale = 0
    guard count > 0, count <= 18, p.pointee != 0x30 || count == 1 else {
      return (0, 0, negative, nil)
    }
    if after.pointee == 0x2E {
      let (fraction, digits) = shortDigits(after + 1, powers)
      count = count &+ digits
      guard digits > 0, count <= 18 else { return (0, 0, negative, nil) }
      mantissa = mantissa &* powers[digits] &+ fraction
      scale = digits
      after += 1 &+ digits
    }
    let c = after.pointee
    let isPlain = c == 0x2C || c == 0x7D || c == 0x5D
    return (mantissa, scale, negative, isPlain ? after : nil)
  }
}
