// Keeps a table's rows: behind a source that needs old values, or where pull queries read.

import Plan
import StateStores
import Values

/// Stores every change on its way and adds the value that it replaces.
final class Materialize: Operator {
  var metrics: OperatorMetrics
  let rows: TableRows
  private let edge: Edge
  private let downstream: Downstream
  private let context: OperatorContext

  /// `edge` is what leaves the node.
  init(_ store: StoreChoice, edge: Edge, downstream: Downstream, context: OperatorContext) {
    metrics = OperatorMetrics(name: "Materialize \(store.name)")
    rows = TableRows(store, edge: edge)
    self.edge = edge
    self.downstream = downstream
    self.context = context
  }

  package var stores: [any StateStore] { [rows.store] }

  func push(_ batch: ColumnBatch, from input: Int) throws(TaskError) {
    var batch = batch
    if let keyed = rowsWithKey(batch.columns.prefix(rows.keyCount)) {
      let before = batch.selectedCount
      batch.select(keyed)
      context.noteNullKeys(before - batch.selectedCount, metrics: &metrics)
    }
    let result = rows.apply(batch.compacted(), givesOld: edge.hasOldValues)
    metrics.rowsOut += result.count
    try downstream.push(result)
  }
}

/// The rows in which at least one key column has a value; nil = all.
private func rowsWithKey(_ columns: some Sequence<Column>) -> Bitmap? {
  var keyed: Bitmap?
  for column in columns {
    guard column.hasNulls, let validity = column.validity else { return nil }
    if let keyed { keyed.formUnion(validity) } else { keyed = validity.copy() }
  }
  return keyed
}
