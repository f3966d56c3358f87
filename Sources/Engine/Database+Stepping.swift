// For those who run a `ManualScheduler`: which queries there are, holding some of them still while
// others move, and what went wrong in them.

import Planner

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
}
