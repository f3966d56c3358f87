// Walking UTF-8 text by code point and counting UTF-16 units. Malformed bytes count as one
// replacement character each, so that no walk leaves the text.

enum UTF8Scan {
  /// The code point that starts at `position` and where the next one starts.
  @inline(__always)
  static func scalar(
    in text: UnsafeBufferPointer<UInt8>, at position: Int
  ) -> (scalar: UInt32, next: Int) {
    let lead = text[position]
    if lead < 0x80 { return (UInt32(lead), position + 1) }
    return multibyte(in: text, at: position, lead: lead)
  }

  @inline(never)
  private static func multibyte(
    in text: UnsafeBufferPointer<UInt8>, at position: Int, lead: UInt8
  ) -> (scalar: UInt32, next: Int) {
    let length = lead >= 0xF0 ? 4 : (lead >= 0xE0 ? 3 : 2)
    guard lead >= 0xC2, position + length <= text.count else { return (0xFFFD, position + 1) }
    var scalar = UInt32(lead) & (0xFF >> UInt32(length + 1))
    for i in 1..<length {
      let byte = text[position + i]
      guard byte & 0xC0 == 0x80 else { return (0xFFFD, position + 1) }
      scalar = scalar << 6 | UInt32(byte & 0x3F)
    }
    return (scalar, position + length)
  }

  /// UTF-16 units of the text.
  static func utf16Count(_ text: UnsafeBufferPointer<UInt8>) -> Int {
    if ByteScan.isASCII(text) { return text.count }
    var units = 0
    for byte in text where byte & 0xC0 != 0x80 { units += byte >= 0xF0 ? 2 : 1 }
    return units
  }

  /// The byte position of UTF-16 unit `unit`, at most the end. A position inside a surrogate pair
  /// means the pair's start.
  static func bytePosition(_ unit: Int, in text: UnsafeBufferPointer<UInt8>) -> Int {
    var position = 0
    var units = 0
    while position < text.count {
      let byte = text[position]
      let width = byte >= 0xF0 ? 2 : 1
      if units + width > unit { return position }
      units += width
      position += byte < 0x80 ? 1 : (byte >= 0xF0 ? 4 : (byte >= 0xE0 ? 3 : 2))
    }
    return text.count
  }
}
