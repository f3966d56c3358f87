// From a parsed statement to what has to be done. Planning is a function of the statement, the
// catalog, the session's properties and what topics there are; nothing is changed here.

package import Plan
package import SQLSyntax

/// Plans statements against one state of the catalog.
package struct StatementPlanner: Sendable {
  package var catalog: Catalog
  package var session: SessionProperties
  /// The number that the next query's id gets.
  package var nextQueryNumber: Int
  package var topics: any TopicDirectory
  /// The tail of the id of a transient query: unique while the query runs.
  package var transientSuffix: String

  package init(
    catalog: Catalog, properties: [String: String] = [:], nextQueryNumber: Int = 0,
    topics: any TopicDirectory = KnownTopics(), transientSuffix: String = "0"
  ) {
    self.catalog = catalog
    session = SessionProperties(properties)
    self.nextQueryNumber = nextQueryNumber
    self.topics = topics
    self.transientSuffix = transientSuffix
  }

  /// Whether this statement is planned here; all others only look at things or steer queries.
  package static func plans(_ statement: Statement) -> Bool {
    switch statement {
    case .createSource, .createAsSelect, .insertInto, .insertValues, .dropSource, .alterSource,
      .createType, .dropType, .query:
      true
    default: false
    }
  }

  /// The plan of a statement; `text` is the statement as written, for the catalog.
  package func plan(_ statement: Statement, text: String) throws(SQLError) -> PlannedStatement {
    switch statement {
    case .createSource(let statement): try createSource(statement, text)
    case .createAsSelect(let statement): try createAs(statement, text)
    case .insertInto(let statement): try insertInto(statement, text)
    case .insertValues(let statement): try insertValues(statement)
    case .dropSource(let statement): try dropSource(statement)
    case .alterSource(let statement): try alterSource(statement)
    case .createType(let statement): try createType(statement)
    case .dropType(let statement): try dropType(statement)
    case .query(let query):
      query.emit == nil ? .pullQuery(try pullQuery(query)) : .pushQuery(try pushQuery(query))
    case .createConnector, .dropConnector, .showConnectors, .showConnectorPlugins,
      .describeConnector:
      throw SQLError.notSupportedYet("Connectors are not supported yet.")
    default:
      throw SQLError.statement("The provided statement does not run a ksql query")
    }
  }

  /// The plan that EXPLAIN shows for a statement.
  package func explain(_ statement: Statement, text: String) throws(SQLError) -> PhysicalPlan? {
    switch try plan(statement, text: text) {
    case .createAs(let plan): plan.query.plan
    case .insertInto(let plan): plan.query.plan
    case .pushQuery(let plan): plan.plan
    case .pullQuery(let plan):
      if case .stream(let stream) = plan.scan { stream } else { nil }
    default:
      throw SQLError.statement("The provided statement does not run a ksql query")
    }
  }
}
