// Walking over JSON that nobody wants, checking that it is JSON.
//
// Hot: strings (16 bytes a step) and short numbers. Callers guarantee `p < end` at the start of a
// value; loads reach at most 24 bytes past the end.
//
// Safe because nothing is taken as part of the record without comparing its position with `end`.

enum JSONSkip {
  @inline(__always) static func isSpace(_ c: UInt8) -> Bool {
    c == 0x20 || c == 0x0A || c == 0x0D || c == 0x09
  }

  /// The first byte at or after `p` that is no white space; `end` when there is none.
  @inline(__always) static func space(_ start: BytePointer, _ end: BytePointer) -> BytePointer {
    var p = start
    while p < end && isSpace(p.pointee) { p += 1 }
    return p
  }

  /// From behind the opening quote to behind the closing one.
  @inline(__always) static func string(
    _ start: BytePointer, _ end: BytePointer, _ m: JSONMachinePointer
  ) -> BytePointer? {
    var p = start
    while p < end {
      let stops = ByteBlocks.stringStops(ByteBlocks.load(p))
      guard ByteBlocks.any(stops) else {
        p += 16
        continue
      }
      p += ByteBlocks.first(stops)
      if p >= end { break }
      if p.pointee == 0x22 { return p + 1 }
      guard p.pointee == 0x5C else { return m.syntax("control character in a string", at: p) }
      guard let next = escape(p, end, m) else { return nil }
      p = next
    }
    return m.syntax("unterminated string", at: start)
  }

  /// Over one escape that begins at `p`.
  @inline(never) private static func escape(
    _ p: BytePointer, _ end: BytePointer, _ m: JSONMachinePointer
  ) -> BytePointer? {
    guard p + 1 < end else { return m.syntax("unterminated string", at: p) }
    switch p[1] {
    case 0x22, 0x5C, 0x2F, 0x62, 0x66, 0x6E, 0x72, 0x74: return p + 2
    case 0x75:
      guard p + 6 <= end, JSONEscape.hex4(p + 2) != nil else {
        return m.syntax("bad \\u escape", at: p)
      }
      return p + 6
    default: return m.syntax("unknown escape", at: p)
    }
  }

  /// Over a value of any kind.
  static func value(
    _ p: BytePointer, _ end: BytePointer, _ m: JSONMachinePointer, depth: Int
  ) -> BytePointer? {
    switch p.pointee {
    case 0x22: return string(p + 1, end, m)
    case 0x2D, 0x30...0x39: return number(p, end, m)
    case 0x7B: return object(p + 1, end, m, depth: depth)
    case 0x5B: return array(p + 1, end, m, depth: depth)
    default: return literal(p, end, m)
    }
  }

  /// Over a number: the usual integers first, then by the grammar.
  @inline(__always) static func number(
    _ p: BytePointer, _ end: BytePointer, _ m: JSONMachinePointer
  ) -> BytePointer? {
    if let after = JSONRead.shortInteger(p, m.pointee.powers).after { return after }
    return anyNumber(p, end, m)
  }

  @inline(never) private static func anyNumber(
    _ p: BytePointer, _ end: BytePointer, _ m: JSONMachinePointer
  ) -> BytePointer? {
    guard let token = NumberText.scanJSON(p, end) else { return m.syntax("bad number", at: p) }
    return token.end
  }

  /// Over `true`, `false` or `null`.
  @inline(never) static func literal(
    _ p: BytePointer, _ end: BytePointer, _ m: JSONMachinePointer
  ) -> BytePointer? {
    if matches(p, end, "true") || matches(p, end, "null") { return p + 4 }
    if matches(p, end, "false") { return p + 5 }
    return m.syntax("expected a value", at: p)
  }

  @inline(__always) static func matches(
    _ p: BytePointer, _ end: BytePointer, _ word: StaticString
  ) -> Bool {
    let count = word.utf8CodeUnitCount
    guard end - p >= count else { return false }
    return JSONKeyTable.equal(p, word.utf8Start, count)
  }

  private static func object(
    _ start: BytePointer, _ end: BytePointer, _ m: JSONMachinePointer, depth: Int
  ) -> BytePointer? {
    guard depth < JSONMachine.depthMax else { return m.syntax("nested too deeply", at: start) }
    var p = space(start, end)
    if p < end && p.pointee == 0x7D { return p + 1 }
    while true {
      guard p < end, p.pointee == 0x22 else { return m.syntax("expected a key", at: p) }
      guard let key = string(p + 1, end, m) else { return nil }
      p = space(key, end)
      guard p < end, p.pointee == 0x3A else { return m.syntax("expected ':'", at: p) }
      p = space(p + 1, end)
      guard p < end else { return m.syntax("expected a value", at: p) }
      guard let after = value(p, end, m, depth: depth + 1) else { return nil }
      p = space(after, end)
      guard p < end else { return m.syntax("unterminated object", at: end) }
      if p.pointee == 0x7D { return p + 1 }
      guard p.pointee == 0x2C else { return m.syntax("expected ',' or '}'", at: p) }
      p = space(p + 1, end)
    }
  }

  private static func array(
    _ start: BytePointer, _ end: BytePointer, _ m: JSONMachinePointer, depth: Int
  ) -> BytePointer? {
    guard depth < JSONMachine.depthMax else { return m.syntax("nested too deeply", at: start) }
    var p = space(start, end)
    if p < end && p.pointee == 0x5D { return p + 1 }
    while true {
      guard p < end else { return m.syntax("unterminated array", at: end) }
      guard let after = value(p, end, m, depth: depth + 1) else { return nil }
      p = space(after, end)
      guard p < end else { return m.syntax("unterminated array", at: end) }
      if p.pointee == 0x5D { return p + 1 }
      guard p.pointee == 0x2C else { return m.syntax("expected ',' or ']'", at: p) }
      p = space(p + 1, end)
    }
  }
}
