// SELECT, PARTITION BY and the keys of GROUP BY: the columns of the next edge from those of this.

import Plan
import Values

/// Computes the columns of its output. A failed expression is NULL and goes to the processing log.
final class Project: Operator {
  var metrics: OperatorMetrics
  private let expressions: ExpressionSet
  private let keyCount: Int
  private let dropsNullKeys: Bool
  private let isTable: Bool
  private let downstream: Downstream
  private let context: OperatorContext

  init(_ node: ProjectNode, downstream: Downstream, context: OperatorContext) throws(TaskError) {
    metrics = OperatorMetrics(name: "Project")
    expressions = try ExpressionSet(node.expressions, environment: context.environment)
    keyCount = node.output.schema.key.count
    dropsNullKeys = node.nullKeys == .drop
    isTable = node.output.isTable
    self.downstream = downstream
    self.context = context
  }

  func push(_ batch: ColumnBatch, from input: Int) throws(TaskError) {
    let values = expressions.evaluate(batch)
    for value in values {
      context.note(value, in: batch, place: metrics.name, metrics: &metrics)
    }
    var output = batch
    output.columns = values.map(\.column)
    if let old = batch.old {
      let oldValues = expressions.evaluate(old: old, of: batch)
      output.old = OldValues(columns: oldValues.map(\.column), present: old.present)
    }
    if dropsNullKeys { dropNullKeys(&output) }
    metrics.rowsOut += output.selectedCount
    try downstream.push(output)
  }

  /// A row with a NULL in its key takes part in nothing; of a change each side for itself.
  private func dropNullKeys(_ batch: inout ColumnBatch) {
    let keyed = validRows(batch.columns.prefix(keyCount))
    guard let old = batch.old else {
      guard let keyed else { return }
      let before = batch.selectedCount
      batch.select(keyed)
      report(before - batch.selectedCount)
      return
    }
    let oldKeyed = validRows(old.columns.prefix(keyCount))
    guard keyed != nil || oldKeyed != nil else { return }
    let present = Bitmap.intersection(batch.present, keyed)
    let oldPresent = Bitmap.intersection(old.present, oldKeyed)
    if let keyed { report((batch.present?.setCount ?? batch.count) - keyed.setCount) }
    batch.present = present
    batch.old = OldValues(columns: old.columns, present: oldPresent)
    guard let present, let oldPresent else { return }
    let either = present.copy()
    either.formUnion(oldPresent)
    batch.select(either)
  }

  private func report(_ rows: Int) { context.noteNullKeys(rows, metrics: &metrics) }
}

/// The rows in which no column is NULL; nil = all.
func validRows(_ columns: some Sequence<Column>) -> Bitmap? {
  columns.reduce(nil) { Bitmap.intersection($0, $1.validity) }
}
