// Records on their way to a partition, laid out as record batches (magic 2) in one growing buffer:
//
//   | header 61 | record … record | header 61 | record … |
//
// A batch is closed when the next record would make it longer than `batchBytesMax`; so one builder
// holds as many rows as its owner likes, and a log writes them with one call. What only the log
// knows (base offset, producer, time of the append, and the checksum over it all) is filled in when
// the batches are appended. A builder is reused: `reset` keeps its memory.

import Platform

/// One header of a record.
package struct RecordHeader: Hashable, Sendable {
  package var key: String
  package var value: [UInt8]?

  package init(key: String, value: [UInt8]?) {
    self.key = key
    self.value = value
  }
}

/// Collects records for one partition. Used by one thread at a time.
package final class RecordBatchBuilder {
  /// The size at which a batch is closed and the next begun; a single larger record is a batch of
  /// its own.
  package let batchBytesMax: Int

  private var memory: GrowingMemory
  private(set) var base: UnsafeMutableRawPointer
  private var capacity: Int
  /// Bytes in use, the header of the open batch included.
  private(set) var used = 0
  private var open = BatchCursor()
  /// Where the finished batches begin in the buffer.
  private(set) var starts: [Int] = []
  /// Number of records in all batches.
  package private(set) var recordCount = 0
  /// Whether a record has a null key.
  private(set) var hasNullKey = false

  package init(batchBytesMax: Int = 1_000_000, capacity: Int = 4096) {
    self.batchBytesMax = batchBytesMax
    self.capacity = max(capacity, 256)
    memory = GrowingMemory(self.capacity + BatchLayout.slack)
    base = memory.base
  }

  deinit { memory.free() }

  /// Whether there is no record.
  package var isEmpty: Bool { recordCount == 0 }

  /// Bytes that an append would write now.
  package var byteCount: Int { used }

  /// Forgets the records and keeps the memory.
  package func reset() {
    used = 0
    recordCount = 0
    hasNullKey = false
    starts.removeAll(keepingCapacity: true)
    open = BatchCursor()
  }

  /// Adds one record; nil is a null key, a null value a tombstone.
  package func append(
    timestamp: Int64, key: UnsafeRawBufferPointer?, value: UnsafeRawBufferPointer?,
    headers: [RecordHeader] = []
  ) {
    let headerBytes = headers.reduce(0) { sum, header in
      sum + 10 + header.key.utf8.count + (header.value?.count ?? 0)
    }
    let bound =
      BatchLayout.recordOverheadMax + (key?.count ?? 0) + (value?.count ?? 0) + headerBytes
    reserve(bound)
    begin(roomFor: bound)
    open.timestamps(add: timestamp)
    if key == nil { hasNullKey = true }
    let tail = headers.isEmpty ? nil : Self.encode(headers)
    let length = tail?.count ?? 1
    used = writeRecord(
      base, at: used, timestampDelta: timestamp &- open.baseTimestamp, offsetDelta: open.count,
      key: key?.baseAddress ?? UnsafeRawPointer(base), keyLength: key?.count ?? -1,
      value: value?.baseAddress ?? UnsafeRawPointer(base), valueLength: value?.count ?? -1,
      headersLength: length)
    if let tail {
      tail.withUnsafeBytes {
        (base + used - length).copyMemory(from: $0.baseAddress!, byteCount: length)
      }
    }
    open.count += 1
    recordCount += 1
  }

  /// Adds one record from arrays, for code where speed does not matter.
  package func append(
    timestamp: Int64, key: [UInt8]?, value: [UInt8]?, headers: [RecordHeader] = []
  ) {
    func pass(_ key: UnsafeRawBufferPointer?) {
      guard let value else {
        append(timestamp: timestamp, key: key, value: nil, headers: headers)
        return
      }
      value.withUnsafeBytes { append(timestamp: timestamp, key: key, value: $0, headers: headers) }
    }
    guard let key else { return pass(nil) }
    key.withUnsafeBytes { pass($0) }
  }

  /// Adds many records from columns: the fast way in.
  package func append(_ rows: RecordColumns) {
    if !hasNullKey { hasNullKey = rows.hasNullKey }
    var row = 0
    while row < rows.count {
      // Room for at least the first record, and for as many as one batch takes.
      let bound = BatchLayout.recordOverheadMax + rows.byteCount(at: row)
      reserve(bound + rows.byteCountBound(from: row, upTo: batchBytesMax))
      begin(roomFor: bound)
      let limit = max(open.start + batchBytesMax, used + bound)
      let (end, position) = writeRecords(
        rows, from: row, into: base, at: used, limit: min(limit, capacity), cursor: &open)
      recordCount += end - row
      row = end
      used = position
    }
  }

  // MARK: - Batches

  /// Opens a batch if none is open or the open one has no room for `bytes` more.
  private func begin(roomFor bytes: Int) {
    if open.count > 0, used + bytes - open.start > batchBytesMax { close() }
    guard open.start < 0 else { return }
    reserve(BatchLayout.headerBytes + bytes)
    open = BatchCursor(start: used)
    used += BatchLayout.headerBytes
  }

  /// Closes the open batch, if any.
  private func close() {
    guard open.count > 0 else { return }
    BatchLayout.writeHeader(
      base + open.start, byteCount: used - open.start, recordCount: open.count,
      baseTimestamp: open.baseTimestamp, maxTimestamp: open.maxTimestamp)
    starts.append(open.start)
    open = BatchCursor()
  }

  private func reserve(_ bytes: Int) {
    guard used + bytes > capacity else { return }
    capacity = max(capacity * 2, used + bytes)
    memory.grow(to: capacity + BatchLayout.slack)
    base = memory.base
  }

  private static func encode(_ headers: [RecordHeader]) -> [UInt8] {
    var bytes: [UInt8] = []
    Varint.append(Int64(headers.count), to: &bytes)
    for header in headers {
      Varint.append(Int64(header.key.utf8.count), to: &bytes)
      bytes.append(contentsOf: header.key.utf8)
      guard let value = header.value else {
        Varint.append(-1, to: &bytes)
        continue
      }
      Varint.append(Int64(value.count), to: &bytes)
      bytes.append(contentsOf: value)
    }
    return bytes
  }
}

extension RecordBatchBuilder {
  /// Closes the last batch and stamps all of them with what lies under the checksum. Base offsets
  /// are left to the partition.
  func finish(_ stamp: BatchStamp) {
    close()
    var next = stamp.baseSequence
    for index in starts.indices {
      let (start, end) = bounds(ofBatch: index)
      let header = base + start
      let count = BatchLayout.recordCount(header)
      BatchLayout.stamp(header, byteCount: end - start, stamp, baseSequence: next)
      if next >= 0 { next = Int32(truncatingIfNeeded: (Int64(next) + Int64(count)) & 0x7FFF_FFFF) }
    }
  }

  /// Where a finished batch lies in the buffer.
  func bounds(ofBatch index: Int) -> (start: Int, end: Int) {
    (starts[index], index + 1 < starts.count ? starts[index + 1] : used)
  }
}
