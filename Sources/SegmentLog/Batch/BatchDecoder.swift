// From the bytes of one batch to slices in a fetch buffer: checksum, decompression, walk.

import Platform

/// Why a batch could not be decoded.
enum BatchFault: Error {
  case checksum
  case records
  case compression(CompressionError)
  case unknownCodec(UInt8)

  var description: String {
    switch self {
    case .checksum: "its checksum is wrong"
    case .records: "its records do not fill it"
    case .compression(let error): error.description
    case .unknownCodec(let code): "it names codec \(code), which does not exist"
    }
  }
}

/// Decodes batches.
enum BatchDecoder {
  /// The most that one batch may decompress to: a guard against bombs, far above what clients send.
  static let decompressedBytesMax = 1 << 28

  /// Whether the checksum of a batch is right.
  static func isIntact(_ batch: UnsafeRawPointer, _ header: BatchHeader) -> Bool {
    BatchLayout.load(batch, 17, as: UInt32.self)
      == BatchLayout.checksum(batch, byteCount: header.byteCount)
  }

  /// Adds the records of a batch to the buffer. 64 bytes behind the batch are readable. After an
  /// error the buffer's count is as before.
  static func decode(
    _ batch: UnsafeRawPointer, _ header: BatchHeader, verifying: Bool, into buffer: FetchBuffer
  ) throws(BatchFault) {
    if verifying, !isIntact(batch, header) { throw .checksum }
    var records = batch + BatchLayout.headerBytes
    var byteCount = header.byteCount - BatchLayout.headerBytes
    if header.compressionCode != 0 {
      guard let codec = Compression(rawValue: header.compressionCode) else {
        throw .unknownCodec(header.compressionCode)
      }
      let block = buffer.nextBlock()
      let input = UnsafeRawBufferPointer(start: records, count: byteCount)
      do {
        // An empty batch of a compacted log has nothing to decompress.
        if header.recordCount > 0 {
          try codec.decompress(input, into: block, limit: decompressedBytesMax)
        }
      } catch {
        throw .compression(error)
      }
      records = UnsafeRawPointer(block.base)
      byteCount = block.count
    }
    // A record takes at least 7 bytes, so a count that lies reserves nothing.
    guard header.recordCount <= byteCount / 7 else { throw .records }
    buffer.reserve(header.recordCount)
    let run = RecordRun(
      baseOffset: header.base.value, lastOffsetDelta: Int64(header.lastOffsetDelta),
      baseTimestamp: header.baseTimestamp, appendTime: header.appendTime ?? .min,
      recordCount: header.recordCount)
    guard walkRecords(records, byteCount, run, buffer.slices + buffer.count) else {
      throw .records
    }
    buffer.count += header.recordCount
  }
}
