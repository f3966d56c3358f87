// The file that compaction writes: batches of a group of segments with fewer records. A batch keeps
// its base offset, its last offset and its producer; count, checksum and, for tombstones seen for
// the first time, the delete horizon are new.

import Platform

/// A compacted copy of a group of segments.
struct CompactedCopy {
  private let file: any File
  private let base: Offset
  private let now: Int64
  /// When a tombstone that is seen for the first time may go.
  private let horizon: Int64
  private let logStart: Offset
  private var size = 0
  private var end: Offset
  private var index = SegmentIndex()
  private let output = GrowableBytes(capacity: flushBytes)
  private let records = FetchBuffer()
  /// Whether a batch got a delete horizon.
  private(set) var didMark = false

  private static let flushBytes = 1 << 20

  init(file: any File, base: Offset, now: Int64, horizon: Int64, logStart: Offset) {
    self.file = file
    self.base = base
    self.now = now
    self.horizon = horizon
    self.logStart = logStart
    end = base
  }

  /// Adds a batch as it is, or leaves it out.
  mutating func add(
    _ batch: UnsafeRawPointer, _ header: BatchHeader, isKept: Bool
  )
    throws(LogError)
  {
    guard isKept else { return }
    output.append(UnsafeRawBufferPointer(start: batch, count: header.byteCount))
    try added(header)
  }

  /// Adds the records of a batch that are wanted. An empty batch is kept only as the last one, so
  /// that the end of the segment stays where it was.
  mutating func add(
    _ batch: UnsafeRawPointer, _ header: BatchHeader, isLast: Bool,
    where isWanted: (RecordSlice) -> Bool
  ) throws(LogError) {
    records.reset()
    do throws(BatchFault) {
      try BatchDecoder.decode(batch, header, verifying: false, into: records)
    } catch {
      throw LogError(.corrupt, "\(file.path) cannot be written: \(error.description)")
    }
    let isExpired = header.hasDeleteHorizon && header.baseTimestamp < now
    var kept: [Int] = []
    var hasTombstone = false
    for (index, record) in records.records.enumerated()
    where record.offset >= logStart.value && isWanted(record) {
      if record.valueLength < 0 {
        if isExpired { continue }
        hasTombstone = true
      }
      kept.append(index)
    }
    let marks = hasTombstone && !header.hasDeleteHorizon
    if kept.count == header.recordCount, !marks {
      return try add(batch, header, isKept: !kept.isEmpty || isLast)
    }
    guard !kept.isEmpty || isLast else { return }
    didMark = didMark || marks
    try encode(batch, header, kept, baseTimestamp: marks ? horizon : header.baseTimestamp, marks)
  }

  /// Writes a batch with some of its records.
  private mutating func encode(
    _ batch: UnsafeRawPointer, _ header: BatchHeader, _ kept: [Int], baseTimestamp: Int64,
    _ marks: Bool
  ) throws(LogError) {
    let body = GrowableBytes(capacity: header.byteCount)
    var maxTimestamp: Int64 = -1
    for index in kept {
      let record = records.records[index]
      maxTimestamp = max(maxTimestamp, record.timestamp)
      Self.append(record, header, baseTimestamp: baseTimestamp, to: body)
    }
    let start = output.count
    output.append(UnsafeRawBufferPointer(start: batch, count: BatchLayout.headerBytes))
    if !kept.isEmpty, let codec = Compression(rawValue: header.compressionCode) {
      do throws(CompressionError) { try codec.compress(body.bytes, into: output) } catch {
        throw LogError(.corrupt, "\(file.path) cannot be written: \(error.description)")
      }
    }
    let copy = output.base + start
    let byteCount = output.count - start
    BatchLayout.store(copy, 8, Int32(byteCount - BatchLayout.lengthPrefix))
    if marks {
      BatchLayout.store(copy, 21, header.attributes | BatchLayout.deleteHorizonBit)
    }
    BatchLayout.store(copy, 27, baseTimestamp)
    if header.appendTime == nil, !kept.isEmpty { BatchLayout.store(copy, 35, maxTimestamp) }
    BatchLayout.store(copy, 57, Int32(kept.count))
    BatchLayout.writeChecksum(copy, byteCount: byteCount)
    // Safe because the header was just written from a sound one.
    try added(BatchHeader(copy, available: byteCount)!)
  }

  private static func append(
    _ record: RecordSlice, _ header: BatchHeader, baseTimestamp: Int64, to body: GrowableBytes
  ) {
    let tail = record.headersBytes
    body.reserve(
      BatchLayout.recordOverheadMax + Int(max(record.keyLength, 0))
        + Int(max(record.valueLength, 0)) + tail.count)
    body.count = writeRecord(
      body.base, at: body.count, timestampDelta: record.timestamp &- baseTimestamp,
      offsetDelta: Int(record.offset - header.base.value), key: record.key,
      keyLength: Int(record.keyLength), value: record.value,
      valueLength: Int(record.valueLength), headersLength: tail.count)
    // Safe because a record's headers hold at least their count.
    (body.base + body.count - tail.count).copyMemory(
      from: tail.baseAddress!, byteCount: tail.count)
  }

  private mutating func added(_ header: BatchHeader) throws(LogError) {
    index.add(header, at: size + output.count - header.byteCount, segmentBase: base)
    end = header.end
    if output.count >= Self.flushBytes { try flush() }
  }

  private mutating func flush() throws(LogError) {
    do throws(FileError) { try file.write([output.bytes], at: size) } catch {
      throw LogError(error, while: "compacting")
    }
    size += output.count
    output.count = 0
  }

  /// Writes the rest and syncs the file.
  mutating func finish() throws(LogError) -> (size: Int, end: Offset, index: SegmentIndex) {
    try flush()
    do throws(FileError) { try file.sync() } catch {
      throw LogError(error, while: "compacting")
    }
    index.noteTime()
    return (size, end, index)
  }
}
