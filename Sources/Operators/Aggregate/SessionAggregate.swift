// GROUP BY over sessions: a row joins, extends or merges the sessions of its key that lie within the
// gap. Each old session gives a tombstone, then the new one its row.
//
// Bounds are settled row by row; states are updated in stretches, up to the next merge, since a
// session's state stays where it is while its bounds move.

import Functions
import Plan
import StateStores
import Values

/// Aggregates a stream by key and session.
final class SessionAggregate: Operator {
  var metrics = OperatorMetrics(name: "Aggregate")
  let calls: AggregateCalls
  let store: SessionStore
  let keys: GroupKeys
  private let gap: Int64
  private let grace: Int64
  private let retention: Int64
  private let emitsFinal: Bool
  private let hasOldValues: Bool
  private let scratch = StateScratch()
  private let downstream: Downstream
  private let context: OperatorContext
  private var streamTime = Int64.min
  /// EMIT FINAL: sessions that end before this time have been emitted.
  private var emittedBefore = Int64.min
  /// EMIT FINAL: the close times that rows of this batch brought, rising.
  private var closings: [Int64] = []
  /// Rows whose states wait to be updated.
  private var pending: [(row: Int32, state: UnsafeMutableRawPointer)] = []
  private var found: [Session] = []

  init(
    _ node: AggregateNode, gap: Int64, grace: Int64, retention: Int64, downstream: Downstream,
    context: OperatorContext
  ) throws(TaskError) {
    calls = try AggregateCalls(node.calls, context: context)
    keys = GroupKeys(node.output.schema.key)
    store = SessionStore(
      storeName: node.store.name, layout: calls.layout, keyWidth: keys.codec.fixedWidth,
      bucketMilliseconds: max(1000, gap))
    self.gap = gap
    self.grace = grace
    self.retention = max(retention, gap + grace)
    emitsFinal = node.emitsFinal
    hasOldValues = node.output.hasOldValues
    self.downstream = downstream
    self.context = context
  }

  package var stores: [any StateStore] { [store] }

  func push(_ batch: ColumnBatch, from input: Int) throws(TaskError) {
    let arguments = calls.evaluate(batch, metrics: &metrics)
    let rows = keys.encode(batch.columns, batch, present: batch.present)
    context.noteNullKeys(rows.withoutKey, metrics: &metrics)
    guard rows.count > 0 else { return }
    scratch.reserve(rows.count)
    store.open(keys.encoded, rows: rows.pointer, count: rows.count, into: scratch.states)
    var result = SessionResult(calls)
    for i in 0..<rows.count {
      try take(rows.pointer[i], scratch.states[i], batch, arguments, &result)
    }
    try flush(arguments, &result)
    if emitsFinal {
      try emitClosed(before: closeTime)
    } else if !result.isEmpty {
      metrics.rowsOut += result.count
      try downstream.push(
        result.finish(
          keys: Array(batch.columns.prefix(keys.keyCount)), hasOldValues: hasOldValues))
    }
    store.dropSessions(endingBefore: streamTime - retention)
  }

  private var closeTime: Int64 { streamTime == .min ? .min : streamTime - grace - gap }

  /// Finds the session of a row, merging and moving sessions as it asks.
  private func take(
    _ row: Int32, _ list: UnsafeMutableRawPointer, _ batch: ColumnBatch,
    _ arguments: CallArguments, _ result: inout SessionResult
  ) throws(TaskError) {
    let time = batch.timestamps.int64s[Int(row)]
    let closedBefore = closeTime
    streamTime = max(streamTime, time)
    store.sessions(of: list, overlapping: time - gap, time + gap, into: &found)
    let expiry = streamTime - retention
    found.removeAll { $0.end < expiry }
    var (start, end) = (time, time)
    for session in found {
      start = min(start, session.start)
      end = max(end, session.end)
    }
    guard end >= closeTime else {
      metrics.lateRows += 1
      return noteClosing()
    }
    if emitsFinal, found.contains(where: { $0.end < closedBefore }) {
      // The session was closed and has to be seen as it was before this row extends it.
      try flush(arguments, &result)
      try emitClosed(before: closedBefore)
    }
    let isUnchangedPoint = found.count == 1 && start == time && end == time
    if found.count > 1 || hasOldValues { try flush(arguments, &result) }
    if !isUnchangedPoint && !emitsFinal {
      for session in found { result.addTombstone(row, session, calls, hasOldValues: hasOldValues) }
    }
    let session = settle(list, start: start, end: end)
    let old = isUnchangedPoint && hasOldValues ? session.state : nil
    if !emitsFinal { result.addRow(row, start: start, end: end, replacing: old, calls) }
    pending.append((row, session.state))
    noteClosing()
  }

  /// The one session that takes the place of those found.
  private func settle(_ list: UnsafeMutableRawPointer, start: Int64, end: Int64) -> Session {
    guard let first = found.first else {
      let session = store.put(list, start: start, end: end)
      calls.initialize(session.state, arena: store.arena)
      return session
    }
    for other in found.dropFirst() {
      calls.merge(other.state, into: first.state, arena: store.arena)
      store.remove(other)
    }
    store.move(first, start: start, end: end)
    first.state.storeBytes(of: end, as: Int64.self)
    return first
  }

  /// Updates the states of pending rows and collects their results.
  private func flush(
    _ arguments: CallArguments, _ result: inout SessionResult
  ) throws(TaskError) {
    let count = pending.count
    guard count > 0 else { return }
    // Lists of the batch are in `scratch`: the pending rows need memory of their own.
    var rows = pending.map(\.row)
    var states = pending.map(\.state)
    pending.removeAll(keepingCapacity: true)
    let results = emitsFinal ? nil : result.results
    try rows.withUnsafeMutableBufferPointer { (rows) throws(TaskError) in
      try states.withUnsafeMutableBufferPointer { (states) throws(TaskError) in
        guard let row = rows.baseAddress, let state = states.baseAddress else { return }
        try calls.apply(
          .update, arguments, rows: row, count: count, states: state, arena: store.arena,
          results: results)
      }
    }
  }

  // MARK: - EMIT FINAL

  private func noteClosing() {
    guard emitsFinal else { return }
    let close = closeTime
    if close > (closings.last ?? emittedBefore) { closings.append(close) }
  }

  /// Emits the sessions that end before a close time, in the order in which rows closed them, then
  /// by start and key.
  private func emitClosed(before close: Int64) throws(TaskError) {
    defer { closings.removeAll(keepingCapacity: true) }
    guard close > emittedBefore else { return }
    let closings = closings
    func closing(_ session: Session) -> Int {
      var (low, high) = (0, closings.count)
      while low < high {
        let middle = (low + high) / 2
        if closings[middle] > session.end { high = middle } else { low = middle + 1 }
      }
      return low
    }
    let ordered = store.orderedSessions(endingFrom: emittedBefore, before: close)
      .enumerated().map { (closing: closing($0.element), order: $0.offset, session: $0.element) }
      .sorted { ($0.closing, $0.order) < ($1.closing, $1.order) }
      .map(\.session)
    emittedBefore = close
    guard !ordered.isEmpty else { return }
    metrics.rowsOut += ordered.count
    try downstream.push(batch(of: ordered, asChanges: hasOldValues))
  }

  /// Sessions as output rows.
  func batch(of sessions: [Session], asChanges: Bool = false) throws(TaskError) -> ColumnBatch {
    let encoded = EncodedKeys(rowCapacity: max(16, sessions.count))
    for session in sessions { encoded.append(store.key(of: session)) }
    var batch = try calls.batch(
      of: sessions.map(\.state), keys: encoded, keys.codec,
      windows: WindowBounds(
        starts: .times(sessions.map(\.start)), ends: .times(sessions.map(\.end))),
      asChanges: asChanges)
    batch.timestamps = .times(sessions.map(\.end))
    return batch
  }

  // MARK: - State

  func saveState(into out: ByteWriter) {
    out.append(streamTime.littleEndian)
    out.append(emittedBefore.littleEndian)
  }

  func restoreState(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard bytes.count == 16 else { return bytes.isEmpty }
    streamTime = Int64(littleEndian: bytes.loadUnaligned(as: Int64.self))
    emittedBefore = Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: Int64.self))
    return true
  }
}
