// Figures over all queries, for benchmarks and tests.

import Operators

extension Database {
  /// The longest time that one batch of any task took.
  package func worstBatchNanoseconds() -> Int64 {
    withState { Array($0.running.values) }
      .flatMap(\.metrics).map(\.worstBatchNanoseconds).max() ?? 0
  }

  /// Records that all queries have written to their sinks and repartition topics.
  package func recordsWritten() -> Int {
    withState { Array($0.running.values) }.flatMap(\.metrics).reduce(0) { $0 + $1.recordsWritten }
  }

  /// Why queries have failed, one sentence each.
  package func failureSentences() -> String {
    withState { Array($0.running.values) }
      .flatMap { query in query.failures.map { "\(query.id): \($0.message)" } }
      .joined(separator: "; ")
  }
}
