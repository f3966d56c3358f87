// Figures over all queries, for benchmarks and tests.

import Operators

extension Database {
  /// The longest time that one batch of any task took.
  package func worstBatchNanoseconds() -> Int64 {
    withState { Array($0.running.values) }
      .flatMap(\.metrics).map(\.worstBatchNanoseconds).max() ?? 0
  }

  /// Why queries have failed, one sentence each.
  package func failureSentences() -> String {
    withState { Array($0.running.values) }
      .flatMap { query in query.failures.map { "\(query.id): \($0.message)" } }
      .joined(separator: "; ")
  }
}
