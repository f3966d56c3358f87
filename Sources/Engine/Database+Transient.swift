// Queries that belong to whoever asked.

import Operators
import Plan

extension Database {
  /// Starts a push query or the read of a stream and gives its rows.
  func startTransient(
    _ plan: PhysicalPlan, text: String, columns: [Plan.ResultColumn], limit: Int?, isTable: Bool,
    isPush: Bool, services: TaskServices
  ) throws(DatabaseError) -> QueryStream {
    let query = try TransientQuery(
      plan: plan, text: text, columns: columns, limit: limit, isTable: isTable, isPush: isPush,
      database: self, services: services
    ) { [weak self] id in self?.withState { $0.transient[id] = nil } }
    withState { $0.transient[query.id] = query }
    do throws(DatabaseError) {
      try query.start()
    } catch {
      withState { $0.transient[query.id] = nil }
      throw error
    }
    return query.stream
  }

  /// A running push query by its id, whatever the case.
  func transientQuery(_ id: String) -> TransientQuery? {
    withState { state in
      state.transient[id]
        ?? state.transient.values.first { $0.id.uppercased() == id.uppercased() }
    }
  }

  /// Ends a push query; false if there is none of this id.
  package func closeQuery(_ id: String, for rights: SessionRights) throws(DatabaseError) -> Bool {
    guard let query = transientQuery(id), rights.sees(query.plan) else { return false }
    try rights.demandControl(of: query.plan)
    query.stop(.closed)
    return true
  }
}
