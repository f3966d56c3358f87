// Big-endian numbers, strings and blobs to and from byte arrays, for small records in files. The reader believes nothing: whatever does not fit gives nil.

extension [UInt8] {
  package mutating func appendBigEndian(_ number: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: number.bigEndian) { append(contentsOf: $0) }
  }

  /// A length as 32 bits and the bytes.
  package mutating func appendBlob(_ bytes: some Collection<UInt8>) {
    appendBigEndian(UInt32(bytes.count))
    append(contentsOf: bytes)
  }

  package mutating func appendText(_ text: String) { appendBlob(Array(text.utf8)) }
}

/// Takes numbers and strings from the front of an array.
package struct ByteReader {
  @usableFromInline let bytes: ArraySlice<UInt8>
  @usableFromInline var position: Int

  package init(_ bytes: [UInt8]) { self.init(bytes[...]) }

  package init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    position = bytes.startIndex
  }

  package var isAtEnd: Bool { position == bytes.endIndex }

  @inlinable
  package mutating func take<T: FixedWidthInteger>(_ type: T.Type) -> T? {
    let size = MemoryLayout<T>.size
    guard bytes.endIndex - position >= size else { return nil }
    var number: T = 0
    for byte in bytes[position..<position + size] {
      number = number << 8 | T(truncatingIfNeeded: byte)
    }
    position += size
    return number
  }

  package mutating func takeBytes(_ count: Int) -> [UInt8]? {
    guard count <= bytes.endIndex - position else { return nil }
    defer { position += count }
    return Array(bytes[position..<position + count])
  }

  package mutating func takeBlob() -> [UInt8]? {
    take(UInt32.self).flatMap { takeBytes(Int($0)) }
  }

  package mutating func takeText() -> String? {
    takeBlob().map { String(decoding: $0, as: UTF8.self) }
  }
}
