// The header of one batch, read from bytes that nobody vouches for.

/// A batch header that is sound in itself: its lengths fit what is there.
struct BatchHeader {
  var base: Offset
  /// Bytes of the whole batch.
  var byteCount: Int
  var attributes: UInt16
  var lastOffsetDelta: Int32
  var baseTimestamp: Int64
  var maxTimestamp: Int64
  var producerIdentifier: Int64
  var producerEpoch: Int16
  var baseSequence: Int32
  var recordCount: Int

  var last: Offset { base + Int64(lastOffsetDelta) }
  var end: Offset { base + Int64(lastOffsetDelta) + 1 }
  /// The sequence number of the last record; after the largest comes 0. Safe because the mask takes
  /// the sign away.
  var lastSequence: Int32 { (baseSequence &+ lastOffsetDelta) & .max }
  /// Whether the producer numbers its records. Compaction keeps the numbers.
  var hasSequence: Bool { baseSequence >= 0 && producerIdentifier >= 0 && !isControl }
  var isControl: Bool { attributes & BatchLayout.controlBit != 0 }
  var isTransactional: Bool { attributes & BatchLayout.transactionalBit != 0 }
  var hasDeleteHorizon: Bool { attributes & BatchLayout.deleteHorizonBit != 0 }
  /// The time of all records when the log gave it, else nil.
  var appendTime: Int64? { attributes & BatchLayout.appendTimeBit != 0 ? maxTimestamp : nil }
  /// The codec's number; may be one that does not exist.
  var compressionCode: UInt8 { UInt8(attributes & BatchLayout.compressionMask) }

  /// Reads the header at `bytes`, of which `available` may be read; nil when it cannot be the head
  /// of a whole batch. Safe because nothing is read before the length was compared.
  init?(_ bytes: UnsafeRawPointer, available: Int) {
    guard available >= BatchLayout.headerBytes else { return nil }
    let length = Int(BatchLayout.load(bytes, 8, as: Int32.self))
    byteCount = length + BatchLayout.lengthPrefix
    guard byteCount >= BatchLayout.headerBytes, byteCount <= available,
      BatchLayout.load(bytes, 16, as: Int8.self) == 2
    else { return nil }
    base = Offset(BatchLayout.load(bytes, 0, as: Int64.self))
    attributes = BatchLayout.load(bytes, 21, as: UInt16.self)
    lastOffsetDelta = BatchLayout.lastOffsetDelta(bytes)
    baseTimestamp = BatchLayout.load(bytes, 27, as: Int64.self)
    maxTimestamp = BatchLayout.load(bytes, 35, as: Int64.self)
    producerIdentifier = BatchLayout.load(bytes, 43, as: Int64.self)
    producerEpoch = BatchLayout.load(bytes, 51, as: Int16.self)
    baseSequence = BatchLayout.load(bytes, 53, as: Int32.self)
    recordCount = Int(BatchLayout.recordCount(bytes))
    guard base.value >= 0, base.value < Int64.max - Int64(Int32.max), lastOffsetDelta >= 0,
      recordCount >= 0, recordCount <= Int(lastOffsetDelta) + 1
    else { return nil }
  }
}
