// What a planned statement asks of topics. The plan names them, whatever the statement called them,
// so that no detour through streams over streams leads past the rules.
//
//   read from a source               Read
//   write to a sink, INSERT          Write, and Create when the topic is not there
//   CREATE over a topic              Read when it is there, else Create
//   replace or drop a declaration    Alter; what a query made: what that query takes
//   DROP … DELETE TOPIC              Delete besides
//   stop, pause, resume a query      what it takes: Read on its sources, Write on its sink; or
//                                    Alter on the cluster

import Access
import Plan
import Planner

extension SessionRights {
  /// Refuses a plan that asks for more. `catalog` is the whole one.
  func check(
    _ plan: PlannedStatement, catalog: Catalog, topics: any TopicDirectory
  ) throws(DatabaseError) {
    if areUnlimited { return }
    switch plan {
    case .createSource(let plan):
      try checkName(plan.source.name, catalog)
      if topics.partitions(of: plan.source.topic) == nil {
        try demandCreate(topic: plan.source.topic)
      } else {
        try demand(.read, onTopics: [plan.source.topic])
      }
      try checkReplacement(of: plan.source.name, catalog)
    case .createAs(let plan):
      try checkName(plan.source.name, catalog)
      try demand(.read, onTopics: plan.query.plan.sourceTopics)
      if topics.partitions(of: plan.topic.name) == nil { try demandCreate(topic: plan.topic.name) }
      try demand(.write, onTopics: [plan.topic.name])
      try checkReplacement(of: plan.source.name, catalog)
    case .insertInto(let plan): try demandStart(of: plan.query.plan)
    case .insertValues(let plan): try demand(.write, onTopics: [plan.target.topic])
    case .dropSource(let plan):
      try checkReplacement(of: plan.source.name, catalog)
      if plan.deletesTopic { try demand(.delete, onTopics: [plan.source.topic]) }
    case .changeCatalog(let changes, _):
      for change in changes { try check(change, catalog) }
    case .nothing: return
    case .pullQuery(let plan):
      var read = catalog.sources[plan.source].map { [$0.topic] } ?? []
      if case .stream(let stream) = plan.scan { read += stream.sourceTopics }
      try demand(.read, onTopics: read)
    case .pushQuery(let plan):
      let named = plan.reads.compactMap { catalog.sources[$0]?.topic }
      try demand(.read, onTopics: plan.plan.sourceTopics + named)
    }
  }

  private func check(_ change: CatalogChange, _ catalog: Catalog) throws(DatabaseError) {
    switch change {
    case .putSource(let source): try checkReplacement(of: source.name, catalog)
    case .removeSource(let name): try checkReplacement(of: name, catalog)
    // Types belong to everybody who declares things.
    case .putType, .removeType:
      guard mayCreateSomeTopic else {
        throw DatabaseError(
          kind: .denied, code: .denied,
          message: "Authorization denied to Create on any topic, which types are for")
      }
    case .putQuery(let query): try demandStart(of: query.plan)
    case .removeQuery(let id):
      if let query = catalog.queries[id] { try demandControl(of: query.plan) }
    }
  }

  /// A source that does not show itself keeps its name all the same.
  private func checkName(_ name: String, _ catalog: Catalog) throws(DatabaseError) {
    guard let present = catalog.sources[name], !sees(topic: present.topic) else { return }
    throw DatabaseError.statement("The name `\(name)` is taken.")
  }

  /// Whether a source may give way: one that was declared, by Alter on its topic; one that a query
  /// writes, by what that query takes.
  private func checkReplacement(of name: String, _ catalog: Catalog) throws(DatabaseError) {
    guard let present = catalog.sources[name] else { return }
    if present.isResultOfQuery, let query = present.queryID.flatMap({ catalog.queries[$0] }) {
      try demandControl(of: query.plan)
    } else {
      try demand(.alter, onTopics: [present.topic])
    }
  }

  /// Refuses to stop a query for whoever could not start it.
  func demandControl(of plan: PhysicalPlan) throws(DatabaseError) {
    if may(.alter, .cluster) { return }
    // A refusal would name topics that do not show themselves.
    guard sees(plan) else { return try demandOnCluster(.alter) }
    try demandStart(of: plan)
  }

  private func demandStart(of plan: PhysicalPlan) throws(DatabaseError) {
    try demand(.read, onTopics: plan.sourceTopics)
    try demand(.write, onTopics: plan.sink.map { [$0.topic] } ?? [])
  }

  // MARK: - Seeing

  /// The catalog without what does not show itself.
  func visible(_ catalog: Catalog) -> Catalog {
    if areUnlimited { return catalog }
    var visible = catalog
    for source in catalog.sources.values where !sees(topic: source.topic) {
      visible.apply(.removeSource(source.name))
    }
    return visible
  }

  /// Whether a query shows itself: when all its topics do.
  func sees(_ plan: PhysicalPlan) -> Bool {
    areUnlimited
      || plan.sourceTopics.allSatisfy { sees(topic: $0) }
        && (plan.sink.map { sees(topic: $0.topic) } ?? true)
  }

  /// Whether what a query says of its records may be told.
  func mayRead(_ plan: PhysicalPlan) -> Bool {
    areUnlimited || plan.sourceTopics.allSatisfy { may(.read, topic: $0) }
  }
}

/// The topics that show themselves.
struct VisibleTopics: TopicDirectory {
  let topics: any TopicDirectory
  let rights: SessionRights

  func partitions(of topic: String) -> Int? {
    rights.sees(topic: topic) ? topics.partitions(of: topic) : nil
  }
}

extension PhysicalPlan {
  var sourceTopics: [String] { root.sources.map(\.topic) }
}
