import Platform
import SQLSyntax

/// RUN SCRIPT: the statements of a file, in this session.
enum RunScriptExecutor {
  /// Scripts that run scripts end somewhere.
  private static let depthMax = 8

  static func execute(
    _ statement: RunScriptStatement, _ context: StatementContext
  ) throws(DatabaseError) -> StatementResult {
    try context.rights.demandOwnership()
    let path = statement.path.text
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try context.database.configuration.files.contents(of: path)
    } catch {
      throw context.refusal("Failed to read file: \(path). \(error)")
    }
    guard context.session.scriptDepth < depthMax else {
      throw context.refusal("scripts call each other more than \(depthMax) deep")
    }
    context.session.scriptDepth += 1
    defer { context.session.scriptDepth -= 1 }
    let outcome = context.session.execute(String(decoding: bytes, as: UTF8.self))
    if let error = outcome.error { throw error }
    return .script(outcome.executed)
  }
}
