import Planner

/// SHOW TYPES.
enum ShowTypesExecutor {
  static func execute(_ context: StatementContext) -> StatementResult {
    .types(
      context.database.catalog.types.sorted { $0.key < $1.key }.map {
        (name: $0.key, type: $0.value)
      })
  }
}
