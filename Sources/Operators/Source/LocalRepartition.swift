// A repartition inside a task that has all rows: that of a transient query, or of a query whose
// sources have one partition each. No topic is needed and nothing is taken apart.

import Values

/// Hands rows on.
final class LocalRepartition: Operator {
  var metrics: OperatorMetrics
  private let downstream: Downstream

  init(name: String, downstream: Downstream) {
    metrics = OperatorMetrics(name: "Repartition \(name)")
    self.downstream = downstream
  }

  func push(_ batch: ColumnBatch, from input: Int) throws(TaskError) {
    metrics.rowsOut += batch.selectedCount
    try downstream.push(batch)
  }
}
