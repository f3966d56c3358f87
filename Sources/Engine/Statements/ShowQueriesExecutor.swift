/// SHOW QUERIES [EXTENDED].
enum ShowQueriesExecutor {
  static func execute(extended: Bool, _ context: StatementContext) -> StatementResult {
    let queries = context.database.listedQueries()
    return .queries(
      queries.map(\.listing),
      extended: extended ? queries.map { context.database.describe($0) } : nil)
  }
}
