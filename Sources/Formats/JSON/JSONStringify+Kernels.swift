// JSON values that become the text of a STRING column.
//
// An object becomes its JSON again, without white space. An array becomes `[a, b]` with its
// elements turned to text each by the same rules. Numbers keep their digits.
//
// Safe because text is appended through the vector, which grows as it needs, and else for the
// reasons given in `JSONRead+Kernels.swift`.

import Values

enum JSONStringify {
  typealias Vector = UnsafeMutablePointer<VectorWriter>

  /// The value at `p` as text: a string is taken without its quotes.
  static func appendAsString(
    _ p: BytePointer, _ end: BytePointer, _ m: JSONMachinePointer, _ v: Vector, depth: Int
  ) -> BytePointer? {
    switch p.pointee {
    case 0x22:
      guard let (text, after) = JSONRead.text(p + 1, end, m) else { return nil }
      return appended(text, v, after, m)
    case 0x5B: return list(p + 1, end, m, v, depth: depth)
    case 0x7B: return json(p, end, m, v, depth: depth)
    case 0x2D, 0x30...0x39:
      guard let token = NumberText.scanJSON(p, end) else { return m.syntax("bad number", at: p) }
      var text = NumberText.canonical(token)
      return text.withUTF8 { appended($0, v, token.end, m) }
    default:
      guard let after = JSONSkip.literal(p, end, m) else { return nil }
      return appended(UnsafeBufferPointer(start: p, count: after - p), v, after, m)
    }
  }

  private static func appended(
    _ text: UnsafeBufferPointer<UInt8>, _ v: Vector, _ after: BytePointer, _ m: JSONMachinePointer
  ) -> BytePointer? {
    guard let start = text.baseAddress, !text.isEmpty else { return after }
    if v.pointee.append(start, text.count) { return after }
    return m.fail("the batch holds more than 2 GiB of text")
  }

  /// From behind `[` to behind `]`, as `[a, b]`.
  private static func list(
    _ start: BytePointer, _ end: BytePointer, _ m: JSONMachinePointer, _ v: Vector, depth: Int
  ) -> BytePointer? {
    guard depth < JSONMachine.depthMax else { return m.syntax("nested too deeply", at: start) }
    var isFull = !v.pointee.append(0x5B)
    var p = JSONSkip.space(start, end)
    if p < end && p.pointee == 0x5D {
      isFull = !v.pointee.append(0x5D) || isFull
      return isFull ? m.fail("the batch holds more than 2 GiB of text") : p + 1
    }
    while true {
      guard p < end else { return m.syntax("unterminated array", at: end) }
      guard let after = appendAsString(p, end, m, v, depth: depth + 1) else { return nil }
      p = JSONSkip.space(after, end)
      guard p < end else { return m.syntax("unterminated array", at: end) }
      if p.pointee == 0x5D {
        isFull = !v.pointee.append(0x5D) || isFull
        return isFull ? m.fail("the batch holds more than 2 GiB of text") : p + 1
      }
      guard p.pointee == 0x2C else { return m.syntax("expected ',' or ']'", at: p) }
      isFull = !v.pointee.append(0x2C) || !v.pointee.append(0x20) || isFull
      p = JSONSkip.space(p + 1, end)
    }
  }

  /// The value at `p` as compact JSON.
  private static func json(
    _ p: BytePointer, _ end: BytePointer, _ m: JSONMachinePointer, _ v: Vector, depth: Int
  ) -> BytePointer? {
    switch p.pointee {
    case 0x22:
      guard let (text, after) = JSONRead.text(p + 1, end, m) else { return nil }
      // Only text that had escapes can need them again.
      if after - p - 2 == text.count {
        return appended(UnsafeBufferPointer(start: p, count: after - p), v, after, m)
      }
      var quoted: [UInt8] = []
      JSONEscape.appendQuoted(text, to: &quoted)
      return quoted.withUnsafeBufferPointer { appended($0, v, after, m) }
    case 0x7B: return container(p, end, m, v, depth: depth, close: 0x7D)
    case 0x5B: return container(p, end, m, v, depth: depth, close: 0x5D)
    default:
      guard let after = JSONSkip.value(p, end, m, depth: depth) else { return nil }
      return appended(UnsafeBufferPointer(start: p, count: after - p), v, after, m)
    }
  }

  /// An object or array with everything in it.
  private static func container(
    _ start: BytePointer, _ end: BytePointer, _ m: JSONMachinePointer, _ v: Vector, depth: Int,
    close: UInt8
  ) -> BytePointer? {
    guard depth < JSONMachine.depthMax else { return m.syntax("nested too deeply", at: start) }
    var isFull = !v.pointee.append(start.pointee)
    var p = JSONSkip.space(start + 1, end)
    var isFirst = true
    while true {
      guard p < end else { return m.syntax("unterminated value", at: end) }
      if p.pointee == close {
        isFull = !v.pointee.append(close) || isFull
        return isFull ? m.fail("the batch holds more than 2 GiB of text") : p + 1
      }
      if !isFirst {
        guard p.pointee == 0x2C else { return m.syntax("expected ',' or an end", at: p) }
        isFull = !v.pointee.append(0x2C) || isFull
        p = JSONSkip.space(p + 1, end)
      }
      isFirst = false
      if close == 0x7D {
        guard p < end, p.pointee == 0x22 else { return m.syntax("expected a key", at: p) }
        guard let key = json(p, end, m, v, depth: depth + 1) else { return nil }
        p = JSONSkip.space(key, end)
        guard p < end, p.pointee == 0x3A else { return m.syntax("expected ':'", at: p) }
        isFull = !v.pointee.append(0x3A) || isFull
        p = JSONSkip.space(p + 1, end)
      }
      guard p < end else { return m.syntax("expected a value", at: end) }
      guard let after = json(p, end, m, v, depth: depth + 1) else { return nil }
      p = JSONSkip.space(after, end)
    }
  }
}
