// Reading: under the state lock, choose the segment, a position before the wanted offset, and the
// limit; outside of it, walk the batches of the mapped file.

import Platform

extension Partition {
  /// A stretch of one segment that may be walked with no lock held.
  struct ReadView {
    var mapping: any FileMapping
    var segmentPath: String
    /// At or before the batch that holds the wanted offset.
    var position: Int
    /// Bytes of published batches.
    var size: Int
    /// Nothing at or after this offset is shown.
    var limit: Offset
    /// Where to go on when the segment holds nothing more.
    var segmentEnd: Offset
    var aborted: [AbortedRange]
    var limits: PartitionOffsets
  }

  /// The view for reading on at an offset; nil when there is nothing to show at it.
  func view(
    from offset: Offset, _ isolation: Isolation, isFirst: Bool
  ) throws(LogError)
    -> (view: ReadView?, limits: PartitionOffsets)
  {
    state.lock()
    defer { state.unlock() }
    if let failure { throw failure }
    let limits = self.limits
    if isFirst, offset < start || offset > end {
      throw LogError(
        .offsetOutOfRange,
        "offset \(offset) of \(name) does not exist: the log holds \(start) up to \(end); "
          + "start at one of these")
    }
    let limit = isolation == .committed ? limits.stable : limits.readable
    var from = max(offset, start)
    // The last segment that begins at or before the offset; after a gap the next one.
    var index = max(partitionPoint(segments.count) { segments[$0].base <= from } - 1, 0)
    while index < segments.count, segments[index].end <= from || segments[index].isEmpty {
      index += 1
      if index < segments.count { from = max(from, segments[index].base) }
    }
    guard index < segments.count, from < limit else { return (nil, limits) }
    let segment = segments[index]
    let growing = index == segments.count - 1 ? configuration.segmentBytes : 0
    let mapping = try segment.map(growingTo: growing)
    return (
      ReadView(
        mapping: mapping, segmentPath: segment.file.path,
        position: try position(of: from, in: segment, mapping), size: segment.size, limit: limit,
        segmentEnd: segment.end,
        aborted: isolation == .committed
          ? transactions.aborted(from: from, to: min(limit, segment.end)) : [],
        limits: limits), limits
    )
  }

  /// A position at or before the batch that holds an offset. The index comes from a file that
  /// nobody vouches for, so an entry that points at no fitting batch has the index rebuilt.
  private func position(
    of offset: Offset, in segment: Segment, _ mapping: any FileMapping
  )
    throws(LogError) -> Int
  {
    let relative = UInt32(clamping: offset - segment.base)
    let position = try segment.index(environment.fileSystem).position(for: relative)
    if position == 0 { return 0 }
    if let header = BatchHeader(mapping.base + position, available: segment.size - position),
      header.base <= offset, header.base >= segment.base
    {
      return position
    }
    try segment.rebuildIndex()
    return try segment.index(environment.fileSystem).position(for: relative)
  }

  /// See `LogStore.read`.
  func read(
    from offset: Offset, maxBytes: Int, _ isolation: Isolation, into buffer: FetchBuffer
  ) throws(LogError) -> FetchedRecords {
    buffer.reset()
    var next = offset
    var bytes = 0
    var limits: PartitionOffsets?
    while bytes < max(maxBytes, 1) {
      let (view, current) = try view(from: next, isolation, isFirst: limits == nil)
      if limits == nil { limits = current }
      guard let view else { break }
      var position = view.position
      defer { buffer.keep(view.mapping, read: view.position..<position) }
      let end = try walk(
        view, from: next, maxBytes: maxBytes, at: &position, &bytes, into: buffer)
      guard end > next else { break }
      next = end
    }
    // Safe because the first round of the loop sets the limits or throws.
    return FetchedRecords(count: buffer.count, next: next, bytes: bytes, offsets: limits!)
  }

  /// Decodes the batches of a view from an offset on. Returns where to go on.
  private func walk(
    _ view: ReadView, from first: Offset, maxBytes: Int, at position: inout Int,
    _ bytes: inout Int, into buffer: FetchBuffer
  ) throws(LogError) -> Offset {
    var next = first
    while position < view.size {
      let batch = view.mapping.base + position
      guard let header = BatchHeader(batch, available: view.size - position) else {
        throw damage(at: position, of: view, "its header makes no sense")
      }
      if header.base >= view.limit { return next }
      if header.last >= next {
        if bytes > 0, bytes + header.byteCount > maxBytes { return next }
        if isShown(header, view.aborted) {
          let countBefore = buffer.count
          do throws(BatchFault) {
            try BatchDecoder.decode(
              batch, header, verifying: environment.settings.verifiesChecksums, into: buffer)
          } catch {
            throw damage(at: position, of: view, error.description)
          }
          if header.base < first { buffer.drop(below: first, from: countBefore) }
        }
        bytes += header.byteCount
        next = header.end
      }
      position += header.byteCount
    }
    return max(next, min(view.segmentEnd, view.limit))
  }

  /// Whether an application sees a batch.
  private func isShown(_ header: BatchHeader, _ aborted: [AbortedRange]) -> Bool {
    if header.isControl { return false }
    guard !aborted.isEmpty, header.isTransactional else { return true }
    return !aborted.contains {
      $0.producer == header.producerIdentifier && $0.first <= header.base && header.base < $0.last
    }
  }

  private func damage(at position: Int, of view: ReadView, _ what: String) -> LogError {
    LogError(
      .corrupt,
      "the batch at byte \(position) of \(view.segmentPath) is damaged: \(what); "
        + "restore the file from a copy, or delete the topic \(name.topic)",
      path: view.segmentPath)
  }

  /// See `Broker.encodedRecords`.
  func encodedRecords(
    from offset: Offset, maxBytes: Int, alwaysFirst: Bool, _ isolation: Isolation
  ) throws(LogError) -> EncodedRecords {
    var next = offset
    var found: EncodedRecords?
    var budget = maxBytes
    while found == nil || budget > 0 {
      let (view, limits) = try view(from: next, isolation, isFirst: found == nil)
      var records = found ?? EncodedRecords(offsets: limits)
      defer { found = records }
      guard let view else { break }
      let before = next
      let isFirst = alwaysFirst && records.byteCount == 0
      let range = try stretch(of: view, at: &next, &budget, alwaysFirst: isFirst)
      if !range.isEmpty {
        records.stretches.append(EncodedStretch(mapping: view.mapping, range: range))
        records.byteCount += range.count
        for range in view.aborted where range.first < next {
          let entry = AbortedTransaction(producerIdentifier: range.producer, first: range.first)
          if !records.aborted.contains(entry) { records.aborted.append(entry) }
        }
      }
      guard next > before else { break }
    }
    // Safe because the first round of the loop sets it or throws.
    var records = found!
    records.aborted.sort { $0.first < $1.first }
    return records
  }

  /// The whole batches of a view from an offset on, as far as a budget of bytes goes. A batch that
  /// does not fit uses the budget up.
  private func stretch(
    of view: ReadView, at next: inout Offset, _ budget: inout Int, alwaysFirst: Bool
  ) throws(LogError) -> Range<Int> {
    var position = view.position
    var from: Int?
    while position < view.size {
      guard
        let header = BatchHeader(view.mapping.base + position, available: view.size - position)
      else { throw damage(at: position, of: view, "its header makes no sense") }
      if header.base >= view.limit { return (from ?? position)..<position }
      if header.last >= next {
        if header.byteCount > budget, from != nil || !alwaysFirst {
          budget = 0
          return (from ?? position)..<position
        }
        if from == nil { from = position }
        budget -= header.byteCount
        next = header.end
      }
      position += header.byteCount
    }
    next = max(next, min(view.segmentEnd, view.limit))
    return (from ?? position)..<position
  }

  /// See `LogStore.offset(_:forTimestamp:)`.
  func offset(forTimestamp timestamp: Int64) throws(LogError) -> TimestampedOffset? {
    guard var from = try startOfSearch(for: timestamp) else { return nil }
    let buffer = FetchBuffer()
    while true {
      let found = try read(from: from, maxBytes: 1 << 20, .uncommitted, into: buffer)
      for record in buffer.records where record.timestamp >= timestamp {
        return TimestampedOffset(offset: Offset(record.offset), timestamp: record.timestamp)
      }
      guard found.next > from else { return nil }
      from = found.next
    }
  }

  /// An offset at or before the first record that is young enough; nil when there is none.
  private func startOfSearch(for timestamp: Int64) throws(LogError) -> Offset? {
    state.lock()
    defer { state.unlock() }
    if let failure { throw failure }
    for segment in segments where segment.end > start && !segment.isEmpty {
      let index = try segment.index(environment.fileSystem)
      guard index.maxTimestamp >= timestamp else { continue }
      return max(segment.base + Int64(index.relativeOffset(before: timestamp)), start)
    }
    return nil
  }
}
