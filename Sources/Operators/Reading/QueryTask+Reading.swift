// Pull queries: rows of a task's store, through the stateless steps that lie above it in the plan.
// What is read is committed: a task with uncommitted work commits first.

import Plan
package import Values

extension QueryTask {
  /// Whether the query keeps its result in a store of this task.
  package var isReadable: Bool { reader != nil }

  /// The rows of the keys, as the plan's root edge has them. Keys that the task does not have give
  /// nothing.
  package func lookup(
    keys: [[Value]], windows: WindowRange = .all
  ) throws(TaskError) -> [ColumnBatch] {
    let reader = try readyReader()
    return try finish(try reader.lookup(keys, windows))
  }

  /// The rows whose keys and windows are in a range: by window start, then key.
  package func scan(
    keys: KeyBounds = .all, windows: WindowRange = .all
  ) throws(TaskError) -> [ColumnBatch] {
    let reader = try readyReader()
    return try finish(try reader.scan(reader.keyCodec.range(keys), windows))
  }

  private var reader: (any StateReader)? {
    guard let store = graph.plan.materialization?.store.name else { return nil }
    for case let reader as any StateReader in operators where reader.readableStore == store {
      return reader
    }
    return nil
  }

  private func readyReader() throws(TaskError) -> any StateReader {
    guard let reader else {
      throw TaskError(
        .invalidPlan, "query \(graph.plan.queryID) keeps no state that can be read here")
    }
    if uncommittedSince != nil { try commit() }
    return reader
  }

  private func finish(_ batches: [ColumnBatch]) throws(TaskError) -> [ColumnBatch] {
    let steps = try readSteps()
    for batch in batches { try steps.entry.push(batch) }
    return steps.collector.take()
  }

  /// The steps between store and root, built at the first read.
  private func readSteps() throws(TaskError) -> ReadSteps {
    if let kept = keptReadSteps { return kept }
    guard let store = graph.plan.materialization?.store else {
      throw TaskError(.invalidPlan, "query \(graph.plan.queryID) keeps no state")
    }
    let made = try ReadSteps(root: graph.plan.root, store: store, context: context)
    keptReadSteps = made
    return made
  }
}

/// The stateless operators above a store, and what collects their rows.
struct ReadSteps {
  let entry: Downstream
  let collector: BatchCollector

  init(root: PlanNode, store: StoreChoice, context: OperatorContext) throws(TaskError) {
    collector = BatchCollector()
    var next = Downstream(collector)
    var node = root
    while !node.owns(store) {
      switch node {
      case .filter(let filter):
        next = Downstream(try Filter(filter, downstream: next, context: context))
        node = filter.input
      case .project(let project):
        next = Downstream(try Project(project, downstream: next, context: context))
        node = project.input
      default:
        throw TaskError(
          .invalidPlan, "state \(store.name) is not what the query's result is made of")
      }
    }
    entry = next
  }
}

extension PlanNode {
  fileprivate func owns(_ store: StoreChoice) -> Bool {
    switch self {
    case .source(let node): node.store == store
    case .aggregate(let node): node.store == store
    case .materialize(let node): node.store == store
    default: false
    }
  }
}

/// Keeps the batches that reach it.
final class BatchCollector: Operator {
  var metrics = OperatorMetrics(name: "Read")
  private var batches: [ColumnBatch] = []

  func push(_ batch: ColumnBatch, from input: Int) throws(TaskError) { batches.append(batch) }

  /// Gives the batches and forgets them.
  func take() -> [ColumnBatch] {
    defer { batches = [] }
    return batches
  }
}
