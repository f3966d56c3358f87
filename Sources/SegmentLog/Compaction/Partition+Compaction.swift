// Compaction: of the records with the same key, keep the last. Works on sealed segments whose
// records are decided and on disk:
//
//   1  map each key of the dirty part (what was added since the last pass) to its last offset
//   2  copy all segments up to the map's end, in groups that fit one segment, without the records
//      that the map supersedes, those of aborted transactions, and expired tombstones
//   3  put each copy in the place of its group: NNN.log.cleaned, then synced and renamed to
//      NNN.log.swap, then over NNN.log. A start finishes what it finds (see Partition+Recovery)
//
// Offsets never change. Appends go on during 1 and 2; only step 3 holds the locks.

import Platform

extension Partition {
  /// The share of bytes that were added since the last pass; nil when compaction is not due.
  var dirtyRatio: Double? {
    state.lock()
    defer { state.unlock() }
    guard failure == nil, configuration.cleanup.contains(.compact) else { return nil }
    let sealed = cleanable()
    let dirty = sealed.filter { $0.end > compactedEnd }.reduce(0) { $0 + $1.size }
    let total = sealed.reduce(0) { $0 + $1.size }
    guard dirty > 0 else { return nil }
    let ratio = Double(dirty) / Double(total)
    return ratio >= configuration.dirtyRatioMin ? ratio : nil
  }

  /// The segments at the front that may be compacted. Call with `state` held.
  private func cleanable() -> [Segment] {
    let limit = min(stableEnd, scanFrom)
    let now = environment.time.wallMilliseconds()
    let lag = configuration.compactionLagMilliseconds
    return Array(
      segments.dropLast().prefix { segment in
        guard segment.end <= limit else { return false }
        if lag == 0 || segment.end <= compactedEnd { return true }
        guard let index = try? segment.index(environment.fileSystem) else { return false }
        return now.subtractingClamped(index.maxTimestamp) >= lag
      })
  }

  /// One pass.
  func compact() throws(LogError) {
    state.lock()
    let sealed = failure == nil ? cleanable() : []
    let from = compactedEnd
    let aborted = transactions.aborted(from: start, to: end)
    let limit = configuration.segmentBytes
    let horizon =
      environment.time.wallMilliseconds() + configuration.deleteRetentionMilliseconds
    state.unlock()
    var keys = CompactionKeys(countMax: environment.settings.compactionKeysMax)
    for segment in sealed where segment.end > from && !keys.isFull {
      try map(segment, from: max(from, start), aborted, into: &keys)
    }
    guard keys.end > from else { return }
    var group: [Segment] = []
    var groupBytes = 0
    for segment in sealed where segment.base < keys.end {
      let spans = segment.end - (group.first?.base ?? segment.base) > Int64(Int32.max)
      if !group.isEmpty, groupBytes + segment.size > limit || spans {
        try rewrite(group, keys, aborted, horizon)
        group = []
        groupBytes = 0
      }
      group.append(segment)
      groupBytes += segment.size
    }
    if !group.isEmpty { try rewrite(group, keys, aborted, horizon) }
    state.withLock { compactedEnd = max(compactedEnd, keys.end) }
  }

  /// Walks the batches of a sealed segment.
  private func forEachBatch(
    _ segment: Segment, _ body: (UnsafeRawPointer, BatchHeader) throws(LogError) -> Void
  ) throws(LogError) {
    let mapping = try state.withLock { () throws(LogError) in try segment.map() }
    defer { withExtendedLifetime(mapping) {} }
    var position = 0
    while position < segment.size {
      let batch = mapping.base + position
      guard let header = BatchHeader(batch, available: segment.size - position),
        BatchDecoder.isIntact(batch, header)
      else { throw damaged(segment, at: position) }
      try body(batch, header)
      position += header.byteCount
    }
  }

  private func damaged(_ segment: Segment, at position: Int) -> LogError {
    LogError(
      .corrupt,
      "\(name) cannot be compacted: the batch at byte \(position) of \(segment.file.path) is "
        + "damaged; restore the file from a copy", path: segment.file.path)
  }

  /// Whether a batch belongs to an aborted transaction.
  private func isAborted(_ header: BatchHeader, _ aborted: [AbortedRange]) -> Bool {
    header.isTransactional
      && aborted.contains {
        $0.producer == header.producerIdentifier && $0.first <= header.base
          && header.base < $0.last
      }
  }

  private func map(
    _ segment: Segment, from: Offset, _ aborted: [AbortedRange], into keys: inout CompactionKeys
  ) throws(LogError) {
    let buffer = FetchBuffer()
    try forEachBatch(segment) { (batch, header) throws(LogError) in
      guard header.end > from, !header.isControl, !isAborted(header, aborted) else { return }
      buffer.reset()
      do throws(BatchFault) {
        try BatchDecoder.decode(batch, header, verifying: false, into: buffer)
      } catch {
        throw damaged(segment, at: 0)
      }
      for record in buffer.records {
        if let key = record.keyBytes { keys.note(KeyHash(key), Offset(record.offset)) }
      }
    }
    keys.end = segment.end
  }

  /// Copies a group of segments without what is superseded, and puts the copy in their place.
  private func rewrite(
    _ group: [Segment], _ keys: CompactionKeys, _ aborted: [AbortedRange], _ horizon: Int64
  ) throws(LogError) {
    let logPath = group[0].file.path
    let cleanedPath = logPath + ".cleaned"
    let file = try LogError.converting("compacting \(name)") { () throws(FileError) in
      try environment.fileSystem.open(cleanedPath, .replace)
    }
    var copy = CompactedCopy(
      file: file, base: group[0].base, now: environment.time.wallMilliseconds(),
      horizon: horizon, logStart: state.withLock { start })
    for segment in group {
      try forEachBatch(segment) { (batch, header) throws(LogError) in
        let isLast = header.end == group[group.count - 1].end
        if header.isControl {
          let isAbort = ControlBatch.type(batch, header) == .abort
          try copy.add(batch, header, isKept: isAbort || isLast)
        } else if isAborted(header, aborted) {
          try copy.add(batch, header, isLast: isLast) { _ in false }
        } else {
          try copy.add(batch, header, isLast: isLast) { record in
            guard let key = record.keyBytes else { return false }
            return keys.isLast(KeyHash(key), Offset(record.offset))
          }
        }
      }
    }
    let compacted = try copy.finish()
    let before = group.reduce(0) { $0 + $1.size }
    if group.count == 1, compacted.size == before, !copy.didMark {
      return try LogError.converting("compacting \(name)") { () throws(FileError) in
        try environment.fileSystem.remove(cleanedPath)
      }
    }
    try swap(group, for: compacted, cleanedPath)
  }

  /// Puts a finished copy in the place of its group; does nothing when a segment of the group was
  /// removed meanwhile.
  private func swap(
    _ group: [Segment], for copy: (size: Int, end: Offset, index: SegmentIndex),
    _ cleanedPath: String
  ) throws(LogError) {
    let files = environment.fileSystem
    let logPath = group[0].file.path
    writing.lock()
    defer { writing.unlock() }
    syncing.lock()
    defer { syncing.unlock() }
    state.lock()
    defer { state.unlock() }
    guard let first = segments.firstIndex(where: { $0 === group[0] }),
      failure == nil, segments.count > first + group.count,
      zip(segments[first...], group).allSatisfy({ $0 === $1 })
    else { return }
    do throws(FileError) {
      try files.rename(cleanedPath, to: logPath + ".swap")
      try files.syncDirectory(folder)
      for segment in group {
        environment.openFiles.forget(segment.file)
        if segment !== group[0] { try removeFiles(of: segment.file.path) }
      }
      try files.remove(SegmentName.index(of: logPath))
      try files.remove(SegmentName.timeIndex(of: logPath))
      try files.rename(logPath + ".swap", to: logPath)
      try files.syncDirectory(folder)
    } catch {
      let failure = LogError(error, while: "compacting \(name)")
      fail(failure)
      throw failure
    }
    let segment = Segment(
      base: group[0].base, file: segmentFile(group[0].base), size: copy.size,
      end: group[group.count - 1].end, index: copy.index)
    segment.writeIndex(segment.sealIndex(), files)
    segments.replaceSubrange(first..<first + group.count, with: [segment])
  }
}
