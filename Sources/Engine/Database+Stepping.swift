// For those who run a `ManualScheduler`: which queries there are, holding some of them still while
// others move, and what went wrong in them.

import Operators
import Planner

extension DatabaseConfiguration {
  /// Sends every record to partition 0: what is written in order is then read in order.
  package mutating func sendToFirstPartition() { partitioner = .first }
}

extension Database {
  /// Ids of the persistent queries in the order of their creation.
  package var queryIDs: [String] {
    catalog.queries.values.sorted { $0.creationOrder < $1.creationOrder }.map(\.id)
  }

  /// Stops or resumes running a query until the database is closed; unlike PAUSE it leaves no trace.
  package func hold(_ query: String, _ isHeld: Bool) { runningQuery(query)?.setPaused(isHeld) }

  /// What failed in a query so far, newest first.
  package func failures(of query: String) -> [QueryFailure] {
    runningQuery(query)?.failures ?? []
  }

  /// The last bad record of a query in one sentence.
  package func lastProblem(of query: String) -> String? {
    processingLog.lastProblems(of: query).first.map { "\($0.place): \($0.reason)" }
  }
}
