// SELECT without EMIT: rows that are there now.

import Plan
import SQLSyntax
import Values

extension StatementPlanner {
  func pullQuery(_ query: Query) throws(SQLError) -> PullPlan {
    throw SQLError.notSupportedYet("Pull queries are not supported yet.")
  }
}
