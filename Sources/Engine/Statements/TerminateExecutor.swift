// TERMINATE: the end of a query.

import Platform
import Planner
import SQLSyntax

/// TERMINATE: ends queries for good; what they wrote stays.
enum TerminateExecutor {
  static func execute(
    _ statement: TerminateStatement, _ context: StatementContext
  ) throws(DatabaseError) -> StatementResult {
    let database = context.database
    if case .query(let id) = statement.target,
      let push = database.transientQuery(id.name), context.rights.sees(push.plan)
    {
      try context.rights.demandControl(of: push.plan)
      push.stop(.closed)
      return .terminatedPushQuery(id: push.id, wasTerminated: true)
    }
    database.commands.lock()
    defer { database.commands.unlock() }
    let ids: [String]
    let name: String
    switch statement.target {
    case .all:
      let queries = database.catalog.queries.values.filter { $0.kind != .sourceTable }
      for query in queries { try context.rights.demandControl(of: query.plan) }
      ids = queries.map(\.id).sorted()
      name = "ALL"
    case .query(let id):
      try checkPersistent(id, context)
      ids = [id.name]
      name = id.name
    }
    let record = CatalogRecord(
      sequence: database.withState(\.nextSequence), statement: context.text, properties: [:],
      commandID: "terminate/\(name)/execute", message: "Query terminated.", queryID: nil,
      changes: ids.map { .removeQuery($0) }, topicsToCreate: [], topicsToDelete: [], pauses: [:])
    try database.commit(record)
    return .done(record.outcome)
  }

  /// Refuses an unknown query, one that belongs to a source table, and one of others.
  static func checkPersistent(
    _ id: Identifier, _ context: StatementContext
  ) throws(DatabaseError) {
    let queries = context.database.catalog.queries.filter { context.rights.sees($1.plan) }
    guard let query = queries[id.name] else {
      let similar = queries.keys.first { $0.uppercased() == id.name.uppercased() }
      let hint = similar.map { " Did you mean \"\($0)\"?" } ?? ""
      throw context.refusal("Unknown queryId: \(id.name)\(hint)")
    }
    if query.kind == .sourceTable {
      throw context.refusal(
        "Cannot terminate query '\(id.name)' because it is linked to a source table.")
    }
    try context.rights.demandControl(of: query.plan)
  }
}
