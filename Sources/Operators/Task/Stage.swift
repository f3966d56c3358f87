// A plan cut at its repartitions. A stage is the part of the tree between two cuts; it runs as one
// task per partition.

package import Plan
package import SegmentLog

/// Where rows enter a stage. In the order of the plan's leaves, left to right.
package enum StageInput: Hashable, Sendable {
  case source(SourceNode)
  /// Rows that another stage re-keyed.
  case repartition(RepartitionNode, topic: String)

  package var topic: String {
    switch self {
    case .source(let node): node.topic
    case .repartition(_, let topic): topic
    }
  }
}

extension StageInput {
  /// Whether the query made the topic for itself.
  var isOwn: Bool {
    switch self {
    case .source: false
    case .repartition: true
    }
  }
}

/// Where the rows of a stage's root go.
package enum StageOutput: Hashable, Sendable {
  case sink(SinkChoice)
  /// To whoever asked.
  case results
  case repartition(RepartitionNode, topic: String)
}

/// One part of a plan.
package struct Stage: Hashable, Sendable {
  /// Its number: stages that feed others come first.
  package let index: Int
  /// The sub-tree; repartition nodes in it are leaves (unless the query is transient).
  package let root: PlanNode
  package let inputs: [StageInput]
  package let output: StageOutput
  /// Tasks, and partitions of what the stage reads.
  package let taskCount: Int
  /// Its only task reads all partitions of every input: rows of a foreign-key join meet rows of any
  /// partition of the other side.
  package let readsAllPartitions: Bool
  /// State stores of the sub-tree, with a changelog topic each.
  package let stores: [StoreChoice]
}

/// A topic that a query needs for itself.
package struct InternalTopic: Hashable, Sendable {
  package let name: String
  package let configuration: TopicConfiguration
}

/// One task to open: a stage and a partition.
package struct TaskPlace: Hashable, Sendable {
  package let stage: Int
  package let partition: Int
  /// The name under which the task writes transactions and commits progress.
  package let name: String
  /// What the task reads: the partitions whose appends have to wake it.
  package let inputs: [TopicPartition]
}
