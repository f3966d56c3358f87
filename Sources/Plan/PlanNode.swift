// The tree of a physical plan. A node names its inputs; data flows from the leaves to the root.

/// A node of a physical plan.
package indirect enum PlanNode: Hashable, Sendable, Codable {
  case source(SourceNode)
  case filter(FilterNode)
  case project(ProjectNode)
  case flatMap(FlatMapNode)
  case repartition(RepartitionNode)
  case aggregate(AggregateNode)
  case streamTableJoin(StreamTableJoinNode)
  case streamStreamJoin(StreamStreamJoinNode)
  case tableTableJoin(TableTableJoinNode)
  case foreignKeyJoin(ForeignKeyJoinNode)
  case materialize(MaterializeNode)
  case limit(LimitNode)

  /// What leaves the node.
  package var output: Edge {
    switch self {
    case .source(let node): node.output
    case .filter(let node): node.input.output
    case .project(let node): node.output
    case .flatMap(let node): node.output
    case .repartition(let node): node.input.output
    case .aggregate(let node): node.output
    case .streamTableJoin(let node): node.output
    case .streamStreamJoin(let node): node.output
    case .tableTableJoin(let node): node.output
    case .foreignKeyJoin(let node): node.output
    case .materialize(let node): node.output
    case .limit(let node): node.input.output
    }
  }

  package var inputs: [PlanNode] {
    switch self {
    case .source: []
    case .filter(let node): [node.input]
    case .project(let node): [node.input]
    case .flatMap(let node): [node.input]
    case .repartition(let node): [node.input]
    case .aggregate(let node): [node.input]
    case .streamTableJoin(let node): [node.left, node.right]
    case .streamStreamJoin(let node): [node.left, node.right]
    case .tableTableJoin(let node): [node.left, node.right]
    case .foreignKeyJoin(let node): [node.left, node.right]
    case .materialize(let node): [node.input]
    case .limit(let node): [node.input]
    }
  }

  /// The leaves, left to right: the order that breaks ties between inputs.
  package var sources: [SourceNode] {
    if case .source(let node) = self { return [node] }
    return inputs.flatMap(\.sources)
  }
}
