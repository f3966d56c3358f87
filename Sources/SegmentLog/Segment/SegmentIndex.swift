// The sparse indexes of a segment: offset to position, and timestamp to offset. Kafka's layout on
// disk, so that Kafka's tools can read it:
//
//   .index      relative offset i32 | position i32                (the batch's last offset, its start)
//   .timeindex  timestamp i64 | relative offset i32               (largest so far, where it was)
//
// Both are caches: one that is missing or makes no sense is rebuilt from the batches.

import Platform

/// The indexes of one segment, in memory.
struct SegmentIndex {
  struct Entry: Equatable {
    var relativeOffset: UInt32
    var position: UInt32
  }
  struct TimeEntry: Equatable {
    var timestamp: Int64
    var relativeOffset: UInt32
  }

  /// Bytes of log between two entries.
  static let intervalBytes = 4096

  private(set) var entries: [Entry] = []
  private(set) var times: [TimeEntry] = []
  private var bytesSinceEntry = 0
  /// The largest timestamp and its batch's last offset, relative to the base; may be ahead of
  /// `times`. -1 when there is none.
  private(set) var maxTimestamp: Int64 = -1
  private var maxTimestampOffset: UInt32 = 0

  /// Takes note of a batch that was written at `position`.
  mutating func add(_ batch: BatchHeader, at position: Int, segmentBase: Offset) {
    let relative = UInt32(truncatingIfNeeded: batch.last - segmentBase)
    if batch.maxTimestamp > maxTimestamp {
      maxTimestamp = batch.maxTimestamp
      maxTimestampOffset = relative
    }
    if position > 0, bytesSinceEntry >= Self.intervalBytes {
      entries.append(
        Entry(relativeOffset: relative, position: UInt32(truncatingIfNeeded: position)))
      noteTime()
      bytesSinceEntry = 0
    }
    bytesSinceEntry += batch.byteCount
  }

  /// Writes the largest timestamp into the time index; also done when the segment is sealed.
  mutating func noteTime() {
    guard maxTimestamp > (times.last?.timestamp ?? -1) else { return }
    times.append(TimeEntry(timestamp: maxTimestamp, relativeOffset: maxTimestampOffset))
  }

  /// A position at or before the batch that holds a relative offset.
  func position(for relativeOffset: UInt32) -> Int {
    let at = partitionPoint(entries.count) { entries[$0].relativeOffset <= relativeOffset }
    return at == 0 ? 0 : Int(entries[at - 1].position)
  }

  /// A relative offset at or before the first record whose timestamp is at least `timestamp`.
  func relativeOffset(before timestamp: Int64) -> UInt32 {
    let at = partitionPoint(times.count) { times[$0].timestamp < timestamp }
    return at == 0 ? 0 : times[at - 1].relativeOffset
  }

  /// Where the batch of the last entry begins.
  var resumePosition: Int { Int(entries.last?.position ?? 0) }

  /// Prepares for `add` from the batch of the last entry on: that entry will be added again.
  mutating func resume() {
    guard entries.popLast() != nil else { return }
    bytesSinceEntry = Self.intervalBytes
  }

  // MARK: - Files

  /// The two files' content.
  var encoded: (index: [UInt8], times: [UInt8]) {
    var index: [UInt8] = []
    index.reserveCapacity(entries.count * 8)
    for entry in entries {
      index.appendBigEndian(entry.relativeOffset)
      index.appendBigEndian(entry.position)
    }
    var timeBytes: [UInt8] = []
    timeBytes.reserveCapacity(times.count * 12)
    for entry in times {
      timeBytes.appendBigEndian(entry.timestamp)
      timeBytes.appendBigEndian(entry.relativeOffset)
    }
    return (index, timeBytes)
  }

  init() {}

  /// Reads the two files of a sealed segment of `size` bytes; nil when they make no sense.
  init?(index: [UInt8], times timeBytes: [UInt8], size: Int) {
    guard index.count % 8 == 0, timeBytes.count % 12 == 0, !timeBytes.isEmpty else { return nil }
    var reader = ByteReader(index)
    while let offset = reader.take(UInt32.self), let position = reader.take(UInt32.self) {
      if let last = entries.last, last.relativeOffset >= offset || last.position >= position {
        return nil
      }
      guard Int(position) < size else { return nil }
      entries.append(Entry(relativeOffset: offset, position: position))
    }
    reader = ByteReader(timeBytes)
    while let timestamp = reader.take(Int64.self), let offset = reader.take(UInt32.self) {
      if let last = times.last, last.timestamp >= timestamp { return nil }
      times.append(TimeEntry(timestamp: timestamp, relativeOffset: offset))
    }
    maxTimestamp = times.last?.timestamp ?? -1
    maxTimestampOffset = times.last?.relativeOffset ?? 0
  }
}

/// The number of leading elements for which `holds` is true; they come first.
func partitionPoint(_ count: Int, _ holds: (Int) -> Bool) -> Int {
  var low = 0
  var high = count
  while low < high {
    let middle = (low + high) / 2
    if holds(middle) { low = middle + 1 } else { high = middle }
  }
  return low
}
