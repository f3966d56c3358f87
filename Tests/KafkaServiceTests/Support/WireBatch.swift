// Record batches as clients write and read them, made here byte by byte so that the log's own code
// does not check itself.

import Platform

/// A batch without compression, whose records have values only.
struct WireBatch: Equatable {
  var baseOffset: Int64 = 0
  var producerID: Int64 = -1
  var epoch: Int16 = -1
  var sequence: Int32 = -1
  var isTransactional = false
  /// Whether it is the marker of a transaction's end.
  private(set) var isControl = false
  var timestamp: Int64 = 1_700_000_000_000
  var values: [String] = []

  init(_ values: [String]) { self.values = values }

  /// As it is sent.
  var bytes: [UInt8] {
    var records: [UInt8] = []
    for (index, value) in values.enumerated() {
      let value = Array(value.utf8)
      let record =
        [0] + Self.varint(0) + Self.varint(index) + Self.varint(-1) + Self.varint(value.count)
        + value + Self.varint(0)
      records += Self.varint(record.count) + record
    }
    var body: [UInt8] = []
    body += Self.bytes(Int16(isTransactional ? 16 : 0)) + Self.bytes(Int32(values.count - 1))
    body += Self.bytes(timestamp) + Self.bytes(timestamp) + Self.bytes(producerID)
    body += Self.bytes(epoch) + Self.bytes(sequence) + Self.bytes(Int32(values.count)) + records
    let checksum = body.withUnsafeBytes { CRC32C.checksum($0) }
    return Self.bytes(baseOffset) + Self.bytes(Int32(9 + body.count)) + Self.bytes(Int32(-1)) + [2]
      + Self.bytes(checksum) + body
  }

  /// The batches of an answer to a fetch; nil when the bytes are no batches.
  static func batches(_ bytes: ArraySlice<UInt8>) -> [WireBatch]? {
    var reader = Reader(bytes: bytes)
    var batches: [WireBatch] = []
    while !reader.bytes.isEmpty {
      guard let batch = batch(&reader) else { return nil }
      batches.append(batch)
    }
    return batches
  }

  private static func batch(_ reader: inout Reader) -> WireBatch? {
    guard let baseOffset = reader.integer(Int64.self), let length = reader.integer(Int32.self),
      var inner = reader.take(Int(length)), inner.integer(Int32.self) != nil,
      inner.integer(UInt8.self) == 2, let checksum = inner.integer(UInt32.self),
      checksum == Array(inner.bytes).withUnsafeBytes({ CRC32C.checksum($0) }),
      let attributes = inner.integer(Int16.self), inner.integer(Int32.self) != nil,
      let timestamp = inner.integer(Int64.self), inner.integer(Int64.self) != nil,
      let producerID = inner.integer(Int64.self), let epoch = inner.integer(Int16.self),
      let sequence = inner.integer(Int32.self), let count = inner.integer(Int32.self)
    else { return nil }
    var batch = WireBatch([])
    batch.baseOffset = baseOffset
    batch.timestamp = timestamp
    batch.producerID = producerID
    batch.epoch = epoch
    batch.sequence = sequence
    batch.isTransactional = attributes & 16 != 0
    batch.isControl = attributes & 32 != 0
    for _ in 0..<count {
      guard let length = inner.varint(), var record = inner.take(length),
        record.integer(UInt8.self) != nil, record.varint() != nil, record.varint() != nil,
        let keyLength = record.varint(), record.take(max(0, keyLength)) != nil,
        let valueLength = record.varint(), let value = record.take(max(0, valueLength))
      else { return nil }
      if !batch.isControl { batch.values.append(String(decoding: value.bytes, as: UTF8.self)) }
    }
    return batch
  }

  private static func bytes<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
    withUnsafeBytes(of: value.bigEndian) { Array($0) }
  }

  private static func varint(_ value: Int) -> [UInt8] {
    var rest = UInt64(bitPattern: Int64(value << 1 ^ value >> 63))
    var bytes: [UInt8] = []
    while rest > 127 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 128)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }

  private struct Reader {
    var bytes: ArraySlice<UInt8>

    mutating func take(_ count: Int) -> Reader? {
      guard 0...bytes.count ~= count else { return nil }
      defer { bytes = bytes.dropFirst(count) }
      return Reader(bytes: bytes.prefix(count))
    }

    mutating func integer<Value: FixedWidthInteger>(_: Value.Type) -> Value? {
      take(MemoryLayout<Value>.size)?.bytes.reduce(0) { $0 << 8 | Value($1) }
    }

    mutating func varint() -> Int? {
      var value = 0
      var shift = 0
      while let byte = integer(UInt8.self), shift < 64 {
        value |= Int(byte & 127) << shift
        if byte < 128 { return (value >> 1) ^ -(value & 1) }
        shift += 7
      }
      return nil
    }
  }
}
