// SELECT on its own: rows for whoever asked.

import Operators
import Plan
import Planner

/// SELECT outside of other statements: a pull query, or with EMIT a push query.
enum QueryExecutor {
  static func execute(
    _ context: StatementContext
  ) throws(DatabaseError) -> StatementResult {
    let database = context.database
    let properties = context.session.values
    switch try database.planning(for: context.rights).plan(
      context.prepared, properties: properties)
    {
    case .pullQuery(let plan):
      switch plan.scan {
      case .table:
        return .rows(try PullQuery(plan, database: database, properties: properties).run())
      case .stream(let stream):
        var services = database.services(for: stream, query: stream.queryID)
        services.settings.startsAtEnd = false
        return .rows(
          try database.startTransient(
            stream, text: context.text, columns: plan.columns, limit: plan.limit, isTable: false,
            isPush: false, services: services))
      }
    case .pushQuery(let push):
      let running = database.withState { $0.transient.values.filter(\.stream.isPush).count }
      guard running < Int(properties.integer("ksql.max.push.queries") ?? 100) else {
        throw DatabaseError(
          kind: .request, code: .tooManyPushQueries,
          message:
            "Maximum number of push queries exceeded: \(running) are running. Close one, or raise "
            + "ksql.max.push.queries.")
      }
      return .rows(
        try database.startTransient(
          push.plan, text: context.text, columns: push.columns, limit: push.limit,
          isTable: push.isTable, isPush: true,
          services: database.services(for: push.plan, query: push.plan.queryID)))
    default: throw context.refusal("The provided statement does not run a ksql query")
    }
  }
}
