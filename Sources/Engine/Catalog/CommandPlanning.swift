// From a planned statement to the record of the catalog log that carries it out.

import Planner
import SQLSyntax

/// What a statement means against one state of the catalog.
struct CommandPlanning {
  var catalog: Catalog
  var nextSequence: Int64
  let topics: any TopicDirectory
  /// Of whoever wants it; the planner sees nothing that they may not see.
  var rights = SessionRights.owner
  /// Names the tail of transient query ids.
  var transientSuffix = "0"

  /// Plans a statement, and refuses what whoever wants it may not do.
  func plan(
    _ prepared: Session.Prepared, properties: PropertyValues
  ) throws(DatabaseError) -> PlannedStatement {
    let planner = try planner(for: prepared.statement, properties)
    let plan: PlannedStatement
    do throws(SQLError) {
      plan = try planner.plan(prepared.statement, text: prepared.text)
    } catch {
      throw DatabaseError(error, in: prepared.source, statementText: prepared.text)
    }
    try rights.check(plan, catalog: catalog, topics: planner.topics)
    return plan
  }

  /// A planner that gives away nothing but what may be seen. What it plans must be checked before
  /// it is carried out.
  func planner(
    for statement: Statement, _ properties: PropertyValues
  ) throws(DatabaseError) -> StatementPlanner {
    try rights.checkNames(statement.namedSources, catalog)
    return StatementPlanner(
      catalog: rights.visible(catalog), properties: properties.forPlanner,
      nextQueryNumber: Int(nextSequence),
      topics: rights.areUnlimited ? topics : VisibleTopics(topics: topics, rights: rights),
      transientSuffix: transientSuffix)
  }

  /// The record of a planned change; nil for a plan that changes nothing.
  func record(
    of plan: PlannedStatement, statement: Statement, text: String, properties: PropertyValues
  ) -> CatalogRecord? {
    let id = Self.commandID(of: statement, plan)
    func record(
      _ changes: [CatalogChange], message: String, query: String? = nil,
      creating: [TopicToCreate] = [], deleting: [String] = []
    ) -> CatalogRecord {
      CatalogRecord(
        sequence: nextSequence, statement: text, properties: properties.session, commandID: id,
        message: message, queryID: query, changes: changes, topicsToCreate: creating,
        topicsToDelete: deleting, pauses: [:])
    }
    switch plan {
    case .createSource(let plan):
      return record(
        plan.changes, message: plan.message, query: plan.query?.id,
        creating: plan.topic.map { [$0] } ?? [])
    case .createAs(let plan):
      return record(
        plan.changes, message: plan.message, query: plan.query.id, creating: [plan.topic])
    case .insertInto(let plan):
      return record(plan.changes, message: plan.message, query: plan.query.id)
    case .dropSource(let plan):
      return record(
        plan.changes, message: plan.message, deleting: plan.deletesTopic ? [plan.source.topic] : [])
    case .changeCatalog(let changes, let message): return record(changes, message: message)
    case .nothing, .insertValues, .pullQuery, .pushQuery: return nil
    }
  }

  /// `type/entity/action`, as `/status` knows the command.
  private static func commandID(of statement: Statement, _ plan: PlannedStatement) -> String {
    switch (statement, plan) {
    case (_, .createSource(let plan)): "\(plan.source.kindText)/`\(plan.source.name)`/create"
    case (_, .createAs(let plan)): "\(plan.source.kindText)/`\(plan.source.name)`/create"
    case (_, .insertInto(let plan)): "stream/`\(plan.query.writes ?? plan.query.id)`/create"
    case (_, .dropSource(let plan)): "\(plan.source.kindText)/\(plan.source.name)/drop"
    case (.alterSource(let alter), _):
      "\(alter.kind.rawValue.lowercased())/\(alter.name.name)/alter"
    case (.createType(let type), _): "type/\(type.name.name)/create"
    case (.dropType(let type), _): "type/\(type.name.name)/drop"
    default: "cluster/statement/execute"
    }
  }
}

/// A copy of the catalog on which the statements of a request are tried before any is executed.
struct Sandbox {
  private var planning: CommandPlanning
  private var directory: KnownTopics

  init(_ planning: CommandPlanning, topics: KnownTopics) {
    self.planning = planning
    directory = topics
  }

  /// Plans a statement and lets the copy have its effects.
  mutating func check(
    _ prepared: Session.Prepared, properties: PropertyValues
  ) throws(DatabaseError) {
    guard StatementPlanner.plans(prepared.statement) else { return }
    let current = CommandPlanning(
      catalog: planning.catalog, nextSequence: planning.nextSequence, topics: directory,
      rights: planning.rights)
    let plan = try current.plan(prepared, properties: properties)
    guard
      let record = current.record(
        of: plan, statement: prepared.statement, text: prepared.text, properties: properties)
    else { return }
    planning.catalog.apply(record.changes)
    planning.nextSequence += 1
    for topic in record.topicsToCreate where directory.partitionCounts[topic.name] == nil {
      directory.partitionCounts[topic.name] = topic.partitions
    }
    for topic in record.topicsToDelete { directory.partitionCounts[topic] = nil }
  }
}

extension PropertyValues {
  /// All values under their full names, and those of the streams layer also under their short ones.
  var forPlanner: [String: String] {
    var values = overrides
    for (name, value) in overrides where name.hasPrefix("ksql.streams.") {
      values[String(name.dropFirst("ksql.streams.".count))] = value
    }
    return values
  }
}

extension CatalogRecord {
  var outcome: CommandOutcome {
    CommandOutcome(
      commandID: commandID, message: message, queryID: queryID, sequenceNumber: sequence)
  }
}
