// WHERE and HAVING.

import Plan
import Values

/// Keeps the rows for which a condition is TRUE.
///
/// On a stream, rows without a value are dropped. On a table a change whose new row fails but whose
/// old row passed becomes a delete, since whoever reads on has the old row.
final class Filter: Operator {
  var metrics: OperatorMetrics
  private let predicate: Predicate
  private let isTable: Bool
  private let downstream: Downstream
  private let context: OperatorContext

  init(_ node: FilterNode, downstream: Downstream, context: OperatorContext) throws(TaskError) {
    metrics = OperatorMetrics(name: node.clause)
    predicate = try Predicate(node.predicate, environment: context.environment)
    isTable = node.input.output.isTable
    self.downstream = downstream
    self.context = context
  }

  func push(_ batch: ColumnBatch, from input: Int) throws(TaskError) {
    let value = predicate.evaluate(batch)
    context.note(value, in: batch, place: metrics.name, metrics: &metrics)
    var batch = batch
    if isTable, let old = batch.old {
      keepChanges(&batch, passesNow: value.column, old: old)
    } else {
      batch.selection =
        Predicate.select(value.column, within: batch, present: batch.present) ?? batch.selection
    }
    metrics.rowsOut += batch.selectedCount
    try downstream.push(batch.compactedIfSparse())
  }

  private func keepChanges(_ batch: inout ColumnBatch, passesNow: Column, old: OldValues) {
    let passedBefore = predicate.evaluate(old: old, of: batch).column
    let present = Bitmap(count: batch.count, all: false)
    let oldPresent = Bitmap(count: batch.count, all: false)
    let kept = Selection(capacity: batch.selectedCount)
    batch.forEachRow { row in
      let now = batch.isPresent(row) && passesNow.isValid(row) && passesNow.booleans[row] != 0
      let before =
        (old.present.map { $0[row] } ?? true)
        && passedBefore.isValid(row) && passedBefore.booleans[row] != 0
      present[row] = now
      oldPresent[row] = before
      if now || before { kept.append(Int32(truncatingIfNeeded: row)) }
    }
    batch.present = present
    batch.old = OldValues(columns: old.columns, present: oldPresent)
    batch.selection = kept
  }
}
