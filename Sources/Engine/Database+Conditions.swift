// Waiting for queries to have read everything: `run --once`, tests.

import SegmentLog

extension Database {
  /// Runs until every task of every running query has read its inputs to their end and committed,
  /// whatever the others wrote meanwhile. Gives false when the database was closed or a query
  /// stopped with an error.
  package func waitUntilCaughtUp(
    pollMilliseconds: Int64 = 2, progress: ((CatchUpProgress) -> Bool)? = nil
  ) -> Bool {
    while !isClosed {
      let queries = runningInOrder
      if queries.contains(where: { $0.runState == .error }) { return false }
      // Those that feed others come first, so that what one has written is seen in the next. The
      // second look is for queries that feed each other against that order.
      let first = queries.map(\.lag)
      if first.allSatisfy({ $0 == 0 }) {
        let again = runningInOrder.map(\.lag)
        if again.allSatisfy({ $0 == 0 }) { return true }
      }
      if let progress {
        let total = first.reduce(Int64(0)) { $0 + $1 }
        guard progress(CatchUpProgress(recordsLeft: total)) else { return false }
      }
      maintenance.sleep(milliseconds: pollMilliseconds)
    }
    return false
  }
}

/// How far the queries are behind.
package struct CatchUpProgress: Sendable {
  /// Records that are written and not read yet, over all inputs of all running queries.
  package let recordsLeft: Int64
}

extension Database {
  /// Running queries that are not paused, in the order in which they were created.
  fileprivate var runningInOrder: [RunningQuery] {
    withState { Array($0.running.values) }
      .filter { $0.runState != .paused }
      .sorted { $0.definition.creationOrder < $1.definition.creationOrder }
  }
}
