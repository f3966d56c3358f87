// How functions read base64: padding may be left out, and leniently anything is let through.

import Platform

extension Base64 {
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// The value of each byte as a digit; 255 for others.
  private static let digits: [UInt8] = {
    var table = [UInt8](repeating: 255, count: 256)
    for (value, byte) in alphabet.enumerated() { table[Int(byte)] = UInt8(value) }
    return table
  }()

  /// Decodes; nil for text that is no base64. Leniently, characters outside the alphabet (the URL
  /// alphabet's `-` and `_` count as inside) are skipped and nothing is refused.
  static func decode(_ text: UnsafeBufferPointer<UInt8>, leniently: Bool) -> [UInt8]? {
    var out: [UInt8] = []
    out.reserveCapacity(text.count / 4 * 3 + 3)
    var group: UInt32 = 0
    var count = 0
    var i = 0
    while i < text.count {
      let byte = text[i]
      if byte == UInt8(ascii: "=") { break }
      var digit = digits[Int(byte)]
      if leniently && byte == UInt8(ascii: "-") { digit = 62 }
      if leniently && byte == UInt8(ascii: "_") { digit = 63 }
      i += 1
      if digit == 255 {
        if leniently { continue }
        return nil
      }
      group = group << 6 | UInt32(digit)
      count += 1
      if count == 4 {
        out.append(UInt8(truncatingIfNeeded: group >> 16))
        out.append(UInt8(truncatingIfNeeded: group >> 8))
        out.append(UInt8(truncatingIfNeeded: group))
        (group, count) = (0, 0)
      }
    }
    if !leniently {
      // Padding may be left out, but what is there must fill the group.
      let padding = text.count - i
      guard text[i...].allSatisfy({ $0 == UInt8(ascii: "=") }), count != 1,
        padding == 0 || (count > 1 && padding == 4 - count)
      else { return nil }
    }
    if count == 2 { out.append(UInt8(truncatingIfNeeded: group >> 4)) }
    if count == 3 {
      out.append(UInt8(truncatingIfNeeded: group >> 10))
      out.append(UInt8(truncatingIfNeeded: group >> 2))
    }
    return out
  }
}
