import Planner
import Platform
import SQLSyntax

/// PAUSE and RESUME: whether queries process what comes.
enum PauseExecutor {
  static func execute(
    _ target: QueryTarget, pauses: Bool, _ context: StatementContext
  ) throws(DatabaseError) -> StatementResult {
    let database = context.database
    database.commands.lock()
    defer { database.commands.unlock() }
    let ids: [String]
    let name: String
    switch target {
    case .all:
      for query in database.catalog.queries.values {
        try context.rights.demandControl(of: query.plan)
      }
      ids = database.catalog.queries.keys.sorted()
      name = "ALL"
    case .query(let id):
      try TerminateExecutor.checkPersistent(id, context)
      ids = [id.name]
      name = id.name
    }
    let record = CatalogRecord(
      sequence: database.withState(\.nextSequence), statement: context.text, properties: [:],
      commandID: "\(pauses ? "pause" : "resume")/\(name)/execute",
      message: pauses ? "Query paused." : "Query resumed.", queryID: nil, changes: [],
      topicsToCreate: [], topicsToDelete: [],
      pauses: Dictionary(ids.map { ($0, pauses) }, uniquingKeysWith: { $1 }))
    try database.commit(record)
    return .done(record.outcome)
  }
}
