// A repartition inside a transient query: its single task has all rows, so no topic is needed, but
// changes are taken apart as the topic would.

import Values

/// Splits changes with old values into an old row and a new row each, in order.
final class LocalRepartition: Operator {
  var metrics: OperatorMetrics
  private let hasOldValues: Bool
  private let downstream: Downstream

  init(name: String, hasOldValues: Bool, downstream: Downstream) {
    metrics = OperatorMetrics(name: "Repartition \(name)")
    self.hasOldValues = hasOldValues
    self.downstream = downstream
  }

  func push(_ batch: ColumnBatch, from input: Int) throws(TaskError) {
    guard hasOldValues, let old = batch.old else {
      metrics.rowsOut += batch.selectedCount
      return try downstream.push(batch)
    }
    let changes = RowChanges(batch, splitsOld: true)
    let isOld = Bitmap(count: changes.count, all: false)
    for i in 0..<changes.count where changes.kinds[i] == .old { isOld[i] = true }
    let columns = zip(batch.columns, old.columns).map { new, old in
      let builder = ColumnBuilder(new.type, capacity: changes.count)
      for i in 0..<changes.count {
        builder.append(from: isOld[i] ? old : new, row: Int(changes.rows[i]))
      }
      return builder.finish()
    }
    metrics.rowsOut += changes.count
    let split = changes.rows.withUnsafeBufferPointer { rows in
      ColumnBatch(
        count: changes.count, columns: columns,
        timestamps: batch.timestamps.gathered(rows.baseAddress ?? batch.emptyRows, changes.count),
        present: isOld.inverted(), old: OldValues(columns: columns, present: isOld),
        windows: batch.windows.map { bounds in
          let start = rows.baseAddress ?? batch.emptyRows
          return WindowBounds(
            starts: bounds.starts.gathered(start, changes.count),
            ends: bounds.ends.gathered(start, changes.count))
        })
    }
    try downstream.push(split)
  }
}

extension ColumnBatch {
  /// A pointer for zero rows.
  fileprivate var emptyRows: UnsafePointer<Int32> { UnsafePointer(timestamps.int32s) }
}
