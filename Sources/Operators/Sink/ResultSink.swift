// The end of a transient query: rows go to whoever asked, as they come.

package import Values

/// Takes the rows of a transient query, on the thread that runs the task.
package protocol ResultReceiver: AnyObject, Sendable {
  /// The selected rows, in order; columns as in the edge of the plan's root.
  func receive(_ batch: ColumnBatch)
}

/// Wants no rows.
final class NoReceiver: ResultReceiver {
  func receive(_ batch: ColumnBatch) {}
}

/// Hands rows to a receiver.
final class ResultSink: Operator {
  var metrics = OperatorMetrics(name: "Result")
  private let receiver: any ResultReceiver

  init(_ receiver: any ResultReceiver) { self.receiver = receiver }

  func push(_ batch: ColumnBatch, from input: Int) throws(TaskError) {
    metrics.rowsOut += batch.selectedCount
    receiver.receive(batch)
  }
}
