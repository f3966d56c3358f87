import Access
import SQLSyntax

/// PRINT: the raw records of a topic.
enum PrintTopicExecutor {
  static func execute(
    _ statement: PrintTopicStatement, _ context: StatementContext
  ) throws(DatabaseError) -> StatementResult {
    let database = context.database
    // Before anything else, so that a topic that is not there gives the same answer.
    try context.rights.demand(.read, onTopics: [statement.topic.name])
    guard database.hasTopic(statement.topic.name) else {
      var error = database.unknownTopic(statement.topic.name, for: context.rights)
      error = DatabaseError(
        kind: error.kind, code: error.code, message: error.message, statementText: context.text)
      throw error
    }
    let reader = try database.reader(
      topic: statement.topic.name, fromBeginning: statement.fromBeginning)
    return .printed(
      try TopicPrinter(
        reader, interval: Int(statement.interval ?? 1), limit: statement.limit.map { Int($0) }))
  }
}
