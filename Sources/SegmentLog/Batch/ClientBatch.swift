// A batch as a client sent it: checked from the format down to each record, and changed in as little
// as possible. The log sets the leader epoch here and the base offset when it appends, both outside
// the checksum. Only a topic that wants its own time or its own codec, or a header whose largest
// timestamp is not that of its records, makes a new checksum necessary.

import Platform

/// What a topic and a request ask of a client's batch.
struct ClientBatchPolicy {
  var name: TopicPartition
  var configuration: TopicConfiguration
  /// The clock, in wall milliseconds.
  var now: Int64
  /// The most that the records may decompress to.
  var decompressedBytesMax: Int
  /// Whether the client's version of the protocol knows zstd.
  var acceptsZstandard = true
}

/// A checked batch, ready to be appended.
struct ClientBatch {
  /// The first byte, in the client's bytes or in `owner`.
  let base: UnsafeMutableRawPointer
  let byteCount: Int
  let header: BatchHeader
  /// The time of all records when the topic gives it, else -1.
  let appendTime: Int64
  /// Keeps a batch that was compressed again.
  private let owner: GrowableBytes?

  /// Checks what a client sent for a partition, which must be exactly one batch, and prepares it in
  /// place. The batch points into `bytes`.
  init(_ bytes: UnsafeMutableRawBufferPointer, _ policy: ClientBatchPolicy) throws(LogError) {
    let (base, header) = try Self.frame(bytes, policy)
    guard BatchDecoder.isIntact(base, header) else {
      throw LogError(
        .damagedBatch,
        "a batch for \(policy.name) was damaged on its way: its checksum is wrong; send it again",
        isRetryable: true)
    }
    try Self.checkFields(header, policy)
    let (records, check) = try Self.checkRecords(base, header, policy)
    try Self.checkTimes(header, check, policy)
    if policy.configuration.cleanup.contains(.compact), check.hasNullKey {
      throw LogError.missingKey(policy.name)
    }
    var target = base
    var byteCount = header.byteCount
    var attributes = header.attributes
    let codec = Compression(name: policy.configuration.compressionType)
    if let codec, codec.rawValue != header.compressionCode {
      owner = try Self.encode(base, header, records, codec, policy)
    } else {
      owner = nil
    }
    if let owner, let codec {
      target = owner.base
      byteCount = owner.count
      attributes = attributes & ~BatchLayout.compressionMask | UInt16(codec.rawValue)
    }
    appendTime = policy.configuration.timestampType == .logAppendTime ? policy.now : -1
    if appendTime >= 0 { attributes |= BatchLayout.appendTimeBit }
    let timestamp = appendTime >= 0 ? appendTime : check.timestampMax
    BatchLayout.store(target, 12, Int32(0))
    if owner != nil || attributes != header.attributes || timestamp != header.maxTimestamp {
      BatchLayout.store(target, 21, attributes)
      BatchLayout.store(target, 35, timestamp)
      BatchLayout.writeChecksum(target, byteCount: byteCount)
    }
    self.base = target
    self.byteCount = byteCount
    self.header = header
  }

  // MARK: - Checks, from the outside in

  /// The one batch that the bytes have to be.
  private static func frame(
    _ bytes: UnsafeMutableRawBufferPointer, _ policy: ClientBatchPolicy
  ) throws(LogError) -> (UnsafeMutableRawPointer, BatchHeader) {
    // The version stands at the same place in every format.
    guard let base = bytes.baseAddress, bytes.count > 16 else {
      throw LogError.refused(policy.name, "there is no whole batch in it")
    }
    let magic = BatchLayout.load(base, 16, as: Int8.self)
    if magic == 0 || magic == 1 {
      throw LogError(
        .unsupportedFormat,
        "a batch for \(policy.name) has message format \(magic), this log takes format 2; "
          + "use a client of version 0.11 or later")
    }
    try LogError.checkSize(bytes.count, policy.name, policy.configuration.batchBytesMax)
    guard let header = BatchHeader(base, available: bytes.count) else {
      throw LogError.refused(policy.name, "its header makes no sense")
    }
    guard header.byteCount == bytes.count else {
      throw LogError.refused(policy.name, "a request may carry one batch for a partition")
    }
    return (base, header)
  }

  private static func checkFields(
    _ header: BatchHeader, _ policy: ClientBatchPolicy
  )
    throws(LogError)
  {
    func require(_ condition: Bool, _ otherwise: String) throws(LogError) {
      if !condition { throw LogError.refused(policy.name, otherwise) }
    }
    try require(
      !header.isControl && !header.hasDeleteHorizon, "clients may not send control batches")
    try require(header.recordCount > 0, "it has no records")
    try require(
      header.recordCount == Int(header.lastOffsetDelta) + 1, "its count is not that of its offsets")
    if header.producerIdentifier >= 0 {
      try require(
        header.producerEpoch >= 0 && header.baseSequence >= 0,
        "a producer with an identifier has to number its records")
    } else {
      try require(!header.isTransactional, "a transaction needs a producer")
    }
  }

  /// Decompresses and walks the records. Returns them too, where they lie in memory.
  private static func checkRecords(
    _ base: UnsafeRawPointer, _ header: BatchHeader, _ policy: ClientBatchPolicy
  ) throws(LogError) -> (records: Records, check: RecordCheck) {
    let stored = UnsafeRawBufferPointer(
      start: base + BatchLayout.headerBytes, count: header.byteCount - BatchLayout.headerBytes)
    let records = try Records(stored, header, policy)
    // Safe because a batch with records has bytes behind its header, and so has what it unpacks to.
    guard let first = records.bytes.baseAddress else {
      throw LogError.refused(policy.name, "it has no records")
    }
    let check = SegmentLog.checkRecords(
      first, records.bytes.count, count: header.recordCount, baseTimestamp: header.baseTimestamp)
    guard check.isSound else {
      throw LogError.refused(policy.name, "its records do not fill it, or skip offsets")
    }
    return (records, check)
  }

  private static func checkTimes(
    _ header: BatchHeader, _ check: RecordCheck, _ policy: ClientBatchPolicy
  ) throws(LogError) {
    let configuration = policy.configuration
    guard configuration.timestampType == .createTime else { return }
    guard header.appendTime == nil else {
      throw LogError(
        .invalidTimestamp,
        "a batch for \(policy.name) says that the log gave its time, which only the log may say")
    }
    let ahead = check.timestampMax.subtractingClamped(policy.now)
    let behind = policy.now.subtractingClamped(check.timestampMin)
    guard ahead <= configuration.timestampAfterMilliseconds,
      behind <= configuration.timestampBeforeMilliseconds
    else {
      throw LogError(
        .invalidTimestamp,
        "a record for \(policy.name) has a time too far from the clock, which says \(policy.now); "
          + "check the time that the producer gives, or message.timestamp.before.max.ms and "
          + "message.timestamp.after.max.ms")
    }
  }

  /// The batch with its records compressed anew. Header fields but the length stay.
  private static func encode(
    _ base: UnsafeRawPointer, _ header: BatchHeader, _ records: Records, _ codec: Compression,
    _ policy: ClientBatchPolicy
  ) throws(LogError) -> GrowableBytes {
    let output = GrowableBytes(capacity: header.byteCount)
    output.append(UnsafeRawBufferPointer(start: base, count: BatchLayout.headerBytes))
    do throws(CompressionError) { try codec.compress(records.bytes, into: output) } catch {
      throw LogError.refused(policy.name, error.description)
    }
    try LogError.checkSize(output.count, policy.name, policy.configuration.batchBytesMax)
    BatchLayout.store(
      output.base, 8, Int32(truncatingIfNeeded: output.count - BatchLayout.lengthPrefix))
    return output
  }
}

/// The records of a client's batch, decompressed if need be.
private struct Records {
  let bytes: UnsafeRawBufferPointer
  private let owner: GrowableBytes?

  init(
    _ stored: UnsafeRawBufferPointer, _ header: BatchHeader, _ policy: ClientBatchPolicy
  ) throws(LogError) {
    guard header.compressionCode != 0 else {
      bytes = stored
      owner = nil
      return
    }
    guard let codec = Compression(rawValue: header.compressionCode) else {
      throw LogError(
        .unsupportedCompression,
        "a batch for \(policy.name) names codec \(header.compressionCode), which does not exist")
    }
    guard codec != .zstd || policy.acceptsZstandard else {
      throw LogError(
        .unsupportedCompression,
        "a batch for \(policy.name) is compressed with zstd in a version of the protocol that has "
          + "none; use a later client, or another codec")
    }
    let output = GrowableBytes(capacity: min(stored.count * 4, policy.decompressedBytesMax))
    do throws(CompressionError) {
      try codec.decompress(stored, into: output, limit: policy.decompressedBytesMax)
    } catch {
      if case .tooLarge = error {
        throw LogError(
          .recordTooLarge, "a batch for \(policy.name): \(error.description); send smaller batches")
      }
      throw LogError.refused(policy.name, error.description)
    }
    owner = output
    bytes = output.bytes
  }
}

extension LogError {
  static func missingKey(_ name: TopicPartition) -> LogError {
    LogError(
      .invalidBatch,
      "a record for \(name) has no key, but \(name.topic) keeps the last record of each key; "
        + "give it a key, or change cleanup.policy")
  }

  static func checkSize(
    _ count: Int, _ name: TopicPartition, _ limit: Int
  )
    throws(LogError)
  {
    guard count > limit else { return }
    throw LogError(
      .recordTooLarge,
      "a batch of \(count) bytes for \(name) is larger than max.message.bytes (\(limit)); "
        + "send smaller records, or raise the setting")
  }

  static func refused(_ name: TopicPartition, _ what: String) -> LogError {
    LogError(
      .invalidBatch, "a batch for \(name) is not accepted: \(what); check the client that sent it")
  }
}
