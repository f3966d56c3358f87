// Whether bytes are UTF-8, and what Unicode scalars look like in it.
//
// Safe because every index stays below `count`.

enum UTF8Text {
  /// Whether the bytes are well-formed: no overlong forms, no surrogates, nothing above U+10FFFF.
  @inline(never) static func isValid(_ p: BytePointer, _ count: Int) -> Bool {
    var i = 0
    while i < count {
      if count - i >= 16 {
        let high = ByteBlocks.load(p + i) .>= ByteBlocks.all(0x80)
        if !ByteBlocks.any(high) {
          i += 16
          continue
        }
        i += ByteBlocks.first(high)
      }
      let lead = p[i]
      if lead < 0x80 {
        i += 1
        continue
      }
      let length = sequenceLength(lead)
      guard length > 0, i + length <= count else { return false }
      let second = p[i + 1]
      guard isSecond(second, after: lead) else { return false }
      if length > 2 && p[i + 2] & 0xC0 != 0x80 { return false }
      if length > 3 && p[i + 3] & 0xC0 != 0x80 { return false }
      i += length
    }
    return true
  }

  @inline(__always) private static func sequenceLength(_ lead: UInt8) -> Int {
    switch lead {
    case 0xC2...0xDF: 2
    case 0xE0...0xEF: 3
    case 0xF0...0xF4: 4
    default: 0
    }
  }

  @inline(__always) private static func isSecond(_ byte: UInt8, after lead: UInt8) -> Bool {
    switch lead {
    case 0xE0: byte >= 0xA0 && byte <= 0xBF
    case 0xED: byte >= 0x80 && byte <= 0x9F
    case 0xF0: byte >= 0x90 && byte <= 0xBF
    case 0xF4: byte >= 0x80 && byte <= 0x8F
    default: byte & 0xC0 == 0x80
    }
  }

  /// Writes a scalar (not a surrogate) and gives its length.
  @inline(__always) static func write(_ scalar: UInt32, _ out: MutableBytePointer) -> Int {
    if scalar < 0x80 {
      out[0] = UInt8(truncatingIfNeeded: scalar)
      return 1
    }
    if scalar < 0x800 {
      out[0] = UInt8(truncatingIfNeeded: 0xC0 | scalar >> 6)
      out[1] = UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F)
      return 2
    }
    if scalar < 0x10000 {
      out[0] = UInt8(truncatingIfNeeded: 0xE0 | scalar >> 12)
      out[1] = UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F)
      out[2] = UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F)
      return 3
    }
    out[0] = UInt8(truncatingIfNeeded: 0xF0 | scalar >> 18)
    out[1] = UInt8(truncatingIfNeeded: 0x80 | scalar >> 12 & 0x3F)
    out[2] = UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F)
    out[3] = UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F)
    return 4
  }
}
