// Opening a partition. After a clean stop only the end of the last segment is looked at. After any
// other end, everything behind the last sync is checked; the first batch that is not whole, and
// whatever follows, is cut off. Damage before the last sync is no torn tail: there the partition is
// marked as failed and nothing is cut.

import Platform

extension Partition {
  /// Finds the segments and makes them usable. Returns the transactions that the scan met, none
  /// after a clean stop.
  func load(
    _ checkpoint: PartitionCheckpoint, aborted: [AbortedRange],
    producers known: ProducerCheckpoint? = nil, isClean: Bool
  )
    throws(LogError) -> ScannedTransactions
  {
    writing.lock()
    defer { writing.unlock() }
    state.lock()
    defer { state.unlock() }
    journaled = checkpoint
    compactedEnd = checkpoint.compactedEnd
    for range in aborted { transactions.add(range, isJournaled: true) }
    var bases = try findSegments()
    if let first = bases.first, first > checkpoint.start, first > checkpoint.durableEnd {
      // The segments before it were never synced and are gone, so it holds the end of nothing.
      try remove(bases[...])
      bases = []
    }
    guard !bases.isEmpty else {
      try beginEmpty(at: max(checkpoint.start, checkpoint.durableEnd))
      return ScannedTransactions()
    }
    hasUnsyncedNames = !isClean
    var scanned = ScannedTransactions()
    var found = ScannedProducers(
      table: ProducerTable(known?.windows ?? [:]), from: known?.upTo ?? checkpoint.durableEnd,
      now: environment.time.wallMilliseconds())
    let scanFrom = isClean ? checkpoint.durableEnd : checkpoint.scanFrom
    for (index, base) in bases.enumerated() {
      let next = index + 1 < bases.count ? bases[index + 1] : nil
      if let next, next <= min(scanFrom, found.from) {
        try addSealed(base, end: next)
        continue
      }
      let isWhole = try addScanned(
        base, verifyFrom: scanFrom, durableEnd: checkpoint.durableEnd, isClean: isClean, &scanned,
        &found)
      // A segment that does not begin where the last one ends follows one that is lost.
      if !isWhole || (next.map { $0 != end } ?? false) {
        if end >= checkpoint.durableEnd { try remove(bases[(index + 1)...]) }
        break
      }
    }
    if end < checkpoint.durableEnd { failBecauseOfDamage(durableEnd: checkpoint.durableEnd) }
    for transaction in scanned.all { restore(transaction) }
    producers = found.table
    producers.cut(at: end, knownUpTo: found.from)
    start = max(checkpoint.start, segments.first?.base ?? 0)
    end = max(end, start)
    durableEnd = isClean ? end : min(checkpoint.durableEnd, end)
    self.scanFrom = isClean ? end : min(checkpoint.scanFrom, end)
    publishReadableEnd()
    return scanned
  }

  /// Starts with an empty segment.
  private func beginEmpty(at base: Offset) throws(LogError) {
    let segment = try LogError.converting("creating \(name)") { () throws(FileError) in
      try newSegment(base)
    }
    segments = [segment]
    start = base
    end = base
    dataEnd = base
    durableEnd = base
    scanFrom = base
    readableEnd = base
    hasUnsyncedNames = true
  }

  /// The base offsets of the segments, after leftovers of interrupted work were put right: a file
  /// that compaction was still writing is removed; one that it had finished takes the place of the
  /// segments it was made from.
  private func findSegments() throws(LogError) -> [Offset] {
    let fileSystem = environment.fileSystem
    return try LogError.converting("opening \(name)") { () throws(FileError) -> [Offset] in
      var names = try fileSystem.list(folder)
      for file in names where file.hasSuffix(".cleaned") || file.hasSuffix(".deleted") {
        try fileSystem.remove(path(file))
      }
      for file in names {
        guard let base = SegmentName.base(file, ending: ".log.swap") else { continue }
        try finishSwap(base)
      }
      names = try fileSystem.list(folder)
      return names.compactMap { SegmentName.base($0, ending: ".log") }
    }
  }

  /// Puts a finished file of compaction in the place of the segments whose offsets it covers.
  private func finishSwap(_ base: Offset) throws(FileError) {
    let fileSystem = environment.fileSystem
    let logPath = path(SegmentName.log(base))
    let swapPath = logPath + ".swap"
    let file = SegmentFile(
      path: swapPath, fileSystem: fileSystem, openFiles: environment.openFiles)
    let size = try file.open().size()
    var scan = SegmentScan(base: base)
    if size > 0 {
      var ignored = ScannedTransactions()
      var nobody = ScannedProducers(table: ProducerTable(), from: Offset(.max), now: 0)
      let mapping = try file.map(size, reserving: size)
      defer { withExtendedLifetime(mapping) {} }
      scan.walk(mapping.base, size: size, verifyFrom: Offset(.max), &ignored, &nobody)
    }
    environment.openFiles.forget(file)
    for name in try fileSystem.list(folder) {
      guard let old = SegmentName.base(name, ending: ".log"), old >= base, old < scan.end else {
        continue
      }
      try removeFiles(of: path(name))
    }
    try fileSystem.rename(swapPath, to: logPath)
  }

  /// Removes a segment's files.
  func removeFiles(of logPath: String) throws(FileError) {
    try environment.fileSystem.remove(logPath)
    try environment.fileSystem.remove(SegmentName.index(of: logPath))
    try environment.fileSystem.remove(SegmentName.timeIndex(of: logPath))
  }

  /// Adds a segment that grows no more and was synced as a whole.
  private func addSealed(_ base: Offset, end next: Offset) throws(LogError) {
    let file = segmentFile(base)
    let size = try LogError.converting("opening \(name)") { () throws(FileError) in
      try file.open().size()
    }
    segments.append(Segment(base: base, file: file, size: size, end: next, index: nil))
    end = next
    dataEnd = next
  }

  /// Adds a segment after a walk over its batches, and cuts off what is not sound. False when
  /// something was cut.
  private func addScanned(
    _ base: Offset, verifyFrom: Offset, durableEnd: Offset, isClean: Bool,
    _ scanned: inout ScannedTransactions, _ producers: inout ScannedProducers
  ) throws(LogError) -> Bool {
    let file = segmentFile(base)
    return try LogError.converting("recovering \(name)") { () throws(FileError) in
      let size = try file.open().size()
      let mapping = try file.map(size, reserving: max(size, configuration.segmentBytes))
      defer { withExtendedLifetime(mapping) {} }
      var scan = SegmentScan(base: base)
      if isClean {
        // The indexes were written at the stop, so only what follows their last entry is walked.
        let index = Segment.readIndex(of: file.path, size: size, environment.fileSystem)
        if let index { scan = SegmentScan(base: base, resuming: index, mapping.base, size: size) }
      }
      if size > 0 {
        scan.walk(mapping.base, size: size, verifyFrom: verifyFrom, &scanned, &producers)
      }
      let isWhole = scan.position == size
      if !isWhole, scan.end >= durableEnd {
        // The mapping must not reach behind the new end of the file. The cut is durable before
        // anything is written there: whole batches behind the torn one must never come back.
        file.release()
        try file.open().truncate(to: scan.position)
        try file.open().sync()
      }
      let segment = Segment(
        base: base, file: file, size: scan.position, end: scan.end, index: scan.index)
      segment.firstTimestamp = scan.firstTimestamp
      segment.syncedSize = scan.end <= verifyFrom ? scan.position : 0
      segments.append(segment)
      end = scan.end
      if scan.dataEnd > base { dataEnd = scan.dataEnd }
      return isWhole
    }
  }

  /// Removes segments that cannot be used because those before them are not whole.
  private func remove(_ bases: ArraySlice<Offset>) throws(LogError) {
    try LogError.converting("recovering \(name)") { () throws(FileError) in
      for base in bases { try removeFiles(of: path(SegmentName.log(base))) }
      hasUnsyncedNames = true
    }
  }

  private func failBecauseOfDamage(durableEnd: Offset) {
    let path = segments.last?.file.path ?? folder
    fail(
      LogError(
        .corrupt,
        "\(path) is damaged behind offset \(end) although it was on disk up to \(durableEnd); "
          + "restore it from a copy, or delete the topic \(name.topic)", path: path))
  }

  /// Takes over what the scan learned about one transaction.
  private func restore(_ transaction: ScannedTransaction) {
    transactions.wrote(
      transaction.producer, epoch: transaction.epoch, at: transaction.first)
    if let marker = transaction.marker {
      transactions.ended(transaction.producer, marker.type, at: marker.offset)
    }
  }

  /// Turns a commit marker into an abort marker, in place: the commit's decision did not survive.
  func revoke(_ transaction: ScannedTransaction) throws(LogError) {
    guard let marker = transaction.marker, marker.type == .commit else { return }
    writing.lock()
    defer { writing.unlock() }
    state.lock()
    let segment = segments.first { $0.base == marker.segmentBase }
    state.unlock()
    guard let segment else { return }
    let bytes = ControlBatch.bytes(
      .abort, producerIdentifier: transaction.producer, producerEpoch: transaction.epoch,
      timestamp: marker.timestamp, base: marker.offset)
    var failure: FileError?
    bytes.withUnsafeBytes { buffer in
      do throws(FileError) { try segment.file.open().write([buffer], at: marker.position) } catch {
        failure = error
      }
    }
    if let failure { throw LogError(failure, while: "recovering \(name)") }
    state.lock()
    defer { state.unlock() }
    segment.syncedSize = min(segment.syncedSize, marker.position)
    durableEnd = min(durableEnd, marker.offset)
    scanFrom = min(scanFrom, transaction.first)
    transactions.add(
      AbortedRange(
        producer: transaction.producer, first: transaction.first, last: marker.offset),
      isJournaled: false)
  }
}
