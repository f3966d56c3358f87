// Base64 of RFC 4648 as SCRAM uses it: padded, without line breaks, strictly read.

/// Bytes to base64 text and back.
enum Base64 {
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// Digit → six bits; 255 = no digit.
  private static let digits: [UInt8] = {
    var digits = [UInt8](repeating: 255, count: 256)
    for (value, digit) in alphabet.enumerated() { digits[Int(digit)] = UInt8(value) }
    return digits
  }()

  static func encode(_ bytes: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      var bits: UInt32 = 0
      for byte in group { bits = bits << 8 | UInt32(byte) }
      bits <<= UInt32(8 * (3 - group.count))
      for place in 0..<4 {
        let digit = alphabet[Int(bits >> UInt32(18 - 6 * place) & 63)]
        text.append(place <= group.count ? digit : UInt8(ascii: "="))
      }
    }
    return text
  }

  /// The bytes of a text; nil when it is not exactly what `encode` would write for them.
  static func decode(_ text: [UInt8]) -> [UInt8]? {
    guard text.count % 4 == 0 else { return nil }
    let padding = text.suffix(2).reversed().prefix { $0 == UInt8(ascii: "=") }.count
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count / 4 * 3)
    var bits: UInt32 = 0
    var held: UInt32 = 0
    for character in text.dropLast(padding) {
      let digit = digits[Int(character)]
      guard digit != 255 else { return nil }
      bits = bits << 6 | UInt32(digit)
      held += 6
      guard held >= 8 else { continue }
      held -= 8
      bytes.append(UInt8(bits >> held & 255))
      bits &= (1 << held) - 1
    }
    // The last digit's unused bits are zero in what an encoder writes.
    return bits == 0 && (padding == 0) == (held == 0) && held == UInt32(padding) * 2 ? bytes : nil
  }
}
