// One record of a read, 48 bytes, as the decoders of formats walk over them.

/// Numbers, and pointers into memory that the `FetchBuffer` keeps alive until its next use. At
/// least 64 bytes after every key and value can be read, whatever they hold.
package struct RecordSlice {
  package var offset: Int64
  package var timestamp: Int64
  package var key: UnsafeRawPointer
  package var value: UnsafeRawPointer
  /// -1 for a null key.
  package var keyLength: Int32
  /// -1 for a null value: a tombstone.
  package var valueLength: Int32
  package var headerCount: Int32
  /// Bytes of the headers, which follow the value: their count as a varint, then the headers.
  package var headersLength: Int32

  @inlinable
  package init(
    offset: Int64, timestamp: Int64, key: UnsafeRawPointer, value: UnsafeRawPointer,
    keyLength: Int32, valueLength: Int32, headerCount: Int32, headersLength: Int32
  ) {
    self.offset = offset
    self.timestamp = timestamp
    self.key = key
    self.value = value
    self.keyLength = keyLength
    self.valueLength = valueLength
    self.headerCount = headerCount
    self.headersLength = headersLength
  }

  /// The key's bytes, nil when it is null.
  @inlinable
  package var keyBytes: UnsafeRawBufferPointer? {
    keyLength < 0 ? nil : UnsafeRawBufferPointer(start: key, count: Int(keyLength))
  }

  /// The value's bytes, nil for a tombstone.
  @inlinable
  package var valueBytes: UnsafeRawBufferPointer? {
    valueLength < 0 ? nil : UnsafeRawBufferPointer(start: value, count: Int(valueLength))
  }

  /// The encoded headers, the count included.
  var headersBytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: value + Int(max(valueLength, 0)), count: Int(headersLength))
  }

  /// The headers as values; for edges, not for hot loops. Safe because the walk over the batch
  /// checked every length.
  package var headers: [RecordHeader] {
    let bytes = headersBytes
    guard headerCount > 0, let base = bytes.baseAddress else { return [] }
    var position = 0
    var number: Int64 = 0
    func take() -> UnsafeRawBufferPointer? {
      guard readVarint(base, &position, 5, &number), number >= 0 else { return nil }
      defer { position += Int(number) }
      return UnsafeRawBufferPointer(start: base + position, count: Int(number))
    }
    _ = readVarint(base, &position, 5, &number)
    return (0..<Int(headerCount)).map { _ in
      let key = take().map { String(decoding: $0, as: UTF8.self) } ?? ""
      return RecordHeader(key: key, value: take().map { [UInt8]($0) })
    }
  }
}
