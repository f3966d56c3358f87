// Restoring: the newest usable snapshot, then the changelog from its end on. A snapshot that is
// damaged, of another topic or from after the log's end is left aside with a reason; as long as the
// log still begins before the next older one, nothing is lost.

package import SegmentLog

/// What a restore did.
package struct RestoreReport: Sendable {
  /// The snapshot that was loaded, if any.
  package var snapshot: String?
  /// Rows that came from the snapshot.
  package var snapshotRows = 0
  /// Bytes of its file.
  package var snapshotBytes = 0
  /// Bytes of changelog that were replayed behind it.
  package var replayedBytes = 0
  /// Records that were replayed behind it.
  package var replayedRecords = 0
  /// The end of what was replayed: all later records are later commits.
  package var end: Offset = .zero
  /// Files that were left aside, with the reason.
  package var ignored: [StoreError] = []
}

extension Changelog {
  /// Rebuilds the stores, which must be empty, up to the last commit in the log. Comes before the
  /// first `prepare`, also on an empty partition: it learns which layouts the changelog knows.
  package func restore(
    from log: any LogStore, snapshots: SnapshotFolder? = nil
  ) throws(StoreError) -> RestoreReport {
    var report = RestoreReport()
    let limits = try offsets(of: log)
    var next = limits.start
    if let snapshots {
      let topic = log.describe(partition.topic)?.identifier
      let (snapshot, ignored) = snapshots.newest(of: topic, partition, upTo: limits.stable)
      report.ignored = ignored
      if let snapshot {
        guard snapshot.end >= limits.start else { throw gap(limits, report.ignored) }
        try snapshot.forEach { key, value throws(StoreError) in
          try self.apply(key: key, value: value, at: snapshot.path)
          report.snapshotRows += 1
        }
        report.snapshot = snapshot.path
        report.snapshotBytes = snapshot.byteCount
        next = snapshot.end
      }
    }
    if report.snapshot == nil, limits.start > .zero { throw gap(limits, report.ignored) }
    try replay(from: next, of: log, into: &report)
    for store in stores { store.endRestore() }
    return report
  }

  private func replay(
    from start: Offset, of log: any LogStore, into report: inout RestoreReport
  ) throws(StoreError) {
    var next = start
    let buffer = FetchBuffer()
    while true {
      let fetched: FetchedRecords
      do {
        fetched = try log.read(
          partition, from: next, maxBytes: 4 << 20, isolation: .committed, into: buffer)
      } catch { throw StoreError(error, at: partition) }
      for slice in buffer.records {
        guard let key = slice.keyBytes else { continue }
        try apply(key: key, value: slice.valueBytes, at: "\(partition) offset \(slice.offset)")
      }
      report.replayedRecords += fetched.count
      report.replayedBytes += fetched.bytes
      guard fetched.next > next else { break }
      next = fetched.next
    }
    report.end = next
  }

  private func apply(
    key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer?,
    at place: @autoclosure () -> String
  ) throws(StoreError) {
    guard let record = ChangelogRecord(key: key, value: value) else { throw corrupt(place()) }
    switch record {
    case .layout(let id, let value):
      guard let entry = LayoutEntry(id: id, value) else { throw corrupt(place()) }
      layouts.add(entry)
      resolved[id] = nil
      lastResolved = nil
    case .put(_, let identity, let layout, let image):
      if lastResolved?.id != layout {
        lastResolved = try target(ofLayout: layout, at: place()).map { (layout, $0) }
      }
      guard let target = lastResolved?.target else { return }
      guard target.store.restorePut(identity, image, target.upgrade) else { throw corrupt(place()) }
    case .delete(let number, let identity):
      guard let store = store(numbered: number) else { return }
      guard store.restoreDelete(identity) else { throw corrupt(place()) }
    case .deleteRange(let number, let lower, let upper):
      guard let store = store(numbered: number) else { return }
      guard store.restoreDeleteRange(lower, upper) else { throw corrupt(place()) }
    }
  }

  /// Which store reads rows of a layout; nil when the query no longer has the store.
  private func target(
    ofLayout id: UInt16, at place: String
  ) throws(StoreError) -> RestoreTarget? {
    if let target = resolved[id] { return target }
    guard let entry = layouts.entries[id] else { throw corrupt(place) }
    guard
      let store = stores.first(where: { $0.storeName == entry.name && $0.kind == entry.kind })
    else { return nil }
    var target = RestoreTarget(store: store, upgrade: nil)
    if store.layout != entry.layout {
      guard let upgrade = upgrade(entry.name, entry.layout) else {
        throw StoreError(
          .layoutMismatch,
          "rows of state \(entry.name) at \(place) were written by another version of the query, "
            + "and this version cannot read them; drop and create the query again",
          at: place)
      }
      target.upgrade = upgrade
    }
    resolved[id] = target
    return target
  }

  private func store(numbered number: UInt16) -> (any StateStore)? {
    guard let entry = layouts.entries.values.first(where: { $0.store == number }) else {
      return nil
    }
    return stores.first { $0.storeName == entry.name && $0.kind == entry.kind }
  }

  private func offsets(of log: any LogStore) throws(StoreError) -> PartitionOffsets {
    do { return try log.offsets(partition) } catch { throw StoreError(error, at: partition) }
  }

  private func corrupt(_ place: String) -> StoreError {
    StoreError(
      .corrupt,
      "the record of state at \(place) is not what was written; restore the topic from a "
        + "copy, or drop and create the query again", at: place)
  }

  private func gap(_ limits: PartitionOffsets, _ ignored: [StoreError]) -> StoreError {
    let reasons = ignored.map(\.sentence).joined(separator: "; ")
    return StoreError(
      .changelogGap,
      "the changelog \(partition) begins at offset \(limits.start) and no usable snapshot reaches "
        + "it\(reasons.isEmpty ? "" : ": " + reasons); drop and create the query again",
      at: partition.description)
  }
}

/// Where rows of one layout go.
struct RestoreTarget {
  let store: any StateStore
  var upgrade: RowUpgrade?
}
