// What SHOW, DESCRIBE and EXPLAIN tell.

import Coordination
import Values
import Operators
import Plan
import Planner
import SegmentLog

/// A query as SHOW QUERIES and EXPLAIN find it.
struct ListedQuery {
  let listing: QueryListing
  let plan: PhysicalPlan?
  let running: RunningQuery?
}

extension Database {
  /// Persistent queries by id, then push queries: those that show themselves.
  func listedQueries(for rights: SessionRights) -> [ListedQuery] {
    let (catalog, running, transient) = withState { state in
      (state.catalog, state.running, Array(state.transient.values))
    }
    let visible = catalog.queries.values.filter { rights.sees($0.plan) }
    let persistent = visible.sorted { $0.id < $1.id }.map { query in
      let sink = query.writes.flatMap { catalog.sources[$0] }
      return ListedQuery(
        listing: QueryListing(
          id: query.id, kind: .persistent, state: running[query.id]?.runState ?? .error,
          text: query.sqlText, sink: query.writes, sinkTopic: sink?.topic), plan: query.plan,
        running: running[query.id])
    }
    let shown = transient.filter { $0.stream.isPush && rights.sees($0.plan) }
    let push = shown.sorted { $0.id < $1.id }.map { query in
      ListedQuery(
        listing: QueryListing(
          id: query.id, kind: .push, state: .running, text: query.text, sink: nil, sinkTopic: nil),
        plan: nil, running: nil)
    }
    return persistent + push
  }

  func describe(_ query: ListedQuery, for rights: SessionRights) -> QueryDescription {
    let mayRead = query.plan.map { rights.mayRead($0) } ?? true
    let sources = query.plan?.root.sources.map(\.name) ?? []
    return QueryDescription(
      listing: query.listing, text: query.listing.text,
      windowType: query.plan?.root.output.window?.name,
      fields: query.plan.map { Self.fields(of: $0.root.output.schema) } ?? [], sources: sources,
      sinks: query.listing.sink.map { [$0] } ?? [],
      plan: query.plan.map { PlanText.text(of: $0) } ?? "",
      properties: query.plan?.properties.sorted { $0.key < $1.key }
        .map { (name: $0.key, value: $0.value) } ?? [],
      errors: mayRead ? query.running?.failures ?? [] : [], progress: query.running?.progress ?? [])
  }

  /// EXPLAIN of a statement that does not run yet.
  func describe(_ plan: PhysicalPlan, text: String) -> QueryDescription {
    QueryDescription(
      listing: nil, text: text, windowType: plan.root.output.window?.name,
      fields: Self.fields(of: plan.root.output.schema), sources: plan.root.sources.map(\.name),
      sinks: plan.sink.map { [$0.name] } ?? [], plan: PlanText.text(of: plan), properties: [],
      errors: [], progress: [])
  }

  private static func fields(of schema: Schema) -> [FieldDescription] {
    schema.key.map { FieldDescription(name: $0.name, type: $0.type, role: .key) }
      + schema.value.map { FieldDescription(name: $0.name, type: $0.type, role: .value) }
  }

  func describe(
    _ source: SourceDefinition, extended: Bool, for rights: SessionRights
  ) -> SourceDescription {
    let queries = listedQueries(for: rights)
    let catalog = catalog
    let visible = rights.visible(catalog)
    func listings(_ ids: [String]) -> [QueryListing] {
      queries.map(\.listing).filter { ids.contains($0.id) }
    }
    let shown = Set(queries.map(\.listing.id))
    // The text of a query names what it reads.
    let query = source.queryID.flatMap { catalog.queries[$0] }
    let isOpen = query.map { rights.sees($0.plan) } ?? true
    let reading = catalog.queriesReading(source.name).filter { shown.contains($0) }
    let writing = catalog.queriesWriting(source.name).filter { shown.contains($0) }
    let headers = source.headers.map { header in
      let key: String? = if case .header(let key) = header.column { key } else { nil }
      return FieldDescription(name: header.name, type: header.type, role: .header(key: key))
    }
    return SourceDescription(
      listing: source.listing, windowType: source.window?.name,
      fields: Self.fields(of: source.schema) + headers,
      timestampColumn: source.timestamp.map { source.schema.columns[$0.position].name },
      statement: isOpen ? source.sqlText : "", readQueries: listings(reading),
      writeQueries: listings(writing),
      constraints: catalog.sourcesBuilt(on: source.name).filter { visible.sources[$0] != nil },
      statistics: extended ? statistics(of: source, reading + writing, rights) : nil)
  }

  private func statistics(
    of source: SourceDefinition, _ queries: [String], _ rights: SessionRights
  ) -> SourceStatistics {
    let topic = log.describe(source.topic)
    var counters: [(name: String, value: Int64)] = []
    if let topic {
      var records: Int64 = 0
      for partition in topic.partitions {
        // A topic that is being deleted counts as empty.
        if let offsets = try? log.offsets(partition) { records += offsets.stable - offsets.start }
      }
      counters.append(("offsets", records))
    }
    var problems: [String] = []
    var groups: [GroupProgress] = []
    for id in queries {
      guard let query = runningQuery(id) else { continue }
      let metrics = query.metrics
      func total(_ value: (TaskMetrics) -> Int) -> Int64 {
        Int64(metrics.reduce(0) { $0 + value($1) })
      }
      counters.append(("\(id) records-read", total(\.recordsRead)))
      counters.append(("\(id) bytes-read", total(\.bytesRead)))
      counters.append(("\(id) records-written", total(\.recordsWritten)))
      counters.append(("\(id) commits", total(\.commits)))
      counters.append(("\(id) state-bytes", total(\.stateBytes)))
      counters.append(
        ("\(id) errors", total { $0.operators.reduce(0) { $0 + $1.errors } }))
      counters.append(
        ("\(id) late-rows", total { $0.operators.reduce(0) { $0 + $1.lateRows } }))
      // What is wrong with a record is told to those who may read it.
      if rights.mayRead(query.definition.plan) {
        problems += processingLog.lastProblems(of: id).map(Self.sentence)
      }
      groups += query.progress.filter { $0.topic == source.topic }
    }
    return SourceStatistics(
      partitionCount: topic?.configuration.partitionCount ?? 0, counters: counters,
      problems: problems, groups: groups)
  }

  private static func sentence(_ problem: RecordProblem) -> String {
    var place = problem.place
    if let topic = problem.topic {
      place += " (\(topic)-\(problem.partition ?? 0) at \(problem.offset ?? 0))"
    }
    return "\(place): \(problem.reason)"
  }

  /// Who reads each topic.
  func readersByTopic() -> [String: TopicReaders] {
    var result: [String: TopicReaders] = [:]
    for group in log.groups() {
      for topic in Set(log.committed(group)?.offsets.keys.map(\.topic) ?? []) {
        result[topic, default: TopicReaders()].groups.insert(group)
        // A task of a query is a reader of its own; a consumer is one as long as it is a member.
        if !broker.isOpen(group: group) { result[topic]?.consumerCount += 1 }
      }
    }
    for group in groups.list() {
      for member in groups.describe(group.id).members {
        for topic in member.assignedTopics {
          result[topic, default: TopicReaders()].groups.insert(group.id)
          result[topic]?.consumerCount += 1
        }
      }
    }
    return result
  }
}

/// Who reads a topic: groups with an offset or a partition in it, and how many readers they have.
struct TopicReaders {
  var groups: Set<String> = []
  var consumerCount = 0
}

extension WindowKind {
  var name: String {
    switch self {
    case .tumbling: "TUMBLING"
    case .hopping: "HOPPING"
    case .session: "SESSION"
    }
  }
}
