// Counters of one operator and one task. Plain numbers: only the thread that runs the task writes.

/// What an operator did so far.
package struct OperatorMetrics: Hashable, Sendable {
  package var name: String
  package var batches = 0
  package var rowsIn = 0
  package var rowsOut = 0
  /// Rows in which something failed.
  package var errors = 0
  /// Rows that came after their window had closed.
  package var lateRows = 0

  package init(name: String) { self.name = name }
}

/// What a task did so far.
package struct TaskMetrics: Hashable, Sendable {
  package var operators: [OperatorMetrics] = []
  package var recordsRead = 0
  package var bytesRead = 0
  package var recordsWritten = 0
  package var bytesWritten = 0
  package var commits = 0
  /// The longest time that one batch took.
  package var worstBatchNanoseconds: Int64 = 0
  /// Bytes that the task's state holds.
  package var stateBytes = 0

  package init() {}
}
