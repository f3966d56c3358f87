// Big-endian numbers, strings and blobs to and from byte arrays, for the small records of the log's
// own files. The reader believes nothing: whatever does not fit gives nil.

extension [UInt8] {
  mutating func appendBigEndian(_ number: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: number.bigEndian) { append(contentsOf: $0) }
  }

  /// A length as 32 bits and the bytes.
  mutating func appendBlob(_ bytes: some Collection<UInt8>) {
    appendBigEndian(UInt32(bytes.count))
    append(contentsOf: bytes)
  }

  mutating func appendText(_ text: String) { appendBlob(Array(text.utf8)) }
}

/// Takes numbers and strings from the front of an array.
struct ByteReader {
  private let bytes: ArraySlice<UInt8>
  private var position: Int

  init(_ bytes: [UInt8]) { self.init(bytes[...]) }

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    position = bytes.startIndex
  }

  var isAtEnd: Bool { position == bytes.endIndex }

  mutating func take<T: FixedWidthInteger>(_ type: T.Type) -> T? {
    let size = MemoryLayout<T>.size
    guard bytes.endIndex - position >= size else { return nil }
    var number: T = 0
    for byte in bytes[position..<position + size] {
      number = number << 8 | T(truncatingIfNeeded: byte)
    }
    position += size
    return number
  }

  mutating func takeBlob() -> [UInt8]? {
    guard let count = take(UInt32.self), Int(count) <= bytes.endIndex - position else { return nil }
    defer { position += Int(count) }
    return Array(bytes[position..<position + Int(count)])
  }

  mutating func takeText() -> String? {
    takeBlob().map { String(decoding: $0, as: UTF8.self) }
  }
}
