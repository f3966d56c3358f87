/// SHOW QUERIES [EXTENDED].
enum ShowQueriesExecutor {
  static func execute(extended: Bool, _ context: StatementContext) -> StatementResult {
    let queries = context.database.listedQueries(for: context.rights)
    return .queries(
      queries.map(\.listing),
      extended: extended ? queries.map { context.database.describe($0, for: context.rights) } : nil)
  }
}
