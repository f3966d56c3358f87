// GROUP BY without a window: every row changes the state of its key and its result leaves at once.
// Keys go to the state table as bytes and come back as the columns they were.

import Functions
import Plan
import StateStores
import Values

/// Aggregates a stream, or the changes of a table, by key.
final class Aggregate: Operator {
  var metrics = OperatorMetrics(name: "Aggregate")
  let calls: AggregateCalls
  let store: TableStore
  let keys: GroupKeys
  private let oldKeys: GroupKeys?
  private let scratch = StateScratch()
  private let hasOldValues: Bool
  private let downstream: Downstream
  private let context: OperatorContext

  init(_ node: AggregateNode, downstream: Downstream, context: OperatorContext) throws(TaskError) {
    let key = node.output.schema.key
    calls = try AggregateCalls(node.calls, context: context)
    keys = GroupKeys(key)
    oldKeys = node.input.output.isTable ? GroupKeys(key) : nil
    store = TableStore(
      storeName: node.store.name, layout: calls.layout, keyWidth: keys.codec.fixedWidth)
    hasOldValues = node.output.hasOldValues
    self.downstream = downstream
    self.context = context
  }

  package var stores: [any StateStore] { [store] }

  func push(_ batch: ColumnBatch, from input: Int) throws(TaskError) {
    if let oldKeys { return try pushChanges(batch, oldKeys) }
    let arguments = calls.evaluate(batch, metrics: &metrics)
    let rows = keys.encode(batch.columns, batch, present: batch.present)
    noteMissingKeys(rows.withoutKey)
    guard rows.count > 0 else { return }
    var result = AggregateResult(calls, keyCount: keys.keyCount, capacity: rows.count)
    try take(.update, batch.columns, keys, arguments, batch, rows.pointer, rows.count, &result)
    try emit(result)
  }

  /// A change of a table takes the old row out of its group, then the new row into its own. Both
  /// steps emit, unless it is one group: then only what comes of both.
  private func pushChanges(_ batch: ColumnBatch, _ oldKeys: GroupKeys) throws(TaskError) {
    let changes = RowChanges(batch, splitsOld: true)
    let arguments = calls.evaluate(batch, metrics: &metrics)
    let new = keys.encode(batch.columns, batch, present: batch.present)
    noteMissingKeys(new.withoutKey)
    var oldArguments = arguments
    if let old = batch.old {
      oldArguments = calls.evaluate(old: old, of: batch)
      noteMissingKeys(oldKeys.encode(old.columns, batch, present: old.present).withoutKey)
    }
    var start = 0
    var result = AggregateResult(calls, keyCount: keys.keyCount, capacity: changes.count)
    while start < changes.count {
      let isOld = changes.kinds[start] == .old
      if isOld, staysInGroup(changes, at: start) {
        try replace(batch, changes.rows[start], oldArguments, arguments, &result)
        start += 2
        if hasOldValues {
          try emit(result)
          result = AggregateResult(calls, keyCount: keys.keyCount, capacity: changes.count)
        }
        continue
      }
      let used = isOld ? oldKeys : keys
      var rows: [Int32] = []
      var end = start
      while end < changes.count, (changes.kinds[end] == .old) == isOld,
        end == start || !staysInGroup(changes, at: end)
      {
        let row = changes.rows[end]
        if changes.kinds[end] != .absent, !used.encoded.isNull(Int(row)) { rows.append(row) }
        end += 1
      }
      start = end
      guard !rows.isEmpty else { continue }
      let columns = isOld ? batch.old?.columns ?? batch.columns : batch.columns
      try rows.withUnsafeBufferPointer { (rows) throws(TaskError) in
        guard let base = rows.baseAddress else { return }
        try take(
          isOld ? .undo : .update, columns, used, isOld ? oldArguments : arguments, batch, base,
          rows.count, &result)
      }
      if hasOldValues {
        try emit(result)
        result = AggregateResult(calls, keyCount: keys.keyCount, capacity: changes.count)
      }
    }
    try emit(result)
  }

  /// Whether a step takes an old row out of the group that its new row goes into next.
  private func staysInGroup(_ changes: RowChanges, at step: Int) -> Bool {
    guard let oldKeys, step + 1 < changes.count, changes.kinds[step] == .old,
      changes.kinds[step + 1] == .row, changes.rows[step] == changes.rows[step + 1]
    else { return false }
    let row = Int(changes.rows[step])
    return !keys.encoded.isNull(row) && !oldKeys.encoded.isNull(row)
      && keys.encoded[row].elementsEqual(oldKeys.encoded[row])
  }

  /// Takes the old side of a row out of its group and the new side into it.
  private func replace(
    _ batch: ColumnBatch, _ row: Int32, _ oldArguments: CallArguments, _ arguments: CallArguments,
    _ result: inout AggregateResult
  ) throws(TaskError) {
    scratch.reserve(1)
    let table = store.table
    try [row].withUnsafeBufferPointer { (buffer) throws(TaskError) in
      guard let rows = buffer.baseAddress else { return }
      table.upsert(
        keys.encoded, rows: rows, count: 1, into: scratch.states, inserted: &scratch.inserted)
      for i in scratch.inserted { calls.initialize(scratch.states[Int(i)], arena: table.arena) }
      if hasOldValues {
        result.rememberOld(calls, scratch.states, 1, inserted: scratch.inserted)
      }
      advanceTimes(
        UnsafePointer(scratch.states), rows, 1, batch.timestamps.int64s,
        into: result.reserveTimes(1))
      try calls.apply(
        .undo, oldArguments, rows: rows, count: 1, states: scratch.states, arena: table.arena,
        results: nil)
      try calls.apply(
        .update, arguments, rows: rows, count: 1, states: scratch.states, arena: table.arena,
        results: result.results)
      result.addKeys(batch.columns, rows, 1, isWholeBatch: batch.count == 1)
      result.addHeaders(of: batch, rows, 1)
    }
  }

  /// Takes rows into their states and collects what comes of it.
  private func take(
    _ change: StateChange, _ columns: [Column], _ keys: GroupKeys, _ arguments: CallArguments,
    _ batch: ColumnBatch, _ rows: UnsafePointer<Int32>, _ count: Int,
    _ result: inout AggregateResult
  ) throws(TaskError) {
    scratch.reserve(count)
    let table = store.table
    table.upsert(
      keys.encoded, rows: rows, count: count, into: scratch.states, inserted: &scratch.inserted)
    for i in scratch.inserted { calls.initialize(scratch.states[Int(i)], arena: table.arena) }
    if hasOldValues {
      result.rememberOld(calls, scratch.states, count, inserted: scratch.inserted)
    }
    advanceTimes(
      UnsafePointer(scratch.states), rows, count, batch.timestamps.int64s,
      into: result.reserveTimes(count))
    try calls.apply(
      change, arguments, rows: rows, count: count, states: scratch.states, arena: table.arena,
      results: result.results)
    result.addKeys(columns, rows, count, isWholeBatch: count == batch.count)
    result.addHeaders(of: batch, rows, count)
  }

  private func emit(_ result: AggregateResult) throws(TaskError) {
    guard result.count > 0 else { return }
    metrics.rowsOut += result.count
    try downstream.push(result.finish())
  }

  private func noteMissingKeys(_ rows: Int) {
    context.noteNullKeys(rows, metrics: &metrics)
  }
}
