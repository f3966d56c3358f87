// The header of a record batch, magic 2, byte by byte (all integers big-endian):
//
//    0 base offset 8 | 8 length of what follows 4 | 12 leader epoch 4 | 16 magic 1 | 17 crc 4
//   21 attributes 2 | 23 last offset delta 4 | 27 base timestamp 8 | 35 max timestamp 8
//   43 producer id 8 | 51 producer epoch 2 | 53 base sequence 4 | 57 record count 4 | 61 records
//
// The checksum covers everything from the attributes on, so that the log can set the base offset of
// a batch without touching it.
//
// Safe because every function reads and writes only the 61 bytes of a header, which callers have
// made sure of.

import Platform

/// What the log stamps on batches before they are checksummed.
struct BatchStamp {
  var producerIdentifier: Int64 = -1
  var producerEpoch: Int16 = -1
  var baseSequence: Int32 = -1
  var isTransactional = false
  /// The time of the append when the topic wants that instead of the records' own.
  var appendTime: Int64?
}

/// Positions, limits and accessors of a batch's header.
enum BatchLayout {
  static let headerBytes = 61
  /// The bytes before the ones that the length field counts.
  static let lengthPrefix = 12
  /// Where the checksummed part begins.
  static let checksummed = 21
  /// The most that a record takes beyond key, value and headers: length 5, attributes 1, timestamp
  /// 10, offset 5, two lengths of 5, header count 5.
  static let recordOverheadMax = 36
  /// Room behind a builder's buffer for copies in steps of 16 bytes.
  static let slack = 64

  static let compressionMask: UInt16 = 7
  static let appendTimeBit: UInt16 = 1 << 3
  static let transactionalBit: UInt16 = 1 << 4
  static let controlBit: UInt16 = 1 << 5
  static let deleteHorizonBit: UInt16 = 1 << 6

  @inline(__always)
  static func load<T: FixedWidthInteger>(_ header: UnsafeRawPointer, _ at: Int, as: T.Type) -> T {
    T(bigEndian: header.loadUnaligned(fromByteOffset: at, as: T.self))
  }

  @inline(__always)
  static func store<T: FixedWidthInteger>(_ header: UnsafeMutableRawPointer, _ at: Int, _ number: T)
  {
    header.storeBytes(of: number.bigEndian, toByteOffset: at, as: T.self)
  }

  static func recordCount(_ header: UnsafeRawPointer) -> Int32 { load(header, 57, as: Int32.self) }

  static func lastOffsetDelta(_ header: UnsafeRawPointer) -> Int32 {
    load(header, 23, as: Int32.self)
  }

  static func setBaseOffset(_ header: UnsafeMutableRawPointer, _ offset: Int64) {
    store(header, 0, offset)
  }

  /// Writes a header with everything but offset, producer and checksum.
  static func writeHeader(
    _ header: UnsafeMutableRawPointer, byteCount: Int, recordCount: Int, baseTimestamp: Int64,
    maxTimestamp: Int64
  ) {
    store(header, 0, Int64(0))
    store(header, 8, Int32(truncatingIfNeeded: byteCount - lengthPrefix))
    store(header, 12, Int32(0))
    store(header, 16, Int8(2))
    store(header, 17, UInt32(0))
    store(header, 21, UInt16(0))
    store(header, 23, Int32(truncatingIfNeeded: recordCount - 1))
    store(header, 27, baseTimestamp)
    store(header, 35, maxTimestamp)
    store(header, 43, Int64(-1))
    store(header, 51, Int16(-1))
    store(header, 53, Int32(-1))
    store(header, 57, Int32(truncatingIfNeeded: recordCount))
  }

  /// Writes producer, transaction bit and append time, and then the checksum.
  static func stamp(
    _ header: UnsafeMutableRawPointer, byteCount: Int, _ stamp: BatchStamp, baseSequence: Int32
  ) {
    var attributes = load(header, 21, as: UInt16.self)
    attributes &= ~(appendTimeBit | transactionalBit)
    if stamp.isTransactional { attributes |= transactionalBit }
    if let time = stamp.appendTime {
      attributes |= appendTimeBit
      store(header, 35, time)
    }
    store(header, 21, attributes)
    store(header, 43, stamp.producerIdentifier)
    store(header, 51, stamp.producerEpoch)
    store(header, 53, baseSequence)
    writeChecksum(header, byteCount: byteCount)
  }

  static func writeChecksum(_ header: UnsafeMutableRawPointer, byteCount: Int) {
    store(header, 17, checksum(header, byteCount: byteCount))
  }

  static func checksum(_ header: UnsafeRawPointer, byteCount: Int) -> UInt32 {
    CRC32C.checksum(
      UnsafeRawBufferPointer(start: header + checksummed, count: byteCount - checksummed))
  }
}
