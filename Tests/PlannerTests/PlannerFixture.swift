// A planner with a catalog that grows, for tests.

import Plan
import Planner
import SQLSyntax
import Testing
import Values

/// Plans and applies statements one after the other.
struct PlannerFixture {
  var planner = StatementPlanner(catalog: Catalog())
  var topics: [String: Int] = [:]

  static let clicks = """
    CREATE STREAM clicks (user_id BIGINT KEY, page STRING, n INT)
      WITH (KAFKA_TOPIC='clicks', PARTITIONS=4, VALUE_FORMAT='JSON');
    """

  static let users = """
    CREATE TABLE users (id BIGINT PRIMARY KEY, name STRING, age INT)
      WITH (KAFKA_TOPIC='users', PARTITIONS=4, VALUE_FORMAT='JSON');
    """

  /// A fixture in which these statements have been applied.
  init(_ statements: String...) throws {
    for statement in statements { _ = try run(statement) }
  }

  /// Plans and applies all statements of a text; gives the last plan.
  @discardableResult
  mutating func run(_ text: String) throws -> PlannedStatement {
    var last: PlannedStatement?
    for parsed in try Parser.parseScript(text) {
      planner.topics = KnownTopics(topics)
      let planned = try planner.plan(parsed.statement, text: parsed.text)
      apply(planned)
      last = planned
    }
    return try #require(last)
  }

  private mutating func apply(_ planned: PlannedStatement) {
    switch planned {
    case .createSource(let plan):
      planner.catalog.apply(plan.changes)
      if let topic = plan.topic { topics[topic.name] = topic.partitions }
      if plan.query != nil { planner.nextQueryNumber += 1 }
    case .createAs(let plan):
      planner.catalog.apply(plan.changes)
      topics[plan.topic.name] = plan.topic.partitions
      planner.nextQueryNumber += 1
    case .insertInto(let plan):
      planner.catalog.apply(plan.changes)
      planner.nextQueryNumber += 1
    case .dropSource(let plan): planner.catalog.apply(plan.changes)
    case .changeCatalog(let changes, _): planner.catalog.apply(changes)
    case .insertValues, .nothing, .pullQuery, .pushQuery: break
    }
  }

  /// The root of the plan of a CREATE … AS SELECT.
  mutating func root(_ text: String) throws -> PlanNode {
    guard case .createAs(let plan) = try run(text) else {
      Issue.record("not a CREATE … AS SELECT")
      throw SQLError.general("not a CREATE … AS SELECT")
    }
    return plan.query.plan.root
  }

  /// The message of the error that a text gives; nil if it plans.
  mutating func message(_ text: String) -> String? {
    do {
      try run(text)
      return nil
    } catch {
      return (error as? SQLError)?.message(in: SourceText(text)) ?? "\(error)"
    }
  }
}
