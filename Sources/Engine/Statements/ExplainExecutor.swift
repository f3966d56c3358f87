// EXPLAIN: the plan of a query, running or not.

import Plan
import Planner
import SQLSyntax

/// EXPLAIN of a running query or of a statement that could become one.
enum ExplainExecutor {
  static func execute(
    _ statement: ExplainStatement, _ context: StatementContext
  ) throws(DatabaseError) -> StatementResult {
    let database = context.database
    switch statement.subject {
    case .query(let id):
      let queries = database.listedQueries(for: context.rights)
      guard let query = queries.first(where: { $0.listing.id == id.name }) else {
        throw context.refusal(
          "Query with id:\(id.name) does not exist, use SHOW QUERIES to view the full set of "
            + "queries.")
      }
      return .query(database.describe(query, for: context.rights))
    case .statement(let inner):
      // What is explained, with its semicolon, as the query would show it if it ran.
      let text = context.prepared.source.text(
        of: SourceSpan(statement.span.start, context.prepared.span.end))
      // Nothing is carried out, so what the planner sees is all that is given away.
      let planner = try database.planning(for: context.rights).planner(
        for: inner, context.session.values)
      do throws(SQLError) {
        if case .pullQuery(let pull) = try planner.plan(inner, text: text) {
          return .query(
            QueryDescription(
              listing: nil, text: text, windowType: nil,
              fields: pull.columns.map {
                FieldDescription(name: $0.name, type: $0.type, role: $0.isKey ? .key : .value)
              }, sources: [pull.source], sinks: [], plan: PlanText.text(of: pull), properties: [],
              errors: [], progress: []))
        }
        guard let plan = try planner.explain(inner, text: text) else {
          throw SQLError(.statement, "The provided statement does not run a ksql query")
        }
        return .query(database.describe(plan, text: text))
      } catch {
        throw context.failure(error)
      }
    }
  }
}
