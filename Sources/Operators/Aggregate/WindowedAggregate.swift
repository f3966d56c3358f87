// GROUP BY over tumbling and hopping windows: a row changes the state of its key in every open
// window that covers it. With EMIT CHANGES each change leaves at once, with EMIT FINAL a window's
// rows leave when a later row closes it.

import Functions
import Plan
import StateStores
import Values

/// Aggregates a stream by key and time window.
final class WindowedAggregate: Operator {
  var metrics = OperatorMetrics(name: "Aggregate")
  let calls: AggregateCalls
  let store: WindowStore
  let keys: GroupKeys
  private let windows: TimeWindows
  private let retention: Int64
  private let emitsFinal: Bool
  private let hasOldValues: Bool
  private let expansion = WindowExpansion()
  private let scratch = StateScratch()
  /// Windows up to this start have been emitted (EMIT FINAL).
  private var emittedStart: Int64 = -1
  private let downstream: Downstream
  private let context: OperatorContext

  init(
    _ node: AggregateNode, _ windows: TimeWindows, retention: Int64, sealing: WindowSealing?,
    downstream: Downstream, context: OperatorContext
  ) throws(TaskError) {
    calls = try AggregateCalls(node.calls, context: context)
    keys = GroupKeys(node.output.schema.key)
    store = WindowStore(
      storeName: node.store.name, layout: calls.layout, keyWidth: keys.codec.fixedWidth,
      windowSize: windows.size, sealing: sealing)
    self.windows = windows
    self.retention = max(retention, windows.size + windows.grace)
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
    expansion.expand(rows.pointer, rows.count, batch.timestamps.int64s, windows)
    metrics.lateRows += expansion.lateRows
    if expansion.count > 0 { try update(batch, arguments) }
    if emitsFinal { try emitClosed() }
    store.dropWindows(before: expansion.streamTime - retention)
    // Faster than rows come in, so that a stream read at full speed does not outrun it.
    try seal(rowBudget: 2 * expansion.count)
    if let failure = store.failure { throw .store(failure) }
  }

  private func update(_ batch: ColumnBatch, _ arguments: CallArguments) throws(TaskError) {
    let count = expansion.count
    scratch.reserve(count)
    store.upsert(
      keys.encoded, rows: expansion.rows, windowStarts: expansion.starts, count: count,
      into: scratch.states, inserted: &scratch.inserted)
    for i in scratch.inserted { calls.initialize(scratch.states[Int(i)], arena: store.arena) }
    var result = AggregateResult(
      calls, keyCount: keys.keyCount, capacity: emitsFinal ? 0 : count)
    if hasOldValues && !emitsFinal {
      result.rememberOld(calls, scratch.states, count, inserted: scratch.inserted)
    }
    advanceTimes(
      UnsafePointer(scratch.states), expansion.rows, count, batch.timestamps.int64s,
      into: result.reserveTimes(count))
    try calls.apply(
      .update, arguments, rows: expansion.rows, count: count, states: scratch.states,
      arena: store.arena, results: emitsFinal ? nil : result.results)
    guard !emitsFinal else { return }
    result.addKeys(batch.columns, expansion.rows, count, isWholeBatch: false)
    metrics.rowsOut += count
    try downstream.push(result.finish(windows: bounds(expansion.starts, count)))
  }

  private func bounds(_ starts: UnsafePointer<Int64>, _ count: Int) -> WindowBounds {
    WindowBounds(starts: .times(starts, count), ends: .times(starts, count, plus: windows.size))
  }

  // MARK: - EMIT FINAL

  /// Emits the windows that closed in this batch, by start, then key. A window that the jump which
  /// closed it also pushed out of retention is lost, as in the reference.
  private func emitClosed() throws(TaskError) {
    for closing in expansion.closings {
      let kept = closing.newestStart - (windows.size + windows.grace)
      let lower = max(emittedStart + 1, kept)
      emittedStart = closing.lastStart
      guard lower <= closing.lastStart else { continue }
      let scan: StateScan
      do { scan = try store.orderedRows(from: lower, before: closing.lastStart + 1) } catch {
        throw .store(error)
      }
      guard scan.count > 0 else { continue }
      metrics.rowsOut += scan.count
      try downstream.push(
        try calls.batch(of: scan, keys: keys.codec, asChanges: hasOldValues))
    }
  }

  // MARK: - State

  func saveState(into out: ByteWriter) {
    for number in [
      expansion.streamTime, expansion.newestStart, expansion.closedStart, emittedStart,
    ] { out.append(number.littleEndian) }
  }

  func restoreState(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard bytes.count == 32 else { return bytes.isEmpty }
    func number(_ index: Int) -> Int64 {
      Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: index * 8, as: Int64.self))
    }
    expansion.streamTime = number(0)
    expansion.newestStart = number(1)
    expansion.closedStart = number(2)
    emittedStart = number(3)
    return true
  }

  /// Moves windows well behind stream time out of memory once the store has grown.
  func tidy() throws(TaskError) { try seal(rowBudget: 16_384) }

  private func seal(rowBudget: Int) throws(TaskError) {
    guard expansion.streamTime > .min, store.byteCount > context.settings.sealBytes else { return }
    let lag = max(2 * windows.size, 60_000)
    do {
      try store.seal(windowsBefore: expansion.streamTime - lag, rowBudget: rowBudget)
    } catch {
      throw .store(error)
    }
  }
}
