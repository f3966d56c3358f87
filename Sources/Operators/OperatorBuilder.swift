// From the nodes of a stage to running operators, from the root to the leaves: an operator is made
// when the one that takes its rows is there. A new operator is one line in `build`.

import Plan
import SegmentLog

/// Builds the operators of one task.
struct OperatorBuilder {
  let graph: TaskGraph
  let stage: Stage
  let partition: Int
  let services: TaskServices
  let context: OperatorContext
  /// In the order in which they were made: stable for a plan, so that saved state finds its owner.
  private(set) var operators: [any Operator] = []
  private(set) var leaves: [Leaf] = []
  /// The stage's operator that takes rows of staged inputs in turn, if it has one.
  private(set) var interleaved: (any InterleavedOperator)?
  private var staging: Staging?

  /// An input of the stage with what reads it and where its rows go.
  struct Leaf {
    let input: StageInput
    let reader: any RecordReader
    let downstream: Downstream
    /// Set when its rows end up staged before an interleaved operator.
    let staging: Staging?
  }

  init(
    graph: TaskGraph, stage: Stage, partition: Int, services: TaskServices,
    context: OperatorContext
  ) {
    self.graph = graph
    self.stage = stage
    self.partition = partition
    self.services = services
    self.context = context
  }

  /// Builds the whole stage.
  mutating func build() throws(TaskError) {
    let end: any Operator
    switch stage.output {
    case .sink(let sink):
      end = try Sink(
        sink, edge: stage.root.output, partitionCount: graph.partitionCount(of: sink.topic),
        context: context)
    case .repartition(let node, let topic):
      end = try RepartitionWriter(
        node, topic: topic, partitionCount: graph.partitionCount(of: topic), context: context)
    case .results:
      // A persistent query without a sink lives for its state.
      guard let receiver = services.results ?? (graph.isTransient ? nil : NoReceiver()) else {
        throw TaskError(.invalidPlan, "query \(graph.plan.queryID) has no receiver for its rows")
      }
      end = ResultSink(receiver)
    }
    try build(stage.root, into: add(end))
  }

  private mutating func build(_ node: PlanNode, into downstream: Downstream) throws(TaskError) {
    let made: any Operator
    switch node {
    case .source(let source): return try leaf(source, downstream)
    case .repartition(let repartition):
      guard !graph.cutsRepartitions else { return leaf(repartition, downstream) }
      made = LocalRepartition(name: repartition.name, downstream: downstream)
    case .filter(let filter):
      made = try Filter(filter, downstream: downstream, context: context)
    case .project(let project):
      made = try Project(project, downstream: downstream, context: context)
    case .flatMap(let flatMap):
      made = try FlatMap(flatMap, downstream: downstream, context: context)
    case .limit(let limit):
      made = Limit(services.limit ?? LimitCounter(limit.count), downstream: downstream)
    case .materialize(let node):
      made = Materialize(node.store, edge: node.output, downstream: downstream, context: context)
    case .aggregate(let aggregate):
      made = try self.aggregate(aggregate, into: downstream)
    case .streamTableJoin, .streamStreamJoin, .tableTableJoin, .foreignKeyJoin:
      made = try join(node, into: downstream)
    }
    let next = add(made)
    if canStage(node) { interleaved = made as? any InterleavedOperator }
    for (index, input) in node.inputs.enumerated() {
      var entry = Downstream(next.receiver, input: index)
      if node.inputs.count == 2, let interleaved {
        let made = Staging(interleaved, input: index)
        staging = made
        entry = add(made)
      }
      try build(input, into: entry)
      staging = nil
    }
  }

  /// Whether whole batches can run ahead to a join and wait there: nothing between it and the
  /// sources has state, nothing else in the stage takes rows of two inputs, and each side is read
  /// from one partition.
  private func canStage(_ node: PlanNode) -> Bool {
    let across = !graph.cutsRepartitions
    return node.inputs.count == 2 && !graph.isTransient
      && stage.root.joinCount(acrossRepartitions: across) == 1
      && node.inputs.allSatisfy { $0.isStatelessChain(acrossRepartitions: across) }
      && stage.inputs.allSatisfy {
        graph.partitions(of: $0, for: partition, in: stage).count <= 1
      }
  }

  private mutating func add(_ made: any Operator) -> Downstream {
    operators.append(made)
    return Downstream(made)
  }

  private mutating func leaf(
    _ source: SourceNode, _ downstream: Downstream
  ) throws(TaskError) {
    var downstream = downstream
    if let store = source.store {
      downstream = add(
        Materialize(store, edge: source.output, downstream: downstream, context: context))
    }
    let counting = add(SourceOperator(name: "Source \(source.name)", downstream: downstream))
    let reader = try SourceReader(source, counting: counting.receiver, context: context)
    leaves.append(
      Leaf(input: .source(source), reader: reader, downstream: counting, staging: staging))
  }

  private mutating func leaf(_ node: RepartitionNode, _ downstream: Downstream) {
    let counting = add(SourceOperator(name: "Source \(node.name)", downstream: downstream))
    guard
      let input = stage.inputs.first(where: {
        if case .repartition(node, _) = $0 { true } else { false }
      })
    else { return }
    leaves.append(
      Leaf(
        input: input, reader: RepartitionReader(node.input.output), downstream: counting,
        staging: staging))
  }
}
