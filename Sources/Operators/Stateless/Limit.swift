// LIMIT of a transient query: the first rows over all tasks, then the end.

import Plan
import Synchronization
import Values

/// Rows that the tasks of one query may still let pass. Safe from any thread.
package final class LimitCounter: Sendable {
  private let remaining: Atomic<Int>

  package init(_ count: Int) { remaining = Atomic(max(0, count)) }

  /// Whether the query has given all the rows that were asked for.
  package var isReached: Bool { remaining.load(ordering: .acquiring) <= 0 }

  /// Takes up to `wanted` rows and says how many were left to take.
  func take(_ wanted: Int) -> Int {
    var current = remaining.load(ordering: .acquiring)
    while current > 0 {
      let taken = min(wanted, current)
      let (done, found) = remaining.compareExchange(
        expected: current, desired: current - taken, ordering: .acquiringAndReleasing)
      if done { return taken }
      current = found
    }
    return 0
  }
}

/// Lets rows pass while the query's counter has some left.
final class Limit: Operator {
  var metrics = OperatorMetrics(name: "Limit")
  private let counter: LimitCounter
  private let downstream: Downstream

  init(_ counter: LimitCounter, downstream: Downstream) {
    self.counter = counter
    self.downstream = downstream
  }

  func push(_ batch: ColumnBatch, from input: Int) throws(TaskError) {
    let taken = counter.take(batch.selectedCount)
    guard taken > 0 else { return }
    var batch = batch
    if taken < batch.selectedCount {
      let kept = Selection(capacity: taken)
      batch.forEachRow { row in
        if kept.count < taken { kept.append(Int32(truncatingIfNeeded: row)) }
      }
      batch.selection = kept
    }
    metrics.rowsOut += taken
    try downstream.push(batch)
  }
}
