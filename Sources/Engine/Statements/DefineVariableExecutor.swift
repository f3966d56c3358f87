import SQLSyntax

/// DEFINE and UNDEFINE: variables of the session.
enum DefineVariableExecutor {
  static func execute(
    _ statement: DefineVariableStatement, _ context: StatementContext
  ) -> StatementResult {
    context.session.defineVariable(statement.name.name, statement.value.text)
    return .session("Variable '\(statement.name.name)' is now '\(statement.value.text)'.")
  }

  static func execute(
    undefine statement: UndefineVariableStatement, _ context: StatementContext
  ) -> StatementResult {
    let name = statement.name.name
    guard context.session.undefineVariable(name) != nil else {
      return .warning("Cannot undefine variable '\(name)' which was never defined")
    }
    return .session("Variable '\(name)' is no longer defined.")
  }
}
