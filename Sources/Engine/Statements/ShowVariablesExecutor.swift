/// SHOW VARIABLES.
enum ShowVariablesExecutor {
  static func execute(_ context: StatementContext) -> StatementResult {
    .variables(
      context.session.variables.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) })
  }
}
