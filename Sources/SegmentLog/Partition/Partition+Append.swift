// Appending: batches get their offsets, are written behind the last one, and are published in one
// step. All writing happens before anything is published; after a failure the files are cut back,
// so a partly written batch is never seen and never in the way.

import Platform

extension Partition {
  /// A batch that was written and not yet published.
  private struct Placement {
    var segment: Segment
    var header: BatchHeader
  }

  /// Appends checked batches. Returns where they are; a batch that its producer sends again is not
  /// written, and the answer says where it is.
  func append(_ run: BatchRun, _ kind: AppendKind) throws(LogError) -> AppendResult {
    writing.lock()
    defer { writing.unlock() }
    try checkUsable()
    let first = end
    guard run.count > 0 else { return AppendResult(partition: name, first: first, end: first) }
    if let known = try duplicate(of: run) { return known }
    let now = environment.time.wallMilliseconds()
    var placements: [Placement] = []
    placements.reserveCapacity(run.count)
    var created: [Segment] = []
    do throws(FileError) {
      try write(run, at: first, now: now, &placements, &created)
    } catch {
      try cutBack(removing: created, after: error)
    }
    publish(placements, created, kind, now: now)
    return AppendResult(partition: name, first: first, end: end)
  }

  /// Holds the sequence number of a client's batch against what its producer wrote before. Nil when
  /// it is the next one, or has none. Call with `writing` held.
  private func duplicate(of run: BatchRun) throws(LogError) -> AppendResult? {
    // Only clients number their records, and their batches come one at a time.
    let header = run.header(0)
    guard header.hasSequence else { return nil }
    switch producers.judge(header) {
    case .next: return nil
    case .duplicate(let batch):
      let hasLogTime = configuration.timestampType == .logAppendTime
      return AppendResult(
        partition: name, first: batch.first, end: batch.end,
        appendTime: hasLogTime ? batch.timestamp : -1, isDuplicate: true)
    case .outOfOrder(let expected):
      throw LogError(
        .outOfOrderSequence,
        "producer \(header.producerIdentifier) sent sequence number \(header.baseSequence) to "
          + "\(name), expected was \(expected); batches before it are lost, or came too late")
    case .oldEpoch(let known):
      throw LogError(
        .invalidProducerEpoch,
        "producer \(header.producerIdentifier) wrote to \(name) with epoch \(known) already, this "
          + "batch has \(header.producerEpoch); stop the one that holds the old epoch")
    }
  }

  /// Gives offsets to the batches and writes them, rolling to new segments where needed.
  private func write(
    _ run: BatchRun, at first: Offset, now: Int64, _ placements: inout [Placement],
    _ created: inout [Segment]
  ) throws(FileError) {
    // Safe because a usable partition is loaded and has at least one segment.
    var segment = segments.last!
    var position = segment.size
    var next = first
    var index = 0
    while index < run.count {
      if mustRoll(segment, at: position, for: run.header(index), next: next, now: now) {
        segment = try newSegment(next)
        created.append(segment)
        position = 0
      }
      let from = run.starts[index]
      var to = from
      repeat {
        BatchLayout.setBaseOffset(run.base + run.starts[index], next.value)
        let header = run.header(index)
        placements.append(Placement(segment: segment, header: header))
        next = header.end
        to = run.end(of: index)
        index += 1
      } while index < run.count
        && !mustRoll(
          segment, at: position + to - from, for: run.header(index), next: next, now: now)
      let bytes = UnsafeRawBufferPointer(start: run.base + from, count: to - from)
      try segment.file.open().write([bytes], at: position)
      position += to - from
    }
  }

  /// Whether a batch belongs into a new segment.
  private func mustRoll(
    _ segment: Segment, at position: Int, for header: BatchHeader, next: Offset, now: Int64
  ) -> Bool {
    guard position > 0 else { return false }
    if position + header.byteCount > configuration.segmentBytes { return true }
    if next - segment.base + Int64(header.lastOffsetDelta) > Int64(Int32.max) { return true }
    return isOverAge(segment, newest: header.maxTimestamp, now: now)
  }

  /// Whether a segment has grown for longer than segment.ms, by timestamps or by the clock.
  func isOverAge(_ segment: Segment, newest: Int64, now: Int64) -> Bool {
    let limit = configuration.segmentMilliseconds
    if let first = segment.firstTimestamp, newest.subtractingClamped(first) > limit { return true }
    if let first = segment.firstAppend, now.subtractingClamped(first) > limit { return true }
    return false
  }

  /// Creates an empty segment file, which nobody sees yet.
  func newSegment(_ base: Offset) throws(FileError) -> Segment {
    let file = segmentFile(base)
    _ = try environment.fileSystem.open(file.path, .replace)
    return Segment(base: base, file: file, index: SegmentIndex())
  }

  /// Removes what a failed append wrote, and throws. If even that fails, the partition is unusable
  /// until the next start finds the torn tail.
  private func cutBack(
    removing created: [Segment], after error: FileError
  ) throws(LogError)
    -> Never
  {
    let cause = LogError(error, while: "appending to \(name)")
    do throws(FileError) {
      for segment in created {
        environment.openFiles.forget(segment.file)
        try environment.fileSystem.remove(segment.file.path)
      }
      if let segment = segments.last {
        // Durably, so that no whole batch of it comes back behind later ones.
        try segment.file.open().truncate(to: segment.size)
        try segment.file.open().sync()
      }
    } catch {
      state.withLock { fail(cause) }
    }
    throw cause
  }

  /// Shows the batches to readers.
  private func publish(
    _ placements: [Placement], _ created: [Segment], _ kind: AppendKind, now: Int64
  ) {
    let sealed = created.isEmpty ? [] : [segments[segments.count - 1]] + created.dropLast()
    state.lock()
    let first = end
    for placement in placements {
      placement.segment.add(placement.header, wallTime: now)
      if placement.header.hasSequence { producers.wrote(placement.header, now: now) }
    }
    segments.append(contentsOf: created)
    if !created.isEmpty {
      hasUnsyncedNames = true
      // A scan for producers should not have to go over more than a segment.
      producersTold = .min
    }
    if let last = placements.last { end = last.header.end }
    switch kind {
    case .plain: dataEnd = end
    case .transactional(let producer):
      dataEnd = end
      transactions.wrote(producer.identifier, epoch: producer.epoch, at: first)
    case .marker(let type, let producer):
      transactions.ended(producer, type, at: first)
    }
    publishReadableEnd()
    let indexes = sealed.map { $0.sealIndex() }
    state.unlock()
    for (segment, index) in zip(sealed, indexes) {
      segment.writeIndex(index, environment.fileSystem)
    }
  }

  /// Appends the marker that ends a producer's transaction here.
  func appendMarker(_ type: ControlType, producer: Int64, epoch: Int16) throws(LogError) {
    var bytes = ControlBatch.bytes(
      type, producerIdentifier: producer, producerEpoch: epoch,
      timestamp: environment.time.wallMilliseconds(), base: 0)
    let count = bytes.count
    var failure: LogError?
    bytes.withUnsafeMutableBytes { buffer in
      // Safe because a marker is never empty.
      let run = BatchRun(base: buffer.baseAddress!, starts: [0], used: count)
      do throws(LogError) { _ = try append(run, .marker(type, producer: producer)) } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }

  // MARK: - Sync

  /// Waits until everything before an offset is on disk. Those who wait at the same time share the
  /// sync that covers them.
  func sync(upTo target: Offset) throws(LogError) {
    syncing.lock()
    defer { syncing.unlock() }
    state.lock()
    if let failure {
      state.unlock()
      throw failure
    }
    guard durableEnd < target || hasUnsyncedNames else {
      state.unlock()
      return
    }
    let reached = end
    let undecided = transactions.firstUndecided ?? end
    let dirty = segments.filter { $0.syncedSize < $0.size }.map { (segment: $0, size: $0.size) }
    let syncsFolder = hasUnsyncedNames
    hasUnsyncedNames = false
    state.unlock()
    do throws(FileError) {
      for (segment, _) in dirty { try segment.file.open().sync() }
      if syncsFolder { try environment.fileSystem.syncDirectory(folder) }
    } catch {
      // After a failed sync the system may have dropped the pages: nothing written since the last
      // good one can be vouched for, and trying again would only look like success.
      let failure = LogError(error, while: "syncing \(name)")
      state.withLock { fail(failure) }
      throw failure
    }
    state.lock()
    for (segment, size) in dirty { segment.syncedSize = max(segment.syncedSize, size) }
    durableEnd = max(durableEnd, reached)
    scanFrom = max(scanFrom, min(reached, undecided))
    publishReadableEnd()
    state.unlock()
  }

  /// Waits for the disk if the topic's settings promise that for what was appended up to `target`.
  func syncIfPromised(upTo target: Offset) throws(LogError) {
    if awaitsSync(upTo: target) { try sync(upTo: target) }
  }

  /// Whether what was appended up to `target` has to be synced before it is answered.
  func awaitsSync(upTo target: Offset) -> Bool {
    state.lock()
    defer { state.unlock() }
    let unsynced = target - durableEnd
    return unsynced > 0 && (syncsBeforeAnswer || unsynced >= configuration.flushRecords)
  }

  /// Wakes readers when a sync made more records readable than they were told.
  func wakeIfReadableMoved() {
    state.lock()
    let moved = syncsBeforeAnswer && readableEnd > announcedEnd
    announcedEnd = readableEnd
    state.unlock()
    if moved { listeners.wake() }
  }

  /// Whether something was written behind the durable end.
  var hasUnsyncedRecords: Bool {
    state.lock()
    defer { state.unlock() }
    return durableEnd < end
  }

  /// Whether there is something to sync.
  var needsSync: Bool {
    state.lock()
    defer { state.unlock() }
    return failure == nil && (durableEnd < end || hasUnsyncedNames)
  }
}

extension Int64 {
  /// The difference, at most `Int64.max`.
  func subtractingClamped(_ other: Int64) -> Int64 {
    let (difference, overflow) = subtractingReportingOverflow(other)
    return overflow ? (self < 0 ? .min : .max) : difference
  }
}
