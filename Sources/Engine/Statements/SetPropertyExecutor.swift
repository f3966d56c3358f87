import SQLSyntax

/// SET and UNSET: properties of the session.
enum SetPropertyExecutor {
  static func execute(
    _ statement: SetPropertyStatement, _ context: StatementContext
  ) throws(DatabaseError) -> StatementResult {
    let (name, value) = (statement.name.text, statement.value.text)
    let (setting, old): (Setting?, String?)
    do throws(DatabaseError) {
      (setting, old) = try context.session.setProperty(name, value)
    } catch {
      throw context.refusal(error.message)
    }
    var sentence = "Successfully changed local property '\(name)' "
    if let old { sentence += "from '\(old)' " }
    sentence += "to '\(value)'. Use the UNSET command to revert your change."
    if let why = setting?.withoutEffect { sentence += " It has no effect here: \(why)." }
    return .session(sentence)
  }

  static func execute(
    unset statement: UnsetPropertyStatement, _ context: StatementContext
  ) -> StatementResult {
    let name = statement.name.text
    guard let old = context.session.unsetProperty(name) else {
      return .warning(
        "Cannot unset local property '\(name)' which was never set in the first place")
    }
    return .session("Successfully unset local property '\(name)' (value was '\(old)').")
  }
}
