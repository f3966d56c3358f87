// The first operator behind a reader: counts what comes in and hands it on.

import Values

/// Passes batches of a source or a repartition topic on.
final class SourceOperator: Operator {
  var metrics: OperatorMetrics
  private let downstream: Downstream

  init(name: String, downstream: Downstream) {
    metrics = OperatorMetrics(name: name)
    self.downstream = downstream
  }

  func push(_ batch: ColumnBatch, from input: Int) throws(TaskError) {
    metrics.rowsOut += batch.selectedCount
    try downstream.push(batch)
  }
}
