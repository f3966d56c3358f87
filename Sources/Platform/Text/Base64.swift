// Base64 with the standard alphabet and padding (RFC 4648), as text formats and SCRAM write bytes.
//
// Safe because writes stay below the sizes that `encodedCount` and `decodedCapacity` promise.

/// Bytes to base64 text and back.
package enum Base64 {
  private static let alphabet: StaticString =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

  /// Bytes of the text for `count` bytes.
  package static func encodedCount(_ count: Int) -> Int { (count + 2) / 3 * 4 }

  /// Room that decoding a text of `count` bytes needs.
  package static func decodedCapacity(_ count: Int) -> Int { count / 4 * 3 + 3 }

  /// Writes `encodedCount(count)` bytes and gives that number.
  package static func encode(
    _ bytes: UnsafePointer<UInt8>, _ count: Int, to out: UnsafeMutablePointer<UInt8>
  ) -> Int {
    let letters = alphabet.utf8Start
    var n = 0
    var i = 0
    while i < count {
      let left = count - i
      let a = bytes[i]
      let b = left > 1 ? bytes[i + 1] : 0
      let c = left > 2 ? bytes[i + 2] : 0
      out[n] = letters[Int(a >> 2)]
      out[n + 1] = letters[Int((a & 3) << 4 | b >> 4)]
      out[n + 2] = left > 1 ? letters[Int((b & 15) << 2 | c >> 6)] : 61
      out[n + 3] = left > 2 ? letters[Int(c & 63)] : 61
      n += 4
      i += 3
    }
    return n
  }

  /// Writes at most `decodedCapacity(count)` bytes; nil when the text is not base64.
  package static func decode(
    _ text: UnsafePointer<UInt8>, _ count: Int, to out: UnsafeMutablePointer<UInt8>
  ) -> Int? {
    guard count % 4 == 0 else { return nil }
    var end = count
    while end > 0 && count - end < 2 && text[end - 1] == 61 { end -= 1 }
    var n = 0
    var word: UInt32 = 0
    for i in 0..<end {
      guard let digit = value(of: text[i]) else { return nil }
      word = word << 6 | digit
      if i & 3 == 3 {
        out[n] = UInt8(truncatingIfNeeded: word >> 16)
        out[n + 1] = UInt8(truncatingIfNeeded: word >> 8)
        out[n + 2] = UInt8(truncatingIfNeeded: word)
        n += 3
        word = 0
      }
    }
    switch end & 3 {
    case 0: return n
    case 2:
      out[n] = UInt8(truncatingIfNeeded: word >> 4)
      return n + 1
    case 3:
      out[n] = UInt8(truncatingIfNeeded: word >> 10)
      out[n + 1] = UInt8(truncatingIfNeeded: word >> 2)
      return n + 2
    default: return nil
    }
  }

  @inline(__always) private static func value(of letter: UInt8) -> UInt32? {
    switch letter {
    case 65...90: UInt32(letter) - 65
    case 97...122: UInt32(letter) - 71
    case 48...57: UInt32(letter) + 4
    case 43: 62
    case 47: 63
    default: nil
    }
  }

  // MARK: - Arrays

  package static func encode(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    guard let start = bytes.baseAddress, !bytes.isEmpty else { return [] }
    return [UInt8](unsafeUninitializedCapacity: encodedCount(bytes.count)) { out, count in
      guard let to = out.baseAddress else { return }
      count = encode(start, bytes.count, to: to)
    }
  }

  package static func encode(_ bytes: [UInt8]) -> [UInt8] {
    bytes.withUnsafeBufferPointer { encode($0) }
  }

  /// The bytes of a text; nil when it is not base64.
  package static func decode(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
    guard let start = text.baseAddress, !text.isEmpty else { return [] }
    var length: Int?
    let bytes = [UInt8](unsafeUninitializedCapacity: decodedCapacity(text.count)) { out, count in
      guard let to = out.baseAddress else { return }
      length = decode(start, text.count, to: to)
      count = length ?? 0
    }
    return length == nil ? nil : bytes
  }

  /// The same, and nil when the text is not exactly what `encode` writes for its bytes.
  package static func decodeCanonical(_ text: [UInt8]) -> [UInt8]? {
    guard let bytes = text.withUnsafeBufferPointer({ decode($0) }), encode(bytes) == text else {
      return nil
    }
    return bytes
  }
}
