// The marker that ends a transaction in a partition: a batch with one record, key (version, type),
// value (version, coordinator epoch). Always 78 bytes, so a commit can be turned into an abort in
// place.

/// How a transaction ended.
enum ControlType: UInt8 {
  case abort = 0
  case commit = 1
}

/// Encodes and reads control batches.
enum ControlBatch {
  /// The record: length 16, attributes, timestamp delta, offset delta, key length 4, key, value
  /// length 6, value, no headers.
  private static let record: [UInt8] = [
    0x20, 0, 0, 0, 0x08, 0, 0, 0, 0, 0x0C, 0, 0, 0, 0, 0, 0, 0,
  ]
  static let byteCount = BatchLayout.headerBytes + record.count
  /// Where the low byte of the type lies.
  private static let typePosition = BatchLayout.headerBytes + 8

  static func bytes(
    _ type: ControlType, producerIdentifier: Int64, producerEpoch: Int16, timestamp: Int64,
    base: Offset
  ) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: BatchLayout.headerBytes) + record
    bytes[typePosition] = type.rawValue
    let count = bytes.count
    bytes.withUnsafeMutableBytes { buffer in
      // Safe because the array is not empty.
      let header = buffer.baseAddress!
      BatchLayout.writeHeader(
        header, byteCount: count, recordCount: 1, baseTimestamp: timestamp,
        maxTimestamp: timestamp)
      BatchLayout.store(
        header, 21, BatchLayout.transactionalBit | BatchLayout.controlBit)
      BatchLayout.store(header, 43, producerIdentifier)
      BatchLayout.store(header, 51, producerEpoch)
      BatchLayout.setBaseOffset(header, base.value)
      BatchLayout.writeChecksum(header, byteCount: count)
    }
    return bytes
  }

  /// The type of a control batch that was checked; nil for one of another kind.
  static func type(_ batch: UnsafeRawPointer, _ header: BatchHeader) -> ControlType? {
    guard header.isControl, header.byteCount >= byteCount, header.recordCount == 1 else {
      return nil
    }
    return ControlType(rawValue: batch.load(fromByteOffset: typePosition, as: UInt8.self))
  }
}
