// Old records go by whole segments: by age, by size, and by what was deleted on purpose. The last
// segment stays, unless it is over age: then a new one is begun first.

import Platform

extension Partition {
  /// Begins a new segment when the last one has grown for longer than segment.ms, or when its
  /// newest record is older than retention.ms.
  func rollByTime() throws(LogError) {
    writing.lock()
    defer { writing.unlock() }
    try checkUsable()
    guard let active = segments.last, !active.isEmpty else { return }
    let now = environment.time.wallMilliseconds()
    var mustRoll = isOverAge(active, newest: .min, now: now)
    if !mustRoll, configuration.cleanup.contains(.delete),
      configuration.retentionMilliseconds >= 0
    {
      let index = try state.withLock { () throws(LogError) in
        try active.index(environment.fileSystem)
      }
      mustRoll =
        now.subtractingClamped(index.maxTimestamp) > configuration.retentionMilliseconds
    }
    guard mustRoll else { return }
    let segment = try LogError.converting("rolling \(name)") { () throws(FileError) in
      try newSegment(end)
    }
    state.lock()
    segments.append(segment)
    hasUnsyncedNames = true
    let index = active.sealIndex()
    state.unlock()
    active.writeIndex(index, environment.fileSystem)
  }

  /// Removes whole segments that the settings no longer keep.
  func expire() throws(LogError) {
    writing.lock()
    defer { writing.unlock() }
    try checkUsable()
    guard configuration.cleanup.contains(.delete) else { return }
    let now = environment.time.wallMilliseconds()
    var count = 0
    var rest = segments.reduce(0) { $0 + $1.size }
    state.lock()
    let limit = min(stableEnd, durableEnd)
    for segment in segments.dropLast() {
      guard segment.end <= limit else { break }
      let isOverSize =
        configuration.retentionBytes >= 0
        && rest - segment.size >= Int(configuration.retentionBytes)
      var isOverAge = false
      if !isOverSize, configuration.retentionMilliseconds >= 0,
        let index = try? segment.index(environment.fileSystem)
      {
        isOverAge =
          now.subtractingClamped(index.maxTimestamp) > configuration.retentionMilliseconds
      }
      guard isOverSize || isOverAge else { break }
      rest -= segment.size
      count += 1
    }
    let newStart = count == 0 ? start : segments[count].base
    state.unlock()
    if newStart > start {
      state.withLock { start = newStart }
      try removeSegments()
    }
  }

  /// Raises the log's start: records before it are gone for readers.
  func raiseStart(to offset: Offset) throws(LogError) {
    writing.lock()
    defer { writing.unlock() }
    try checkUsable()
    guard offset <= end else {
      throw LogError(
        .offsetOutOfRange,
        "records of \(name) before \(offset) cannot be deleted: the log ends at \(end); "
          + "choose an offset up to that")
    }
    state.withLock { start = max(start, offset) }
  }

  /// Removes the segments that lie wholly below the start.
  func removeSegmentsBelowStart() throws(LogError) {
    writing.lock()
    defer { writing.unlock() }
    try checkUsable()
    try removeSegments()
  }

  /// Removes the segments that lie wholly below the start. Readers that hold their mapping go on.
  /// Call with `writing` held.
  private func removeSegments() throws(LogError) {
    syncing.lock()
    defer { syncing.unlock() }
    state.lock()
    // A segment whose records are not all decided is kept: its markers are still needed.
    let limit = min(start, transactions.firstUndecided ?? start)
    let removable = segments.dropLast().prefix { $0.end <= limit }
    segments.removeFirst(removable.count)
    transactions.forget(below: start)
    if !removable.isEmpty { hasUnsyncedNames = true }
    state.unlock()
    for segment in removable {
      environment.openFiles.forget(segment.file)
      try LogError.converting("removing old segments of \(name)") { () throws(FileError) in
        try removeFiles(of: segment.file.path)
      }
    }
  }

  /// Writes the indexes of the last segment, so that a start after a clean stop need not scan it.
  func sealForStop() {
    writing.lock()
    defer { writing.unlock() }
    state.lock()
    let active = failure == nil ? segments.last : nil
    let index = active?.sealIndex()
    state.unlock()
    active?.writeIndex(index, environment.fileSystem)
  }
}
