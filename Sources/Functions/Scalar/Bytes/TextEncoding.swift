// The encodings of ENCODE, TO_BYTES and FROM_BYTES.

import Platform
import Values

enum TextEncoding: String {
  case hex
  case utf8
  case ascii
  case base64

  static let unknown = "Supported input and output encodings are: hex, utf8, ascii and base64"

  /// The encoding named by a text, whatever its case.
  static func named(_ text: UnsafeBufferPointer<UInt8>) -> TextEncoding? {
    TextEncoding(rawValue: String(decoding: text, as: UTF8.self).lowercased())
  }

  /// The bytes that a text stands for; nil if it is malformed.
  func decode(_ text: UnsafeBufferPointer<UInt8>, leniently: Bool) -> [UInt8]? {
    switch self {
    case .hex: leniently ? Hex.decodePrefixed(text) : Hex.decode(text)
    case .utf8: Array(text)
    case .ascii:
      String(decoding: text, as: UTF8.self).utf16.compactMap { unit in
        // A surrogate pair is one character that ASCII lacks.
        if unit >= 0xDC00 && unit <= 0xDFFF { return nil }
        return unit < 0x80 ? UInt8(unit) : UInt8(ascii: "?")
      }
    case .base64: Base64.decode(text, leniently: leniently)
    }
  }

  /// The text for bytes.
  func encode(
    _ bytes: UnsafeBufferPointer<UInt8>, capitals: Bool, to out: inout TextOutput
  ) {
    switch self {
    case .hex:
      guard let target = out.room(bytes.count * 2) else { return }
      for i in 0..<bytes.count { Hex.write(bytes[i], to: target + i * 2, capitals: capitals) }
      out.advance(bytes.count * 2)
    case .utf8: out.append(String(decoding: bytes, as: UTF8.self))
    case .ascii:
      for byte in bytes {
        if byte < 0x80 { out.append(byte) } else { out.append(Unicode.Scalar(0xFFFD) ?? "?") }
      }
    case .base64: out.append(Base64.encode(bytes))
    }
  }
}

/// Hexadecimal text.
enum Hex {
  @inline(__always)
  static func write(_ byte: UInt8, to out: UnsafeMutablePointer<UInt8>, capitals: Bool) {
    let letters: UInt8 = capitals ? 55 : 87
    let (high, low) = (byte >> 4, byte & 15)
    out[0] = high + (high < 10 ? 48 : letters)
    out[1] = low + (low < 10 ? 48 : letters)
  }

  /// The value of a digit, or nil.
  static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 48...57: byte - 48
    case 65...70: byte - 55
    case 97...102: byte - 87
    default: nil
    }
  }

  /// Pairs of digits and nothing else.
  static func decode(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
    guard text.count % 2 == 0 else { return nil }
    var out: [UInt8] = []
    out.reserveCapacity(text.count / 2)
    for i in stride(from: 0, to: text.count, by: 2) {
      guard let high = digit(text[i]), let low = digit(text[i + 1]) else { return nil }
      out.append(high << 4 | low)
    }
    return out
  }

  /// Also `0x…`, where an odd length gets a leading zero, and `X'…'`.
  static func decodePrefixed(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
    if text.count >= 2, text[0] == 48, text[1] == UInt8(ascii: "x") {
      let digits = UnsafeBufferPointer(rebasing: text[2...])
      guard digits.count % 2 == 1 else { return decode(digits) }
      let padded = [48] + digits
      return padded.withUnsafeBufferPointer { decode($0) }
    }
    if text.count >= 3, text[0] | 0x20 == UInt8(ascii: "x"), text[1] == UInt8(ascii: "'"),
      text[text.count - 1] == UInt8(ascii: "'")
    {
      return decode(UnsafeBufferPointer(rebasing: text[2..<(text.count - 1)]))
    }
    return decode(text)
  }
}
