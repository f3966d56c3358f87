import Platform
import Planner
import SQLSyntax

/// CREATE, CREATE … AS, INSERT INTO … SELECT, DROP, ALTER, types: plan, record, carry out.
enum CatalogChangeExecutor {
  static func execute(_ context: StatementContext) throws(DatabaseError) -> StatementResult {
    let database = context.database
    database.commands.lock()
    defer { database.commands.unlock() }
    let planning = database.planning(for: context.rights)
    let properties = context.session.values
    let plan = try planning.plan(context.prepared, properties: properties)
    if case .nothing(let message) = plan { return .warning(message) }
    guard
      let record = planning.record(
        of: plan, statement: context.prepared.statement, text: context.text,
        properties: properties)
    else { throw context.refusal("the statement changes nothing") }
    try database.commit(record)
    return .done(record.outcome)
  }
}
