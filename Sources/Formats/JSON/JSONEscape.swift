// Escapes in JSON strings.
//
// Safe because the callers compare positions with the end and reserve as many bytes as the escaped
// text has; no escape gets longer.

enum JSONEscape {
  /// The value of four hexadecimal digits.
  static func hex4(_ p: BytePointer) -> UInt32? {
    var value: UInt32 = 0
    for i in 0..<4 {
      guard let digit = hexDigit(p[i]) else { return nil }
      value = value << 4 | digit
    }
    return value
  }

  private static func hexDigit(_ c: UInt8) -> UInt32? {
    switch c {
    case 48...57: UInt32(c) - 48
    case 65...70: UInt32(c) - 55
    case 97...102: UInt32(c) - 87
    default: nil
    }
  }

  /// Decodes the escape whose backslash is at `p` to `out`: bytes read and bytes written. A
  /// surrogate without its partner becomes U+FFFD. nil when it is no escape.
  @inline(never) static func decode(
    _ p: BytePointer, _ end: BytePointer, _ out: MutableBytePointer
  ) -> (read: Int, written: Int)? {
    guard p + 1 < end else { return nil }
    switch p[1] {
    case 0x22, 0x5C, 0x2F: out[0] = p[1]
    case 0x62: out[0] = 0x08
    case 0x66: out[0] = 0x0C
    case 0x6E: out[0] = 0x0A
    case 0x72: out[0] = 0x0D
    case 0x74: out[0] = 0x09
    case 0x75:
      guard p + 6 <= end, let unit = hex4(p + 2) else { return nil }
      if unit & 0xF800 != 0xD800 { return (6, UTF8Text.write(unit, out)) }
      if unit < 0xDC00, p + 12 <= end, p[6] == 0x5C, p[7] == 0x75, let low = hex4(p + 8),
        low & 0xFC00 == 0xDC00
      {
        let scalar = 0x10000 + (unit & 0x3FF) << 10 + (low & 0x3FF)
        return (12, UTF8Text.write(scalar, out))
      }
      return (6, UTF8Text.write(0xFFFD, out))
    default: return nil
    }
    return (2, 1)
  }

  /// Appends `count` bytes of text with quotes and escapes as JSON writes them. Used where speed
  /// does not matter; records are written by `JSONWrite`.
  static func appendQuoted(_ text: UnsafeBufferPointer<UInt8>, to out: inout [UInt8]) {
    let hex = Array("0123456789ABCDEF".utf8)
    out.append(0x22)
    for byte in text {
      switch byte {
      case 0x22: out += [0x5C, 0x22]
      case 0x5C: out += [0x5C, 0x5C]
      case 0x08: out += [0x5C, 0x62]
      case 0x09: out += [0x5C, 0x74]
      case 0x0A: out += [0x5C, 0x6E]
      case 0x0C: out += [0x5C, 0x66]
      case 0x0D: out += [0x5C, 0x72]
      case 0..<0x20: out += [0x5C, 0x75, 0x30, 0x30, hex[Int(byte >> 4)], hex[Int(byte & 15)]]
      default: out.append(byte)
      }
    }
    out.append(0x22)
  }
}
