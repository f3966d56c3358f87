// From a parsed statement to the executor that carries it out. A new statement is one file in this
// folder and one line here.

import Planner
import SQLSyntax

/// What an executor gets besides its statement.
struct StatementContext {
  let session: Session
  let prepared: Session.Prepared

  var database: Database { session.database }
  var text: String { prepared.text }
  var rights: SessionRights { session.rights }

  /// The catalog as whoever asks may see it.
  var visibleCatalog: Catalog { rights.visible(database.catalog) }

  /// An error about this statement as a whole.
  func refusal(_ message: String) -> DatabaseError { .statement(message, text) }

  /// The error of a planner or parser call, with the statement's place.
  func failure(_ error: SQLError) -> DatabaseError {
    DatabaseError(error, in: prepared.source, statementText: text)
  }
}

enum StatementDispatch {
  static func execute(
    _ prepared: Session.Prepared, in session: Session
  ) throws(DatabaseError) -> StatementResult {
    let context = StatementContext(session: session, prepared: prepared)
    switch prepared.statement {
    case .createSource, .createAsSelect, .insertInto, .dropSource, .alterSource, .createType,
      .dropType:
      return try CatalogChangeExecutor.execute(context)
    case .insertValues: return try InsertValuesExecutor.execute(context)
    case .query: return try QueryExecutor.execute(context)
    case .terminate(let statement): return try TerminateExecutor.execute(statement, context)
    case .pause(let statement):
      return try PauseExecutor.execute(statement.target, pauses: true, context)
    case .resume(let statement):
      return try PauseExecutor.execute(statement.target, pauses: false, context)
    case .explain(let statement): return try ExplainExecutor.execute(statement, context)
    case .showStreams(let statement):
      return ShowSourcesExecutor.execute(tables: false, extended: statement.isExtended, context)
    case .showTables(let statement):
      return ShowSourcesExecutor.execute(tables: true, extended: statement.isExtended, context)
    case .showTopics(let statement): return ShowTopicsExecutor.execute(statement, context)
    case .showQueries(let statement):
      return ShowQueriesExecutor.execute(extended: statement.isExtended, context)
    case .showFunctions: return ShowFunctionsExecutor.execute()
    case .showProperties: return try ShowPropertiesExecutor.execute(context)
    case .showTypes: return ShowTypesExecutor.execute(context)
    case .showVariables: return ShowVariablesExecutor.execute(context)
    case .describeSource(let statement):
      return try DescribeSourceExecutor.execute(statement, context)
    case .describeSources(let statement):
      return DescribeSourceExecutor.execute(all: statement, context)
    case .describeFunction(let statement):
      return try DescribeFunctionExecutor.execute(statement, context)
    case .printTopic(let statement): return try PrintTopicExecutor.execute(statement, context)
    case .setProperty(let statement): return try SetPropertyExecutor.execute(statement, context)
    case .unsetProperty(let statement):
      return SetPropertyExecutor.execute(unset: statement, context)
    case .defineVariable(let statement): return DefineVariableExecutor.execute(statement, context)
    case .undefineVariable(let statement):
      return DefineVariableExecutor.execute(undefine: statement, context)
    case .runScript(let statement): return try RunScriptExecutor.execute(statement, context)
    case .assertTopic(let statement): return try AssertTopicExecutor.execute(statement, context)
    case .alterSystem:
      throw context.refusal(
        "Cannot alter system configs when KSQL_SHARED_RUNTIME_ENABLED is turned off.")
    case .assertSchema:
      throw context.notSupported("ASSERT SCHEMA needs the schema registry, which")
    case .showConnectors, .showConnectorPlugins, .describeConnector, .createConnector,
      .dropConnector:
      throw context.notSupported("connectors:")
    case .assertValues, .assertTombstone, .assertSource:
      throw context.refusal("ASSERT of records and sources is for test files only")
    }
  }
}

extension StatementContext {
  /// The error of a statement that parses but that this version does not run.
  func notSupported(_ what: String) -> DatabaseError {
    DatabaseError(
      kind: .notSupported, code: .badStatement, message: "\(what) is not supported yet",
      statementText: text)
  }
}
